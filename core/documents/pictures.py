"""Pictures: taken in without what they tell beside what they show, and made smaller for those who need less."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core.documents.models import StoredFile
from core.errors import RuleBroken

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)
# What Pillow reads of what may be kept; a HEIC picture is not opened.
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
}
# The longest side of each size, in pixels.
SIZES = {"small": 160, "medium": 800, "large": 1600}
# What is needed to show a picture as it is; everything else that hangs on it is left out.
KEPT = frozenset({"icc_profile", "transparency", "background", "duration", "loop", "dpi", "gamma", "disposal"})
TELLING = frozenset({"exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp", "iptc"})
# In a TIFF every property is a tag: camera, artist, rights, place, and blocks of other formats.
TELLING_TAGS = frozenset({271, 272, 305, 306, 315, 316, 700, 33432, 33723, 34377, 34665, 34853})
MOVING = ("GIF", "WEBP", "TIFF")


def without_metadata(file: File, content_type: str) -> File:
    """The picture upright and without place, camera, author and notes; the same file where it tells none of them.

    RuleBroken on `file` for what is no readable picture, and for one with more pixels than the setting allows.
    """
    if content_type not in FORMATS:
        return file
    with opened(file, content_type) as image:
        anew = written_anew(image) if tells(image) else None
    file.seek(0)
    return file if anew is None else ContentFile(anew, name=file.name)


@contextmanager
def opened(file: IO[bytes] | File, content_type: str) -> "Iterator[Image]":
    """The picture, after its size was judged: a bomb is told before any pixel is read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=[FORMATS[content_type]])
        if image.width * image.height > settings.ATRIUM_MAX_PIXELS:
            raise RuleBroken("file", "too-many-pixels", _("The picture has too many pixels."))
        yield image
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise RuleBroken("file", "file-type", _("The picture cannot be read.")) from None


def tells(image: "Image") -> bool:
    """Whether a picture carries more than what it shows."""
    if image.format == "PNG":
        image.load()  # a PNG may tell things behind its pixels
    tags = set(image.getexif())
    if image.format == "TIFF":
        return bool(tags & TELLING_TAGS)
    named = TELLING & image.info.keys() or any(str(key).startswith("Raw profile") for key in image.info)
    return bool(tags or named or getattr(image, "text", None))


def written_anew(image: "Image") -> bytes:
    """The same picture, upright, in the same format, with nothing that hangs on it."""
    from PIL import ImageOps, ImageSequence

    # A telephone's second picture inside a JPEG is a preview.
    format = "JPEG" if image.format == "MPO" else str(image.format)
    frames = ImageSequence.Iterator(image) if format in MOVING else iter([image])
    plain = [stripped(ImageOps.exif_transpose(frame)) for frame in frames]
    options: dict[str, Any] = {"save_all": True, "append_images": plain[1:]} if len(plain) > 1 else {}
    if format in ("JPEG", "WEBP"):
        options["quality"] = 92
    written = BytesIO()
    plain[0].save(written, format, **options)
    return written.getvalue()


def stripped(image: "Image") -> "Image":
    """A copy that knows its pixels and its colours only."""
    plain = image.copy()
    plain.info = {key: value for key, value in image.info.items() if key in KEPT}
    return plain


def rendition(stored: StoredFile, size: str) -> File:
    """The picture as a JPEG with at most so long a side, made when it is first asked for and kept beside the file."""
    name = rendition_name(stored, size)
    if default_storage.exists(name):
        return default_storage.open(name)
    with stored.file.open("rb") as file:
        made = ContentFile(shrunk(file, stored.content_type, SIZES[size]))
    try:
        default_storage.save(name, made)
    except OSError:
        log.warning("A smaller picture of %s could not be kept", stored.pk, exc_info=True)
    made.seek(0)
    return made


def rendition_name(stored: StoredFile, size: str) -> str:
    """Where a smaller picture lies. A newer version of the document has another name."""
    return f"{stored.organization_id}/renditions/{PurePath(stored.file.name or '').stem}.{size}.jpg"


def shrunk(file: IO[bytes] | File, content_type: str, longest: int) -> bytes:
    """The picture on white, as a JPEG."""
    from PIL import Image, ImageOps

    with opened(file, content_type) as image:
        image.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest, longest))
        shown = upright.convert("RGBA") if upright.mode != "RGB" else upright
        ground = Image.new("RGB", shown.size, "white")
        ground.paste(shown, mask=shown.getchannel("A") if shown.mode == "RGBA" else None)
    written = BytesIO()
    ground.save(written, "JPEG", quality=82)
    return written.getvalue()
