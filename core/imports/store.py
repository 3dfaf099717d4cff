"""A batch of lines becomes records: found again or made, by the rules of the module, and by few statements."""

import inspect
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.bulk import RowsBroken, creating_many
from core.custom_fields import custom_field_problems
from core.errors import AtriumError, Gone, NotPermitted, NotVisible, Problem, RuleBroken
from core.imports.cells import Refused
from core.imports.plan import Column, Plan
from core.imports.reading import Line
from core.imports.rehearsal import Rehearsal
from core.imports.rows import Fault, Row, Zones, read_rows
from core.imports.targets import EXTERNAL_ID, NUMBER
from core.making import made_set
from core.records import ExternalId, Record

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"


class Store:
    """Takes the lines of one file, batch by batch, in the transaction that the caller has opened."""

    def __init__(self, plan: Plan, actor: Actor, *, dry: bool = False) -> None:
        self.plan, self.actor, self.surface = plan, actor, plan.surface
        self.zones = Zones(actor, plan.surface.model)
        self.met: dict[Any, int] = {}
        self.rehearsal = Rehearsal(plan) if dry else None
        self.may_add = actor.may(self.surface.permission("add"))
        self.may_change = actor.may(self.surface.permission("change"))
        self.missing = _needs_more(self.surface.create)

    def take(self, lines: Sequence[Line]) -> list[Row]:
        """Write the lines of one batch. Lines that refer to records of the same batch come after those."""
        done: list[Row] = []
        if self.rehearsal is not None:
            self.rehearsal.set_up(lines)
        while lines:
            rows = read_rows(self.plan, lines)
            late = self._late(rows)
            now = [row for row in rows if row.line not in late]
            self._write(now)
            done += now
            lines = [(row.line, row.cells) for row in rows if row.line in late]
        if self.rehearsal is not None:
            self.rehearsal.remember(done, self._names)
        return done

    def _late(self, rows: Sequence[Row]) -> set[int]:
        """Lines whose record lies below one that this batch is about to make, at any depth."""
        late: set[int] = set()
        coming = {name for row in rows if not row.faults for name in self._names(row)}
        while coming and self.plan.own_references:
            met = [row for row in rows if row.line not in late and self._waits_for(row, coming)]
            late |= {row.line for row in met}
            coming = {name for row in met for name in self._names(row)}
        return late

    def _waits_for(self, row: Row, coming: set[str]) -> bool:
        """Whether all that is wrong with a line is that its record refers to one of these."""
        if not row.faults or any(fault.code != "unknown-reference" for fault in row.faults):
            return False
        own = {one.heading: one for one in self.plan.own_references}
        if not all(fault.heading in own and fault.value.strip() in coming for fault in row.faults):
            return False
        for fault in row.faults:
            references = own[fault.heading].references
            assert references is not None
            references.forget([row.cells[own[fault.heading].place]])
        return True

    def _names(self, row: Row) -> set[str]:
        """How other lines may call the record of this one."""
        return {str(name) for name in (row.key, row.values.get("code"), row.values.get(self.surface.title)) if name}

    def _write(self, rows: Sequence[Row]) -> None:
        good = [row for row in rows if not row.faults]
        found = self._match(good)
        new = [row for row in good if not row.faults and row.key not in found]
        if self.rehearsal is not None:
            for row in new:
                row.refuse(self.plan, self.rehearsal.problems_of(row))
        self._create([row for row in new if not row.faults])
        for row in good:
            if not row.faults and row.key in found:
                self._update(row, found[row.key])
        for row in rows:
            row.outcome = REFUSED if row.faults else row.outcome

    def _match(self, rows: Sequence[Row]) -> dict[Any, Record]:
        """The records that the lines name, by their key. A key that stands twice in the file is refused."""
        if self.plan.key is None:
            return {}
        for row in rows:
            first = self.met.setdefault(row.key, row.line)
            if first != row.line:
                self._refuse_key(row, "duplicate", _("Line %d has the same.") % first)
        kind = self.plan.key.target.name
        keys = {row.key for row in rows if not row.faults}
        found = self._by_external_id(rows, keys) if kind == EXTERNAL_ID else self._by_field(rows, keys)
        for row in rows if kind == NUMBER else ():
            if not row.faults and row.key not in found:
                self._refuse_key(row, "unknown-reference", _("There is no such record."))
        return found

    def _refuse_key(self, row: Row, code: str, message: str) -> None:
        assert self.plan.key is not None
        row.faults.append(Fault(self.plan.key.heading, describe(row.key), code, message))

    def _by_field(self, rows: Sequence[Row], keys: set[Any]) -> dict[Any, Record]:
        attname = self.plan.key.attname  # type: ignore[union-attr]  # only asked with a key
        records = self.surface.model.objects.visible_to(self.actor).filter(**{f"{attname}__in": keys})
        found: dict[Any, list[Record]] = defaultdict(list)
        for record in records:
            found[getattr(record, attname)].append(record)
        for row in rows:
            if not row.faults and len(found.get(row.key, ())) > 1:
                self._refuse_key(row, "ambiguous", _("More than one record is called so."))
        return {key: records[0] for key, records in found.items()}

    def _by_external_id(self, rows: Sequence[Row], keys: set[str]) -> dict[Any, Record]:
        """Records by what the system calls them; one that cannot be seen any more is not made a second time."""
        ids = ExternalId.objects.visible_to(self.actor).filter(
            record_module=self.surface.module, system=self.plan.mapping.system, key__in=keys
        )
        named = dict(ids.values_list("key", "record_id"))
        records = self.surface.model.objects.visible_to(self.actor).filter(pk__in=named.values())
        by_id = {record.pk: record for record in records}
        for row in rows:
            if not row.faults and row.key in named and named[row.key] not in by_id:
                self._refuse_key(row, "gone", _("The record of this id was deleted, or lies outside your places."))
        return {key: by_id[pk] for key, pk in named.items() if pk in by_id}

    def _create(self, rows: Sequence[Row]) -> None:
        if rows and (not self.may_add or self.missing):
            words = _("You may not add records here.") if not self.may_add else self.missing
            for row in rows:
                row.faults.append(Fault("", "", "permission-denied" if not self.may_add else "required", words))
            return
        if self.surface.settle_many is None:
            for row in rows:
                self._create_one(row)
        elif rows:
            self._create_many(list(rows))
        self._name_externally([row for row in rows if row.outcome == CREATED])

    def _create_one(self, row: Row) -> None:
        """By the module's own action, for modules without a rule for sets."""
        place = row.values.get("property_id")
        values, custom = self._told_in_zone(row, row.values, place), self._told_in_zone(row, row.custom, place)
        create = self.surface.create
        assert create is not None, "said before as something a file cannot give"
        if not row.faults:
            self._attempt(
                row,
                CREATED,
                lambda: create(actor=self.actor, **values, **({"custom_fields": custom} if custom else {})),
            )

    def _create_many(self, rows: list[Row]) -> None:
        model = self.surface.model
        while rows:
            records = made_set(
                model, [row.values | ({"custom_fields": row.custom} if row.custom else {}) for row in rows]
            )
            try:
                creating_many(
                    records,
                    event=f"{self.surface.module}.created",
                    actor=self.actor,
                    permission=self.surface.permission("add"),
                    settle=self._settle,
                )
            except RowsBroken as broken:
                for position, problems in broken.rows.items():
                    rows[position].refuse(self.plan, problems)
                rows = [row for row in rows if not row.faults]
                continue
            if self.surface.created_many is not None:
                self.surface.created_many(records, actor=self.actor)
            for row, record in zip(rows, records, strict=True):
                row.record, row.outcome = record, CREATED
            return

    def _settle(self, records: Sequence[Any], *, actor: Actor) -> dict[int, list[Problem]]:
        """The module's own rule, then what only a file leaves open: by which clock a time is meant."""
        assert self.surface.settle_many is not None
        broken = self.surface.settle_many(records, actor=actor)
        moments = [column for column in self.plan.columns if column.is_moment]
        if moments:
            self.zones.learn({key for row in records if (key := getattr(row, "property_id", None))})
        for position, record in enumerate(records if moments else ()):
            if problems := [p for column in moments for p in self._settle_clock(record, column)]:
                broken.setdefault(position, []).extend(problems)
        return broken

    def _settle_clock(self, record: Any, column: Column) -> list[Problem]:
        values = record.custom_fields if column.is_custom else record.__dict__
        moment = values.get(column.attname)
        if moment is None or moment.tzinfo is not None:
            return []
        told = self.zones.settle(moment, getattr(record, "property_id", None))
        if isinstance(told, Refused):
            return [Problem(column.target.member, told.code, told.message)]
        values[column.attname] = told
        return []

    def _told_in_zone(self, row: Row, values: dict[str, Any], place: UUID | None) -> dict[str, Any]:
        """The values with every time on the property's clock; a time that never was refuses the line."""
        if place:
            self.zones.learn({place})
        told = {
            name: self.zones.settle(value, place) if isinstance(value, datetime) else value
            for name, value in values.items()
        }
        wrong = [Problem(name, value.code, value.message) for name, value in told.items() if isinstance(value, Refused)]
        row.refuse(self.plan, wrong)
        return told

    def _name_externally(self, rows: Sequence[Row]) -> None:
        if self.plan.key is None or self.plan.key.target.name != EXTERNAL_ID or not rows:
            return
        module, system = self.surface.module, self.plan.mapping.system
        creating_many(
            [ExternalId(record_module=module, record_id=row.record.pk, system=system, key=row.key) for row in rows],
            event=f"{module}.external_id_set",
            actor=self.actor,
        )

    def _update(self, row: Row, record: Record) -> None:
        """Set what differs, by the module's own action; a line that says what is known already changes nothing."""
        row.record = record
        place = row.values.get("property_id") or getattr(record, "property_id", None)
        values = self._told_in_zone(row, row.values, place)
        changed: dict[str, Any] = {name: value for name, value in values.items() if getattr(record, name) != value}
        custom = record.custom_fields | self._told_in_zone(row, row.custom, place)
        if row.custom and self._differs(record, custom):
            changed["custom_fields"] = custom
        if row.faults:
            return
        if not changed:
            row.outcome = UNCHANGED
            return
        if self._refuse_change(row, changed):
            return
        update = self.surface.update
        assert update is not None, "a module that is imported can be changed"
        self._attempt(row, UPDATED, lambda: update(record, actor=self.actor, **changed))

    def _differs(self, record: Record, custom: dict[str, Any]) -> bool:
        """Whether custom values, as they would be kept, are others than those that are."""
        kept = self.surface.model(custom_fields=custom)
        custom_field_problems(kept, actor=self.actor)
        return bool(kept.custom_fields != record.custom_fields)

    def _refuse_change(self, row: Row, changed: dict[str, Any]) -> bool:
        """History may come with a new record; afterwards such fields are changed by their own actions only."""
        if not self.may_change:
            row.faults.append(Fault("", "", "permission-denied", _("You may not change records here.")))
        members = {getattr(column.target.field, "attname", ""): column.target.member for column in self.plan.columns}
        fixed = [name for name in changed if name in members and members[name] not in self.surface.write]
        message = _("This is set with a new record only; afterwards its own action changes it.")
        row.refuse(self.plan, [Problem(members[name], "fixed", message) for name in fixed])
        return bool(row.faults)

    def _attempt(self, row: Row, outcome: str, act: Callable[[], Any]) -> None:
        """Run an action for one line; its refusal is the line's and leaves nothing behind."""
        try:
            with transaction.atomic():
                row.record = act()
        except RuleBroken as broken:
            row.refuse(self.plan, broken.problems)
        except (NotVisible, Gone):
            row.faults.append(Fault("", "", "not-found", _("There is no such record.")))
        except NotPermitted as denied:
            row.faults.append(Fault("", "", "permission-denied", _("This needs the permission %s.") % denied))
        except AtriumError as error:
            row.faults.append(Fault("", "", "conflict", str(error)))
        else:
            row.outcome = outcome


def _needs_more(create: Callable[..., Any] | None) -> str:
    """Why new records cannot come from a file: the module has parts without which none is made."""
    if create is None:
        return _("Records of this kind are not added by hand.")
    needed = [
        name
        for name, one in inspect.signature(create).parameters.items()
        if one.kind is one.KEYWORD_ONLY and one.default is one.empty and name != "actor"
    ]
    return _("A new record needs more than a file can give: %s.") % ", ".join(needed) if needed else ""


def describe(value: Any) -> str:
    """A value as a message quotes it."""
    return str(value)[:300]
