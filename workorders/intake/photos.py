"""Photos from strangers: turned upright, made smaller and written anew, so that nothing else comes with them."""

import warnings
from collections.abc import Sequence
from io import BytesIO
from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

MOST_PHOTOS, MOST_BYTES = 5, 15_000_000
MOST_PIXELS, LONGEST_SIDE = 60_000_000, 2560
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def clean_photos(files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """Each photo as a plain JPEG. Where it was taken, by whom and with what is not kept."""
    if len(files) > MOST_PHOTOS:
        raise forms.ValidationError(_("Choose at most %d photos.") % MOST_PHOTOS, code="too-many")
    return [clean_photo(file) for file in files]


def clean_photo(file: UploadedFile) -> UploadedFile:
    """One photo written anew; what is none, or would fill the memory, is refused by name."""
    if file.size is None or file.size > MOST_BYTES:
        raise _refused(file, _("is larger than %d MB.") % (MOST_BYTES // 1_000_000), "payload-too-large")
    stem = PurePath(file.name or "").stem.replace("\x00", "").strip()[:80] or _("photo")
    return SimpleUploadedFile(f"{stem}.jpg", _written_anew(file), "image/jpeg")


def _written_anew(file: UploadedFile) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        # A bomb is told by its size, which is checked before any pixel is read.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise _refused(file, _("has too many pixels."), "payload-too-large")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise _refused(file, _("is no photo that can be read. Send JPEG, PNG or WebP."), "file-type") from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    written = BytesIO()
    plain.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()


def _refused(file: UploadedFile, why: str, code: str) -> forms.ValidationError:
    return forms.ValidationError(f"{(file.name or '')[:80]} {why}", code=code)
