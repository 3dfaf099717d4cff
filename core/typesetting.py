"""Printed pages: a Typst template and data make a PDF. What people typed is data there and never markup."""

import json
from pathlib import Path
from typing import Any


def typeset(template: Path, data: Any) -> bytes:
    """The PDF of a template; it reads `json(bytes(sys.inputs.data))`. The same fonts are used on every machine."""
    import font_source_sans_pro
    import typst

    fonts = Path(font_source_sans_pro.__file__).parent / "files"
    made = typst.compile(
        str(template),
        format="pdf",
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made
