"""What a sandbox has in place of what tells who people are, as SQL: the same each time, and nobody's.

Names and addresses follow from what they stand for, so that one person is one invented person everywhere. Addresses end
in `.invalid`, a domain that never leads anywhere (RFC 2606); telephone numbers are of those kept for films.
"""

from uuid import UUID

from psycopg.sql import quote

from accounts.copies.rules import Invented

FIRST = (
    "Ada Alma Anton Basil Bela Cara Cyrus Dalia Doris Edda Emil Enzo Fay Felix Gala Gideon Hana Hugo Ida Ilan "
    "Jada Jonas Kaia Kurt Lena Lou Mara Milo Nadia Nils Olga Otto Pia Quinn Rhea Rufus Selma Tessa Uri Vito"
).split()
LAST = (
    "Acker Birch Brook Cedar Cole Dale Drum Elm Fenn Field Frost Glen Grove Hale Heath Hill Holt Ives Kerr Lake "
    "Lane Lund March Marsh Mead Mill Moor North Oaks Penn Pike Reed Rhys Shaw Stone Thorn Vale Wade West Yard"
).split()
DOMAIN = "sandbox.invalid"
EMAIL = r"[[:alnum:]._%+-]+@[[:alnum:]-]+(\.[[:alnum:]-]+)*\.[[:alpha:]]{2,}"
ENDING = r"\.[A-Za-z0-9]{1,5}$"
PHONE = r"(?<![[:alnum:]./-])(\+[0-9][0-9 ()/-]{7,}[0-9]|\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4})(?![[:alnum:]-])"


def domain_of(sandbox: UUID) -> str:
    """Where the invented people of a sandbox have their addresses."""
    return f"{sandbox.hex}.{DOMAIN}"


def invented(kind: Invented, value: str, sandbox: UUID) -> str:
    """SQL of what stands for a value; what is empty stays so."""
    return f"case when {value} = '' then '' else {of_kind(kind, value, sandbox)} end"


def of_kind(kind: Invented, value: str, sandbox: UUID) -> str:
    hashed = f"md5('{sandbox}' || lower({value}))"
    match kind:
        case "name":
            return f"{picked(FIRST, hashed, 1)} || ' ' || {picked(LAST, hashed, 8)}"
        case "email":
            return f"lower({picked(FIRST, hashed, 1)}) || '.' || substr({hashed}, 1, 12) || '@{domain_of(sandbox)}'"
        case "phone":
            return f"'+1 555 01' || lpad(({number(hashed, 1)} % 100)::text, 2, '0')"
        case "words":
            return f"'Text ' || substr({hashed}, 1, 6)"
        case "file":
            ending = f"coalesce(substring({value} from '{ENDING}'), '')"
            return f"'Document ' || substr({hashed}, 1, 6) || {ending}"
        case "nothing":
            return "''"


def picked(words: list[str], hashed: str, start: int) -> str:
    return f"(array[{', '.join(map(quote, words))}])[1 + {number(hashed, start)} % {len(words)}]"


def number(hashed: str, start: int) -> str:
    """A number of 28 bits out of a hash."""
    return f"('x' || substr({hashed}, {start}, 7))::bit(28)::int"


def scrubbed(value: str) -> str:
    """SQL of a text in which ids are those of the copy, and addresses and telephone numbers nobody's."""
    known = f"core_copied_text({value}::text)"
    without_mail = f"regexp_replace({known}, {quote(EMAIL)}, 'somebody@{DOMAIN}', 'g')"
    return f"regexp_replace({without_mail}, {quote(PHONE)}, '+1 555 0100', 'g')"
