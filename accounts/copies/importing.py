"""Taking an organization in from a file: judged as a whole first, then written in one transaction, or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, ProgrammingError, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.sql import quote

from accounts.actions.memberships import renew_invitation
from accounts.actions.organizations import check_organization
from accounts.choices import RoleTemplate
from accounts.copies.archive import FILES, ArchiveReader, ArchiveRefused
from accounts.copies.catalogue import (
    CHANGES,
    OF_A_PERSON,
    Column,
    Table,
    exported_tables,
    listed,
    organization_table,
    people_table,
    quoted,
)
from accounts.copies.filling import ask, filling, run
from accounts.copies.rules import rules
from accounts.copies.versions import check_migrations
from accounts.models import CopyKind, Membership, Organization, OrganizationCopy, Person
from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken
from core.ids import new_id
from core.jobs.models import JobStatus
from core.writing import creating

CHANGES_AT_ONCE = 1_000
# Told of each part that was taken in.
Told = Callable[[str], None]


@dataclass
class Imported:
    """What was taken in, and who of its administrators has to set a password first, with the secret for that."""

    organization: Organization
    rows: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)
    # People whose address this installation knew already: they are members with the account they have.
    known: list[str] = field(default_factory=list)
    invitations: dict[str, str] = field(default_factory=dict)


def import_organization(file: IO[bytes], *, told: Told = lambda part: None) -> Imported:
    """Take in what an export holds. ArchiveRefused says what is wrong; nothing is left behind then.

    Files go first: no row names them yet, and the transaction, for which readers of the changes wait, is shorter.
    """
    archive = ArchiveReader(file)
    check_migrations(archive.manifest.get("migrations"))
    key = read_key(archive)
    told("manifest")
    archive.verify()
    written: list[str] = []
    try:
        put_files(archive, key, written)
        told("files")
        with refusing(), acting(Actor.system(key, source="command", name="Import")) as system:
            outcome = Arrival(archive, system, told).take_in()
    except BaseException:
        forget_files(key, written)
        raise
    outcome.files = len(written)
    return outcome


def put_files(archive: ArchiveReader, key: UUID, written: list[str]) -> None:
    """Put each file where the rows say it lies, which is in the organization's folder."""
    for line in archive.files():
        if not line.name.startswith(f"{key}/"):
            raise stranger_file(line.name)
        # Left by an import that was killed.
        default_storage.delete(line.name)
        with archive.zip.open(FILES + line.name) as file:
            written.append(line.name)
            default_storage.save(line.name, File(file, name=line.name))


def stranger_file(name: str) -> ArchiveRefused:
    return ArchiveRefused(_("The file has a file that does not lie in the organization's folder: %s") % name)


def forget_files(key: UUID, written: list[str]) -> None:
    """Take away what was written for nothing, unless another import was quicker and has the same files."""
    if not Organization.objects.filter(pk=key).exists():
        for name in written:
            default_storage.delete(name)


def read_key(archive: ArchiveReader) -> UUID:
    """Which organization it is. One that is here already is refused before anything is read."""
    told = archive.manifest.get("organization")
    try:
        key, slug = UUID(told["id"]), str(told["slug"])  # type: ignore[index]
    except (ValueError, KeyError, TypeError):
        raise ArchiveRefused(_("The file is no export of Atrium: its manifest cannot be read.")) from None
    if Organization.objects.filter(Q(pk=key) | Q(slug=slug)).exists():
        raise ArchiveRefused(_("This installation has the organization “%s” already.") % slug)
    return key


@contextmanager
def refusing() -> Iterator[None]:
    """What the database or a rule refuses is the file's fault."""
    try:
        yield
    except (DataError, IntegrityError, ProgrammingError) as error:
        words = str(error).strip().splitlines()[0]
        raise ArchiveRefused(_("The database refuses what the file holds: %s") % words) from error
    except RuleBroken as error:
        raise ArchiveRefused(str(error)) from error


