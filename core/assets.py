"""One stylesheet for the browser: the layers in ``static/css`` are joined when they are served or collected."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

STYLESHEET = "css/atrium.css"
LAYERS = ("tokens.css", "base.css", "components.css", "map.css", "pages.css")


def layer_paths() -> list[Path]:
    return [Path(settings.BASE_DIR) / "static" / "css" / name for name in LAYERS]


def join_layers() -> str:
    """The whole stylesheet, in the order in which the layers are declared."""
    return "\n".join(path.read_text(encoding="utf-8") for path in layer_paths())


class JoinedStylesheetFinder(BaseFinder):
    """Offers ``css/atrium.css`` to the development server, WhiteNoise and collectstatic alike.

    The joined file is written anew when a layer is newer. It lives outside the repository and outside
    STATIC_ROOT, where collectstatic would delete it and then look for it.
    """

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=Path(settings.BASE_DIR) / ".atrium" / "styles")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    # The stubs say None for "not mine"; Django itself answers and expects an empty list.
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:  # type: ignore[override]
        if path != STYLESHEET:
            return []
        joined = str(self.refresh())
        return [joined] if find_all else joined

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self.refresh()
        yield STYLESHEET, self.storage

    def refresh(self) -> Path:
        target = Path(self.storage.path(STYLESHEET))
        newest = max(path.stat().st_mtime for path in layer_paths())
        if not target.exists() or target.stat().st_mtime <= newest:
            self.write(target)
        return target

    def write(self, target: Path) -> None:
        """Through a second name, so that a reader never meets half a stylesheet."""
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}")
        draft.write_text(join_layers(), encoding="utf-8")
        draft.replace(target)
