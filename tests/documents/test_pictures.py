"""Pictures: nothing is kept of where and with what they were taken, and smaller ones are made on demand."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image, PngImagePlugin

from core.acting import acting
from core.documents.actions import add_document
from core.documents.files import file_answer
from core.documents.models import Document
from core.documents.pictures import rendition, without_metadata
from core.errors import RuleBroken
from tests.cast import Cast
from tests.documents.files import GPS, MAKE, ORIENTATION, PNG, picture, telephone_exif, upload


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def kept(content: bytes, content_type: str) -> bytes:
    return without_metadata(ContentFile(content, "a"), content_type).read()


@pytest.mark.parametrize(
    ("format", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_place_and_camera_go_and_the_picture_stands_upright(format: str, content_type: str) -> None:
    sent = picture(format, exif=telephone_exif())
    assert b"Secret Maker" in sent and opened(sent).size == (40, 30)
    stored = kept(sent, content_type)
    image = opened(stored)
    assert (image.format, image.size, dict(image.getexif())) == (format, (30, 40), {})
    assert b"Secret Maker" not in stored
    # Held upright, what was left is at the top.
    red, blue = (image.convert("RGB").getpixel((15, y)) for y in (2, 37))
    assert red[0] > 200 > red[2] and blue[2] > 200 > blue[0]


def test_a_scan_in_tiff_keeps_its_pages_and_tells_no_author() -> None:
    pages = [Image.new("1", (20, 30)), Image.new("1", (20, 30))]
    written = BytesIO()
    pages[0].save(written, "TIFF", save_all=True, append_images=pages[1:], tiffinfo={MAKE: "Secret Maker"})
    stored = kept(written.getvalue(), "image/tiff")
    assert b"Secret Maker" not in stored and opened(stored).n_frames == 2


def test_notes_inside_a_png_go_and_what_lies_behind_its_pixels_too() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Secret Maker")
    sent = picture("PNG", pnginfo=notes, exif=telephone_exif(orientation=1))
    stored = kept(sent, "image/png")
    assert b"Secret Maker" in sent and b"Secret Maker" not in stored and ORIENTATION not in opened(stored).getexif()


@pytest.mark.parametrize("format", ["PNG", "GIF", "JPEG"])
def test_a_picture_that_tells_nothing_stays_as_it_is(format: str) -> None:
    sent = picture(format)
    assert kept(sent, f"image/{format.lower()}") == sent


def test_what_is_stored_is_what_is_described(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(
            cast.tower, actor=cast.ana, file=upload("a.jpg", picture("JPEG", exif=telephone_exif()))
        )
        content = document.file.read()
        again = add_document(cast.tower, actor=cast.ana, file=upload("b.jpg", content))
    assert (document.size, document.sha256, document.kind) == (len(content), again.sha256, "photo")
    assert GPS not in opened(content).getexif()


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"\xff\xd8\xffnothing", b"GIF89a"])
def test_what_only_begins_like_a_picture_is_refused(cast: Cast, content: bytes) -> None:
    with acting(cast.ana), pytest.raises(RuleBroken) as refused:
        add_document(cast.tower, actor=cast.ana, file=upload("a.png", content))
    assert refused.value.problems[0].field == "file"


def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(cast: Cast, settings: Any) -> None:
    settings.ATRIUM_MAX_PIXELS = 1000
    with acting(cast.ana), pytest.raises(RuleBroken) as refused:
        add_document(cast.tower, actor=cast.ana, file=upload("a.png", picture(size=(40, 30))))
    assert refused.value.code == "too-many-pixels"


def test_a_smaller_picture_is_made_once_and_lies_beside_the_file(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(
            cast.tower, actor=cast.ana, file=upload("roof.png", picture(size=(400, 200), mode="RGBA"))
        )
    first, again = rendition(document, "small").read(), rendition(document, "small").read()
    image = opened(first)
    assert first == again and (image.format, image.size) == ("JPEG", (160, 80))
    answer = file_answer(document, size="small")
    assert answer["Content-Type"] == "image/jpeg" and "roof.jpg" in answer["Content-Disposition"]


def test_what_is_no_picture_is_given_whole_whatever_size_is_asked(cast: Cast) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
    assert file_answer(document, size="small")["Content-Type"] == "application/pdf"


def test_the_documents_of_a_picture_go_with_its_smaller_ones(
    cast: Cast, django_capture_on_commit_callbacks: Any, tmp_path: Any
) -> None:
    from core.documents.actions import remove_document

    with django_capture_on_commit_callbacks(execute=True), acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload("a.png", PNG))
        rendition(document, "small")
        assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 2
        remove_document(document, cast.tower, actor=cast.ana)
    assert not [one for one in tmp_path.rglob("*") if one.is_file()] and not Document.objects.exists()
