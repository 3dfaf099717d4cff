"""One stylesheet and one script a page, and nothing a strict content policy would drop."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.test import override_settings

from core.assets import LAYERS, JoinedStylesheetFinder

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_layers_are_joined_in_order() -> None:
    found = finders.find("css/atrium.css")
    assert isinstance(found, str)
    joined = Path(found).read_text(encoding="utf-8")
    places = [joined.index((ROOT / "static/css" / name).read_text(encoding="utf-8")) for name in LAYERS]
    assert places == sorted(places)


def test_a_newer_layer_is_joined_again(tmp_path: Path) -> None:
    finder = JoinedStylesheetFinder()
    finder.storage = FileSystemStorage(location=tmp_path)
    target = finder.refresh()
    target.write_text("old")
    os.utime(target, (0, 0))
    assert finder.refresh().read_text(encoding="utf-8") != "old"


@pytest.mark.slow
def test_collected_files_carry_a_hash_and_find_their_font(tmp_path: Path) -> None:
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    (sheet,) = (path for path in (tmp_path / "css").glob("atrium.*.css") if path.suffix == ".css")
    assert re.search(r'url\("\.\./inter/Inter-Regular\.[0-9a-f]{12}\.woff2"\)', sheet.read_text())


def test_the_script_stays_small() -> None:
    assert (ROOT / "static/js/atrium.js").stat().st_size < 30_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    is_letter = "mail" in path.parts  # programs that show letters know no style sheets
    assert is_letter or not re.search(r"<[^>]*\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<[^>]*\son[a-z]+=", text)


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    sprite = (ROOT / "templates/components/icons.html").read_text(encoding="utf-8")
    known = set(re.findall(r'id="i-([\w-]+)"', sprite))
    asked = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    assert asked <= known, asked - known