class Arrival:
    """One import at work, inside its transaction."""

    def __init__(self, archive: ArchiveReader, system: Actor, told: Told) -> None:
        self.archive, self.system, self.told = archive, system, told
        self.rows = 0

    def take_in(self) -> Imported:
        """Organization, people, history and rows; then one entry that says so."""
        tables = exported_tables()
        self.check_tables(tables)
        organization = self.take_organization()
        known = self.take_people()
        with filling(self.system):
            self.take_changes(next(one for one in tables if one.name == CHANGES))
            for table in tables:
                if table.name != CHANGES:
                    self.take_table(table)
        self.leave_out_for_readers()
        outcome = Imported(organization, self.rows, missing=list(self.archive.manifest.get("missing_files", [])))
        outcome.known = known
        self.say_so(outcome)
        outcome.invitations = invite_administrators(self.system)
        return outcome

    def check_tables(self, tables: list[Table]) -> None:
        """The file has every table, with the present columns, and no other."""
        wanted = {one.name: one for one in (organization_table(), people_table(), *tables)}
        if unknown := sorted(self.archive.tables.keys() - wanted.keys()):
            raise ArchiveRefused(
                _("The file has rows of something that is no part of an organization: %s") % unknown[0]
            )
        if missing := sorted(wanted.keys() - self.archive.tables.keys()):
            raise ArchiveRefused(_("The file lacks a table: %s") % missing[0])
        for name, told in self.archive.tables.items():
            if sorted(told.columns) != sorted(wanted[name].names):
                raise ArchiveRefused(_("A table of the file has other columns than here: %s") % name)

    def take_organization(self) -> Organization:
        """The organization's own row, which must be the one that the manifest names."""
        table = organization_table()
        with self.staged(table) as stage, connection.cursor() as cursor:
            cursor.execute(f"select {listed(table.names)} from {stage}")
            rows = cursor.fetchall()
            if len(rows) != 1 or rows[0][0] != self.system.organization_id:
                raise ArchiveRefused(_("The file's organization is not the one that its manifest names."))
            organization = Organization(**dict(zip(table.names, rows[0], strict=True)))
            check_organization(organization)
            run(f"insert into {table.name} ({listed(table.names)}) select {listed(table.names)} from {stage}")
        return organization

    def take_people(self) -> list[str]:
        """People who are new get an account without a password; those of a known address are who they are here."""
        run("create temporary table copied_id (old uuid primary key, new uuid not null) on commit drop")
        run("create temporary table copied_person (id uuid primary key) on commit drop")
        with self.staged(people_table()) as stage:
            refuse_people(stage)
            run(f"insert into copied_person select id from {stage}")
            run(
                f"insert into copied_id select s.id, p.id from {stage} s join accounts_person p on p.email = s.email"
                " where p.id <> s.id"
            )
            here = "select from accounts_person p where p.email = s.email or p.id = s.id"
            fresh = f"from {stage} s where not exists ({here})"
            run(
                f"insert into accounts_person ({listed(OF_A_PERSON)}, password, is_staff, is_superuser)"
                f" select {listed(OF_A_PERSON)}, '!' || md5(random()::text), false, false {fresh}"
            )
            with connection.cursor() as cursor:
                cursor.execute("select p.email from copied_id c join accounts_person p on p.id = c.new order by 1")
                return [email for (email,) in cursor.fetchall()]

    def take_changes(self, table: Table) -> None:
        """The history in its order, some thousand at a time, with the ids that it has from now on."""
        run("create temporary table copied_change (old bigint primary key, new bigint not null) on commit drop")
        columns = ", ".join(f"{self.expression(table, one)} as {quoted(one.name)}" for one in table.columns)
        with self.staged(table) as stage:
            run(f"create index on {stage} (id)")
            last: int | None = 0
            while last is not None:
                some = f"select {columns} from {stage} s where id > %s order by id limit {CHANGES_AT_ONCE}"
                rows = f"select coalesce(jsonb_agg(to_jsonb(r)), '[]') from ({some}) r"
                run(f"insert into copied_change select * from core_copy_changes(({rows}))", last)
                with connection.cursor() as cursor:
                    cursor.execute("select max(old) from copied_change where old > %s", [last])
                    last = cursor.fetchone()[0]

    def take_table(self, table: Table) -> None:
        """All rows of one table."""
        with self.staged(table) as stage:
            columns = ", ".join(self.expression(table, one) for one in table.columns)
            conflict = " on conflict do nothing" if not table.has_id else ""
            run(f"insert into {table.name} ({listed(table.names)}) select {columns} from {stage} s{conflict}")

    def expression(self, table: Table, column: Column) -> str:
        """What becomes of a value: mostly itself."""
        place, name = f"{table.name}.{column.name}", quoted(column.name)
        if place in rules().made:
            return quote(rules().made[place]())
        if place in rules().replaced:
            return rules().replaced[place]
        if column.name in table.people:
            return f"coalesce((select c.new from copied_id c where c.old = s.{name}), s.{name})"
        if column.name == "change_id" and column.type == "bigint":
            # A change that was pruned has no id any more, and must not get somebody else's.
            return f"coalesce((select c.new from copied_change c where c.old = s.{name}), -s.{name})"
        if column.has_words and self.has_renamed:
            return f"core_copied_text(s.{name}::text)::{column.type}"
        return f"s.{name}"

    @property
    def has_renamed(self) -> bool:
        """Whether somebody has another id here, which then may stand in any text."""
        return ask("select from copied_id")

    @contextmanager
    def staged(self, table: Table) -> Iterator[str]:
        """The rows of a table of the file beside the real ones, and nobody else's among them."""
        told = self.archive.tables[table.name]
        stage, names = f"stage_{table.name}", listed(told.columns)
        columns = ", ".join(f"{quoted(one.name)} {one.type}" for one in table.columns)
        run(f"create temporary table {stage} ({columns}) on commit drop")
        with connection.cursor() as cursor:
            into = f"copy {stage} ({names}) from stdin (format csv, header match)"
            with connection.wrap_database_errors, cursor.cursor.copy(into) as copy:
                for piece in self.archive.pieces(told.name):
                    copy.write(piece)
            cursor.execute(f"select count(*) from {stage}")
            rows = cursor.fetchone()[0]
        if rows != told.rows:
            raise ArchiveRefused(_("A table of the file has another number of rows than it says: %s") % table.name)
        self.refuse_strangers(table, stage)
        self.rows += rows
        self.told(table.name)
        yield stage
        run(f"drop table {stage}")

    def refuse_strangers(self, table: Table, stage: str) -> None:
        """Rows of another organization, people whom the file does not bring, and files that lie elsewhere."""
        own = self.system.organization_id
        if "organization_id" in table.names and ask(
            f"select from {stage} where organization_id is distinct from %s", own
        ):
            raise ArchiveRefused(_("The file has a row of another organization: %s") % table.name)
        for name in sorted(table.people):
            known = f"exists (select from copied_person p where p.id = s.{quoted(name)})"
            if ask(f"select from {stage} s where {quoted(name)} is not null and not {known}"):
                raise ArchiveRefused(_("The file names a person whom it does not bring: %s") % table.name)
        for name in sorted(table.files):
            if ask(
                f"select from {stage} where {quoted(name)} <> '' and not starts_with({quoted(name)}, %s)", f"{own}/"
            ):
                raise stranger_file(table.name)

    def leave_out_for_readers(self) -> None:
        """What comes along is no news: readers of the changes begin behind this transaction."""
        for name in rules().readers:
            run(
                "insert into core_feed_position (id, organization_id, consumer, era, low, high, last_id)"
                " select %s, %s, %s, (select max(era) from core_era), n, n, 0"
                " from (select pg_current_xact_id()::text::bigint + 1 as n) own",
                new_id(),
                self.system.organization_id,
                name,
            )

    def say_so(self, outcome: Imported) -> None:
        """The one entry of the history that is new."""
        copy = OrganizationCopy(
            kind=CopyKind.IMPORT,
            status=JobStatus.DONE,
            total=outcome.rows,
            done=outcome.rows,
            finished_at=timezone.now(),
            note=_("Exported on %s.") % self.archive.manifest.get("made_at", ""),
        )
        with creating(copy, event="organization.imported", actor=self.system):
            pass


def refuse_people(stage: str) -> None:
    """Addresses that are none, and an address that is a person there and a program here."""
    if ask(f"select from {stage} where email !~ '^[^@\\s]+@[^@\\s]+$' or email <> lower(email)"):
        raise ArchiveRefused(_("The file has a person without a proper address."))
    if ask(f"select from {stage} s join accounts_person p on p.email = s.email or p.id = s.id where p.kind <> s.kind"):
        raise ArchiveRefused(_("Somebody in the file is a person there and a program here."))


def invite_administrators(system: Actor) -> dict[str, str]:
    """Passwords do not travel: each administrator who has none here gets a link to set one, by address."""
    lasting = Q(ends_on=None, whole_organization=True, role__template=RoleTemplate.ADMINISTRATOR)
    people = Q(person__is_active=True, person__kind=Person.HUMAN)
    rows = Membership.objects.visible_to(system).filter(lasting, people).select_related("person")
    found = {row.person.email: renew_invitation(row, actor=system) for row in rows}
    return {email: secret for email, secret in sorted(found.items()) if secret}
