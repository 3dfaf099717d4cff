"""The document as the file that is committed: a change of the API is seen in review."""

from pathlib import Path
from typing import Any

import yaml

from api.views.schema import schema_document

SNAPSHOT = Path(__file__).resolve().parent.parent / "schema.yaml"


class _Plain(yaml.CSafeDumper):
    """No anchors, and whatever drf-spectacular leaves as its own kinds of text as plain text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Plain.add_multi_representer(str, lambda dumper, data: dumper.represent_str(str(data)))


def snapshot_text() -> str:
    """Small objects stand on one line, so that the file stays readable."""
    text: str = yaml.dump(
        schema_document(), Dumper=_Plain, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True
    )
    return text
