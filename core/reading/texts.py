"""Rows to the text of an answer: a generated function writes each record's JSON, without an object in between.

What a column's value looks like in JSON follows from its type in PostgreSQL, which the cursor tells after the statement
has run. Only free text is escaped; ids, numbers and times hold nothing that JSON would read.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson

from core.reading.rows import Row, Source, wire_time
from core.reading.shape import Leaf, Node

TextFunction = Callable[[list[Row]], list[str]]

# Types by PostgreSQL's own numbers (pg_type.dat), which never change.
_BOOLEAN = frozenset({16})
_AS_IT_STANDS = frozenset({20, 21, 23, 114, 3802})  # integers and JSON
_QUOTED = frozenset({1082, 1083, 1700, 2950})  # date, time, numeric, uuid
_FREE_TEXT = frozenset({25, 1042, 1043})


class Coded(dict[str | None, str]):
    """The few codes of a choice, spelled once."""

    def __missing__(self, code: str) -> str:
        self[code] = orjson.dumps(code).decode()
        return self[code]


def dump_value(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()


def build_text_function(node: Node, sources: Sequence[Source], types: Sequence[int]) -> TextFunction:
    """A function that makes the JSON text of each row. `types` are those of the columns of `sources`.

    What a reference shows depends on its id alone, so it is written once and found again in the rows that follow.
    """
    places = {source: place for place, source in enumerate(sources)}
    columns = ", ".join(f"c{place}" for place in range(len(types)))
    lines = list(_lines("text", node, places, types))
    known = sorted({name for line in lines for name in re.findall(r"known_\w+", line)})
    code = [
        "def write(rows):",
        *(f" {name} = {{None: 'null'}}" for name in known),
        " coded, texts = Coded({None: 'null'}), []",
        f" for {columns}, *_ in rows:",
        *(f"  {line}" for line in lines),
        "  texts.append(text)",
        " return texts",
    ]
    namespace: dict[str, Any] = {"wire_time": wire_time, "dumps": orjson.dumps, "dump": dump_value, "Coded": Coded}
    exec(compile("\n".join(code), "<text function>", "exec"), namespace)  # noqa: S102  of column numbers and names
    write: TextFunction = namespace["write"]
    return write


def _lines(name: str, node: Node, places: dict[Source, int], types: Sequence[int]) -> Iterator[str]:
    """Statements that leave the object's text in the variable `name`."""
    inside = "" if not node.key else " "
    members = []
    lines: list[str] = []
    for number, (member, part) in enumerate(node.members.items()):
        if isinstance(part, Node):
            variable = f"{name}_{number}"
            lines += _lines(variable, part, places, types)
        else:
            place = places[part.source]
            variable = f"v{place}"
            lines.append(f"{variable} = {spell_value(part, place, types[place])}")
        members.append(f'"{member}":{{{variable}}}')
    lines.append(f"{name} = f'{{{{{','.join(members)}}}}}'")
    if not node.key:
        yield from lines
        return
    key = f"c{places[node.key]}"
    yield f"{name} = known_{name}.get({key})"
    yield f"if {name} is None:"
    yield from (f"{inside}{line}" for line in lines)
    yield f"{inside}known_{name}[{key}] = {name}"


def spell_value(leaf: Leaf, place: int, type_: int) -> str:
    """The expression of a value's JSON text."""
    cell = f"c{place}"
    if type_ in _FREE_TEXT:
        # Many texts are empty: what was not said.
        written = f"""dumps({cell}).decode() if {cell} else 'null' if {cell} is None else '""'"""
        return f"coded[{cell}]" if leaf.coded else written
    return f"'null' if {cell} is None else {spell_filled(leaf, place, type_)}"


def spell_filled(leaf: Leaf, place: int, type_: int) -> str:
    """The same of a value that is there."""
    cell = f"c{place}"
    if leaf.time:
        usual = f"""f'"{{{cell}[:10]}}T{{{cell}[11:26]}}Z"' if len({cell}) == 29"""
        whole = f"""f'"{{{cell}[:10]}}T{{{cell}[11:19]}}.000000Z"' if len({cell}) == 22"""  # as other systems tell it
        return f"""{usual} else {whole} else f'"{{wire_time({cell})}}"'"""
    if type_ in _BOOLEAN:
        return f"'true' if {cell} else 'false'"
    if type_ in _FREE_TEXT:
        return f"coded[{cell}]" if leaf.coded else f"dumps({cell}).decode()"
    if type_ in _AS_IT_STANDS:
        return cell
    if type_ in _QUOTED:
        return f"""f'"{{{cell}}}"'"""
    return f"dump({cell})"
