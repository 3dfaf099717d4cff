"""Files as people send them: real ones, with what telephones write into them, and some that pretend."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
ORIENTATION, MAKE, GPS = 274, 271, 34853


def picture(format: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    written = BytesIO()
    image.save(written, format, **options)
    return written.getvalue()


def telephone_exif(*, orientation: int = 6) -> Image.Exif:
    """What a telephone writes: how it was held, which one it is, and where its owner stood."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Secret Maker"
    exif.get_ifd(GPS).update({1: "N", 2: (41.0, 52.0, 55.0), 3: "W", 4: (87.0, 37.0, 40.0)})
    return exif


PNG = picture()


def upload(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
