"""Files of a sandbox: each document has one of its kind that shows nothing, since a picture may show anybody."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO

from PIL import Image
from psycopg.sql import quote

TEXT = b"This file was not copied into the sandbox.\n"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class StandIn:
    """The bytes, and what a document says of them."""

    content_type: str
    content: bytes

    @property
    def facts(self) -> dict[str, str]:
        """SQL of the columns that describe a file."""
        digest = sha256(self.content).hexdigest()
        return {"content_type": quote(self.content_type), "size": str(len(self.content)), "sha256": quote(digest)}


@cache
def stand_in_for(content_type: str) -> StandIn:
    """A file of the same kind, or a line of text."""
    if content_type in PICTURES:
        return StandIn(content_type, draw(PICTURES[content_type]))
    if content_type == "application/pdf":
        return StandIn(content_type, PDF)
    return StandIn("text/plain", TEXT)


def draw(form: str) -> bytes:
    """A grey picture."""
    file = BytesIO()
    Image.new("RGB", (320, 240), (200, 204, 210)).save(file, form)
    return file.getvalue()


def described(name: str, content_type: str) -> str:
    """SQL of one column that describes a file, by what the original's is."""
    kinds = (*PICTURES, "application/pdf")
    cases = " ".join(f"when {quote(kind)} then {stand_in_for(kind).facts[name]}" for kind in kinds)
    return f"case {content_type} {cases} else {stand_in_for('').facts[name]} end"
