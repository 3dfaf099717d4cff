"""The operations of a bulk call, read from its body: what is asked of which record, by its id or another system's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from api.errors import pointer_to
from api.problems import ApiProblem, Fault
from core.external_ids import is_key, is_system
from core.query.errors import nearest
from core.surfaces import Action, Surface

MOST = 1_000
CREATE, UPDATE, UPSERT, DELETE = "create", "update", "upsert", "delete"
MEMBERS = frozenset({"op", "id", "external_id", "version", "data"})


@dataclass(eq=False, slots=True)
class Operation:
    """One operation, with what is wrong with it before anything is looked up."""

    place: int
    op: str = ""
    id: UUID | None = None
    external_id: tuple[str, str] | None = None
    version: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    action: Action | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def pointer(self) -> str:
        return f"/operations/{self.place}"

    @property
    def record(self) -> object:
        """How the operation names its record; nothing for one that is to be made."""
        return self.id or self.external_id


def read_operations(surface: Surface, body: dict[str, Any]) -> tuple[list[Operation], bool]:
    """The operations in their order, and whether they hold only together. ApiProblem for a body of another form."""
    faults = [
        Fault("unknown_field", _("There is no such member to write."), pointer=pointer_to(name))
        for name in body
        if name not in ("operations", "atomic")
    ]
    given, atomic = body.get("operations"), body.get("atomic", True)
    if not isinstance(given, list) or not 0 < len(given) <= MOST:
        faults.append(Fault("invalid", _("Give a list of 1 to %d operations.") % MOST, pointer="/operations"))
    if not isinstance(atomic, bool):
        faults.append(Fault("invalid", _("Give true or false."), pointer="/atomic"))
    if faults:
        raise ApiProblem("validation-failed", errors=faults)
    return [_read(surface, place, one) for place, one in enumerate(given or ())], bool(atomic)


def verbs_of(surface: Surface) -> tuple[str, ...]:
    """What an operation may do in this module; actions are called as in their address.

    What shows something this once is done by a call of its own, whose answer can show it.
    """
    create = surface.create if not surface.reveals else None
    basic = [(CREATE, create), (UPDATE, surface.update), (UPSERT, create and surface.update), (DELETE, surface.delete)]
    actions = (action.verb.replace("_", "-") for action in surface.actions if not action.reveals)
    return (*(name for name, there in basic if there), *actions)


def runs_of(operations: list[Operation]) -> Iterator[list[Operation]]:
    """Neighbours that do the same to different records: only those can be done together without changing the order."""
    run: list[Operation] = []
    met: set[object] = set()
    for one in operations:
        if run and (one.op != run[0].op or one.record in met):
            yield run
            run, met = [], set()
        run.append(one)
        if one.record is not None:
            met.add(one.record)
    if run:
        yield run


def _read(surface: Surface, place: int, given: Any) -> Operation:
    one = Operation(place)
    if not isinstance(given, dict):
        one.faults.append(Fault("invalid", _("An operation is an object."), pointer=one.pointer))
        return one
    _refuse_unknown(one, given)
    _read_verb(one, surface, given.get("op"))
    _read_target(one, given)
    _read_version(one, given)
    data = given.get("data", {})
    if isinstance(data, dict):
        one.data = data
    else:
        _fault(one, "data", _("Give an object of members and values."))
    return one


def _fault(one: Operation, member: str, words: str, code: str = "invalid") -> None:
    one.faults.append(Fault(code, words, pointer=one.pointer + pointer_to(member)))


def _refuse_unknown(one: Operation, given: dict[str, Any]) -> None:
    for name in given.keys() - MEMBERS:
        guess = nearest(name, sorted(MEMBERS))
        _fault(one, name, _("An operation has no such member.") + (_(" Did you mean “%s”?") % guess if guess else ""),
               "unknown_field")  # fmt: skip


def _read_verb(one: Operation, surface: Surface, given: Any) -> None:
    known = verbs_of(surface)
    if not isinstance(given, str) or given.replace("_", "-") not in known:
        _fault(one, "op", _("One of: %s.") % ", ".join(known), "required" if given is None else "invalid_choice")
        return
    one.op = given.replace("_", "-")
    one.action = None if one.op in (CREATE, UPDATE, UPSERT, DELETE) else surface.action(one.op.replace("-", "_"))


def _read_target(one: Operation, given: dict[str, Any]) -> None:
    id_, external = given.get("id"), given.get("external_id")
    if id_ is not None:
        one.id = _uuid(id_)
        if one.id is None:
            _fault(one, "id", _("Give the id of a record."))
    if external is not None:
        one.external_id = _external(external)
        if one.external_id is None:
            _fault(one, "external_id", _("Give an external id as “system:key”."))
    if one.op and not one.faults:
        _check_target(one)


def _check_target(one: Operation) -> None:
    """A record is named once, where there is one already."""
    if one.op == CREATE and one.record is not None:
        member = "id" if one.id else "external_id"
        _fault(one, member, _("A new record has no id yet; what another system calls it stands in `external_ids`."))
    elif one.op == UPSERT and (one.id is not None or one.external_id is None):
        _fault(one, "external_id", _("Name the record by its external id alone."), "required")
    elif one.op != CREATE and (one.id is None) == (one.external_id is None):
        _fault(one, "id", _("Name the record by its id or by its external id."), "required")


def _read_version(one: Operation, given: dict[str, Any]) -> None:
    version = given.get("version")
    if version is None:
        return
    if type(version) is not int or version < 1 or one.op == CREATE:
        _fault(one, "version", _("The version is the whole number that was read with the record."))
    else:
        one.version = version


def _uuid(given: Any) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _external(given: Any) -> tuple[str, str] | None:
    """`yardi:P-100`; the key may hold further colons."""
    system, sign, key = given.partition(":") if isinstance(given, str) else ("", "", "")
    return (system, key) if sign and is_system(system) and is_key(key) else None
