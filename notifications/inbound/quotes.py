"""What somebody wrote, without what they quote, their signature and our own letter below."""

import re
from html.parser import HTMLParser

# Stands in every letter that can be answered, in whatever language: only its dashes and its place are known.
ABOVE = re.compile(r"^[>\s]*-- .{10,80} --\s*$")
# Lines after which a mail program repeats what is answered.
QUOTE_STARTS = (
    re.compile(r"^[>\s]*-{2,}\s*(original message|ursprüngliche nachricht|message d'origine|mensaje original)", re.I),
    re.compile(r"^[>\s]*_{10,}\s*$"),
    re.compile(
        r"^[>\s]*(on|am|le|el|op|il)\b.{0,200}\b(wrote|schrieb|a écrit|escribió|schreef|ha scritto)\b.*:\s*$", re.I
    ),
    re.compile(r"^[>\s]*(from|von|de|van|da):\s.*\S+@\S+", re.I),
)
SIGNATURE = re.compile(r"^--\s?$")
BLOCKS = frozenset("p div br li tr h1 h2 h3 h4 blockquote table ul ol".split())
UNSPOKEN = frozenset(("style", "script", "head", "title"))


def written_part(text: str) -> str:
    """The answer alone. An introduction that a mail program broke over two lines is known too."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for place, line in enumerate(lines):
        joined = f"{line} {lines[place + 1]}" if place + 1 < len(lines) else line
        if ends_here(line) or (not line.startswith(">") and any(one.match(joined) for one in QUOTE_STARTS[2:3])):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def ends_here(line: str) -> bool:
    """Whether nothing of the answer follows."""
    return bool(ABOVE.match(line) or SIGNATURE.match(line) or any(one.match(line) for one in QUOTE_STARTS))


class Plain(HTMLParser):
    """The words of a page, without its quoted parts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in UNSPOKEN
        self.quoted += tag == "blockquote"
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in UNSPOKEN and self.silent > 0
        self.quoted -= tag == "blockquote" and self.quoted > 0
        if tag in BLOCKS - {"br"}:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.quoted:
            self.words.append(data if data.strip() else " " * bool(data))


def plain_text(html: str) -> str:
    """A letter that came as a page only, as text."""
    parser = Plain()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
