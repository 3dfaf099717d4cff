"""Photos of a work order, made small enough for paper."""

import logging
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from core.documents.models import Document

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)
# Pixels of the longer side, and how many pictures a paper has room for.
LARGEST, MOST = 1000, 12
# A picture of more pixels than any camera's is not opened.
MOST_PIXELS = 120_000_000


def split_documents(rows: QuerySet[Document]) -> tuple[list[Document], list[Document]]:
    """The pictures that are printed, and the other files, which are named."""
    documents = list(rows)
    pictures = [one for one in documents if one.is_image][:MOST]
    printed = {one.pk for one in pictures}
    return pictures, [one for one in documents if one.pk not in printed]


def shrink_all(documents: Iterable[Document]) -> dict[str, bytes]:
    """Each picture as a JPEG, by its document's id; what cannot be read is left out."""
    found = {str(one.pk): shrink(one) for one in documents}
    return {key: content for key, content in found.items() if content is not None}


def shrink(document: Document) -> bytes | None:
    """One picture as a JPEG the right way up, or None where its bytes are no picture or are gone."""
    # Late: a heavy package that few requests need.
    from PIL import Image as images
    from PIL import ImageOps

    try:
        with document.file.open("rb") as file, images.open(file) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            opened.draft("RGB", (LARGEST, LARGEST))
            picture = on_white(ImageOps.exif_transpose(opened))
            picture.thumbnail((LARGEST, LARGEST))
            made = BytesIO()
            picture.save(made, "JPEG", quality=80)
            return made.getvalue()
    except (OSError, ValueError, SyntaxError, images.DecompressionBombError) as error:
        log.warning("document %s cannot be printed: %s", document.pk, error)
        return None


def on_white(picture: "Image") -> "Image":
    """Without transparency: a signature is drawn on nothing."""
    from PIL import Image as images

    layered = picture.convert("RGBA")
    ground = images.new("RGBA", layered.size, "white")
    return images.alpha_composite(ground, layered).convert("RGB")
