"""The refused lines of an import as a file: which line, which column, what stood there, why, and the line itself."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from core.acting import acting
from core.actor import Actor
from core.imports.models import ImportBatch, ImportProblem
from core.reading.exports import harmless

HEADING = ("line", "column", "value", "problem")


def stream_problems(batch: ImportBatch, heading: Sequence[str], actor: Actor) -> Iterator[bytes]:
    """CSV in UTF-8, in the order of the lines. It enters a transaction of its own: an answer is streamed."""
    yield _line([*HEADING, *heading])
    with acting(actor):
        rows = ImportProblem.objects.visible_to(actor).filter(batch=batch).order_by("line", "column", "id")
        found = rows.values_list("line", "column", "value", "message", "cells")
        for line, column, value, message, cells in found.iterator(chunk_size=2_000):
            yield _line([str(line), column, value, message, *cells])


def _line(texts: Sequence[str]) -> bytes:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow([harmless(text) for text in texts])
    return line.getvalue().encode()
