"""Copying an organization into its sandbox: every row gets an id of its own, and people become invented ones.

It is done by the database, table by table. The rows are read as the original and written as the sandbox, by way of a
temporary table: no statement ever acts in both.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.copies.catalogue import Column, Table, all_tables, listed, people_of, quoted, sandbox_tables, stored
from accounts.copies.filling import begin_filling, end_filling, run
from accounts.copies.inventing import domain_of, invented, of_kind, scrubbed
from accounts.copies.rules import rules
from accounts.copies.stand_ins import described, stand_in_for
from accounts.models import (
    AccessToken,
    CopyKind,
    Credential,
    Membership,
    Organization,
    OrganizationCopy,
    Person,
)
from accounts.permissions import expand
from core.acting import acting, crossing
from core.actor import Actor
from core.documents.storing import delete_all, files_below
from core.jobs.models import JobStatus
from core.writing import creating

# Told of each table and file that is done, with how many there are in all.
Progress = Callable[[int, int], None]
DESCRIBING = ("content_type", "size", "sha256")
AT_ONCE = 1_000
KEEP = "accounts.keep_sandbox"


@dataclass(frozen=True, slots=True)
class Work:
    """One copying: from where to where."""

    original: Organization
    sandbox: Organization
    reader: Actor
    writer: Actor
    told: Progress


def make_sandbox(original: Organization, *, told: Progress = lambda done, total: None) -> Organization:
    """Copy the organization as it is now. What was in its sandbox is gone. Called outside any transaction."""
    reader = Actor.system(original.pk, name="Sandbox")
    with closed(original), acting(reader, snapshot=True):
        sandbox, is_new = open_sandbox(original)
        work = Work(original, sandbox, reader, Actor.system(sandbox.pk, name="Sandbox"), told)
        if not is_new:
            with crossing(work.writer):
                drop_rows(sandbox)
        copy_rows(work)
        with crossing(work.writer):
            kept = put_stand_ins(work)
            say_so(work, "organization.sandbox_made" if is_new else "organization.sandbox_reset")
        let_keepers_in(work)
        transaction.on_commit(lambda: sweep(sandbox.pk, kept))
    return sandbox


def delete_sandbox(original: Organization) -> None:
    """Remove the sandbox with everything in it, its invented people and its files."""
    reader = Actor.system(original.pk, name="Sandbox")
    with closed(original), acting(reader, snapshot=True):
        sandbox = Organization.objects.select_for_update().get(sandbox_of=original)
        with crossing(Actor.system(sandbox.pk, name="Sandbox")):
            strangers = drop_rows(sandbox)
            run("delete from accounts_organization where id = %s and sandbox_of_id is not null", sandbox.pk)
            forget_people(sandbox, strangers)
        transaction.on_commit(lambda: sweep(sandbox.pk, frozenset()))


@contextmanager
def closed(original: Organization) -> Iterator[None]:
    """Nobody is in the sandbox while it is replaced; where that fails, it is open again as it was."""
    sandbox = Organization.objects.filter(sandbox_of=original)
    sandbox.update(is_active=False)
    try:
        yield
    except BaseException:
        sandbox.update(is_active=True)
        raise


def open_sandbox(original: Organization) -> tuple[Organization, bool]:
    """The sandbox's own row, which follows the original's settings; its id and address stay for good."""
    sandbox = Organization.objects.select_for_update().filter(sandbox_of=original).first()
    is_new = sandbox is None
    if sandbox is None:
        sandbox = Organization(id=copied_id(original.pk, original.pk), slug=free_slug(original), sandbox_of=original)
    sandbox.name, sandbox.is_active = _("%s (sandbox)") % original.name[:100], True
    for name in ("time_zone", "currency", "country", "area_unit"):
        setattr(sandbox, name, getattr(original, name))
    sandbox.save(force_insert=is_new)
    return sandbox, is_new


def free_slug(original: Organization) -> str:
    """An address that nobody has."""
    stem = f"{original.slug[:48]}-sandbox"
    taken = set(Organization.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(len(taken) + 1) if (slug := f"{stem}-{n + 1}" if n else stem) not in taken)


def copied_id(salt: UUID, old: UUID) -> UUID:
    """The id that the copy of a row has."""
    with connection.cursor() as cursor:
        cursor.execute("select core_copied_id(%s, %s)", [salt, old])
        return UUID(str(cursor.fetchone()[0]))


def copy_rows(work: Work) -> None:
    """Every table that a sandbox has, and the people whom its rows name."""
    tables = sandbox_tables()
    map_ids(work, tables)
    invent_people(work)
    with crossing(work.writer):
        begin_filling(work.writer)
    for place, table in enumerate(tables, start=1):
        copy_table(work, table)
        work.told(place, len(tables))
    with crossing(work.writer):
        end_filling(work.writer)


def map_ids(work: Work, tables: list[Table]) -> None:
    """Former and new ids of everything, for those that stand in texts."""
    run("create temporary table copied_id (old uuid primary key, new uuid not null) on commit drop")
    run("create temporary table copied_person (id uuid primary key) on commit drop")
    run(f"insert into copied_person select * from ({people_of(tables, work.original.pk)}) p")
    own = [
        f"select id from {table.name} where organization_id = '{work.original.pk}'" for table in tables if table.has_id
    ]
    keys = " union ".join([*own, "select id from copied_person"])
    run(f"insert into copied_id select k.id, core_copied_id(%s, k.id) from ({keys}) k", work.sandbox.pk)
    # Files lie in the organization's folder, so its id stands in their names.
    run("insert into copied_id values (%s, %s)", work.original.pk, work.sandbox.pk)
    run("analyze copied_id")


def invent_people(work: Work) -> None:
    """An invented person for each real one. They cannot sign in; a password that somebody gave one is void again."""
    key = work.sandbox.pk
    columns = {
        "id": f"core_copied_id('{key}', p.id)",
        "email": of_kind("email", "p.id::text", key),
        "name": of_kind("name", "p.id::text", key),
        **{name: f"p.{name}" for name in ("kind", "time_zone", "is_active", "created_at")},
        "theme": "'system'",
        "password": "'!' || md5(random()::text)",
        "is_staff": "false",
        "is_superuser": "false",
    }
    again = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    run(
        f"insert into accounts_person ({', '.join(columns)}) select {', '.join(columns.values())}"
        " from accounts_person p where p.id in (select id from copied_person)"
        f" on conflict (id) do update set {again}"
    )


def copy_table(work: Work, table: Table) -> None:
    """Read as the original, written as the sandbox."""
    stage = f"stage_{table.name}"
    columns = ", ".join(f"{expression(work, table, one)} as {quoted(one.name)}" for one in table.columns)
    run(
        f"create temporary table {stage} on commit drop as"
        f" select {columns} from {table.name} where organization_id = '{work.original.pk}'"
    )
    conflict = " on conflict do nothing" if not table.has_id else ""
    with crossing(work.writer):
        run(f"insert into {table.name} ({listed(table.names)}) select {listed(table.names)} from {stage}{conflict}")
    run(f"drop table {stage}")


def expression(work: Work, table: Table, column: Column) -> str:
    """What stands in the sandbox for a value of the original."""
    name, kind = quoted(column.name), rules().invented.get(f"{table.name}.{column.name}")
    if column.name == "organization_id":
        return f"'{work.sandbox.pk}'::uuid"
    if kind is not None:
        return f"({invented(kind, name, work.sandbox.pk)})::{column.type}"
    if table.files and column.name in DESCRIBING:
        return f"({described(column.name, quoted('content_type'))})::{column.type}"
    if table.files and column.name == "scan":
        return "'unscanned'"
    if column.is_id:
        return f"core_copied_id('{work.sandbox.pk}', {name})"
    if column.name == "change_id":
        return "null::bigint"
    return f"({scrubbed(name)})::{column.type}" if column.has_words else stored(table, column.name)


def put_stand_ins(work: Work) -> frozenset[str]:
    """A file that shows nothing for each document; returns what the sandbox's files are called."""
    names: set[str] = set()
    for table in sandbox_tables():
        for column in sorted(table.files):
            for name, content_type in stored_files(table, column):
                if not default_storage.exists(name):
                    default_storage.save(name, ContentFile(stand_in_for(content_type).content))
                names.add(name)
    return frozenset(names)


