"""The table of contract rows: which test performs a row's check, what it asks for over HTTP and what it is answered.

`make rows` runs the tests and writes docs/contract-rows.md anew; a fast test compares rows and tests with the code.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "contract-rows.md"
HEAD = """# Contract rows

What programs of other systems rely on, row by row of the integration contract, and the test that performs each row's
check over HTTP. `make rows` writes this page from the tests; the calls and answers are those of its last run, and empty
for a row that is newer.

| row | request → result | test |
| --- | --- | --- |
"""
LINE = re.compile(r"^\| ([\w-]+) \| (.*) \| `([^`]+)` \|$", re.MULTILINE)
SHOWN = 4
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
Row = tuple[str, str]


def marked() -> list[Row]:
    """Every row with a test that performs it, read from the tests' own text: (FQ-133, tests/…::test_…)."""
    found = [row for path in (ROOT / "tests").rglob("test_*.py") for row in rows_in(path)]
    return sorted(set(found))


def rows_in(path: Path) -> Iterator[Row]:
    text = path.read_text(encoding="utf-8")
    if "row(" not in text:
        return
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            for name in (name for one in function.decorator_list for name in names_in(one)):
                yield name, f"{path.relative_to(ROOT)}::{function.name}"


def names_in(decorator: ast.expr) -> list[str]:
    """The rows of `@row("FQ-1", "FQ-2")` or `@pytest.mark.row(…)`."""
    if not isinstance(decorator, ast.Call):
        return []
    called = decorator.func
    name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    return [str(one.value) for one in decorator.args if isinstance(one, ast.Constant)] if name == "row" else []


def written() -> dict[Row, str]:
    """What the page says: row and test, with the calls."""
    text = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    return {(row, test): calls for row, calls, test in LINE.findall(text)}


def write(noted: dict[str, list[str]]) -> None:
    """Write the page; tests that were not run keep what they noted before."""
    before = written()
    lines = []
    for row, test in marked():
        calls = "; ".join(dict.fromkeys(noted[test])) if test in noted else before.get((row, test), "")
        lines.append(f"| {row} | {calls} | `{test}` |\n")
    TABLE.write_text(HEAD + "".join(lines), encoding="utf-8")


def told(method: str, path: str, status: int) -> str:
    """One call, with ids left out."""
    address = ID.sub("{id}", path.partition("?")[0].removeprefix("/api/v1")) + ("?…" if "?" in path else "")
    return f"{method} {address} → {status}".replace("|", "\\|")
