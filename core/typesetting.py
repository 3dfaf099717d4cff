"""Printed pages: a Typst template and data make a PDF. What people typed is data there and never markup."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def typeset(template: Path, data: Any, files: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a template; it reads `json(bytes(sys.inputs.data))`. The same fonts are used on every machine.

    `files` are pictures that the template names. It sees them and itself, and nothing else of the machine.
    """
    import font_source_sans_pro
    import typst

    fonts = Path(font_source_sans_pro.__file__).parent / "files"
    with tempfile.TemporaryDirectory(prefix="atrium-paper-") as folder:
        for name, content in {"main.typ": template.read_bytes(), **(files or {})}.items():
            Path(folder, name).write_bytes(content)
        made = typst.compile(
            str(Path(folder, "main.typ")),
            root=folder,
            format="pdf",
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    assert isinstance(made, bytes)
    return made