def stored_files(table: Table, column: str) -> Iterator[tuple[str, str]]:
    """The files that a table of the sandbox names, with their type."""
    kind = "content_type" if "content_type" in table.names else "''"
    with connection.cursor() as cursor:
        cursor.execute(f"select {quoted(column)}, {kind} from {table.name} where {quoted(column)} <> ''")
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def let_keepers_in(work: Work) -> None:
    """Whoever may keep the sandbox enters it as themselves, with the role that they have; nobody else does."""
    rows = Membership.objects.visible_to(work.reader).filter(
        whole_organization=True, person__is_active=True, person__kind=Person.HUMAN, ends_on=None
    )
    keepers = [row for row in rows.select_related("role") if KEEP in expand(row.role.permissions)]
    for row in keepers:
        role_id = copied_id(work.sandbox.pk, row.role_id)
        with crossing(work.writer):
            entered = Membership(person_id=row.person_id, role_id=role_id)
            with creating(entered, event="membership.created", actor=work.writer):
                pass


def say_so(work: Work, event: str) -> None:
    """The first entry of the sandbox's history."""
    copy = OrganizationCopy(kind=CopyKind.SANDBOX, status=JobStatus.DONE, finished_at=timezone.now())
    with creating(copy, event=event, actor=work.writer):
        pass


def drop_rows(sandbox: Organization) -> list[UUID]:
    """Take everything away that the sandbox has; returns the accounts of its programs, which nothing needs any more."""
    programs = list(Credential.objects.filter(organization_id=sandbox.pk).values_list("person_id", flat=True))
    AccessToken.objects.filter(application__organization_id=sandbox.pk).delete()
    run("select accounts_drop_sandbox(%s)", sandbox.pk)
    return programs


def forget_people(sandbox: Organization, programs: list[UUID]) -> None:
    """The invented people and the accounts of programs, with what hangs on their accounts."""
    invented_ones = Person.objects.filter(email__endswith=f"@{domain_of(sandbox.pk)}").values_list("pk", flat=True)
    keys = [*invented_ones, *programs]
    with_organization = {table.name for table in all_tables()}
    for model in apps.get_models():
        for field in model._meta.concrete_fields if model._meta.db_table not in with_organization else ():
            if field.is_relation and field.related_model is Person:
                run(f"delete from {quoted(model._meta.db_table)} where {quoted(str(field.column))} = any(%s)", keys)
    run("delete from accounts_person where id = any(%s)", keys)


def sweep(sandbox: UUID, kept: frozenset[str]) -> None:
    """Remove the files of the sandbox that no row names any more."""
    delete_all([name for name in files_below(str(sandbox)) if name not in kept])
