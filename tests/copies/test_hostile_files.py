"""Files that are not what an export is: each refused with a message, and nothing of any is kept."""

import csv
import hashlib
import io
import json
import re
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.copies.archive import ArchiveRefused
from accounts.copies.importing import import_organization
from accounts.models import Organization, Person
from core.acting import acting
from core.actor import Actor
from core.db.roles import as_owner
from core.ids import new_id
from tests.cast import Cast
from tests.copies.conftest import exported
from tests.databases import empty_tables
from tests.matrix.world import make_world

pytestmark = pytest.mark.slow
Members = dict[str, bytes]
# CSV with its quotes, since they tell an empty text from none.
LINE, CELL = re.compile(r'(?:"[^"]*"|[^"\n])+\n'), re.compile(r'("(?:[^"]|"")*"|[^,\n]*)(,|\n)')


def unpacked(file: bytes) -> Members:
    with ZipFile(BytesIO(file)) as content:
        return {name: content.read(name) for name in content.namelist()}


def packed(members: Members) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as content:
        for name, data in members.items():
            content.writestr(name, data)
    return file.getvalue()


def resealed(members: Members) -> bytes:
    """The members with a manifest that fits them: whoever changes a file can do that too."""
    manifest = json.loads(members["manifest.json"])
    for told in [*manifest["tables"], manifest["files"]]:
        data = members[told["name"]]
        told["size"], told["sha256"] = len(data), hashlib.sha256(data).hexdigest()
        if "rows" in told:
            told["rows"] = len(list(csv.reader(io.StringIO(data.decode())))) - 1
    return packed({**members, "manifest.json": json.dumps(manifest).encode()})


def changed(members: Members, table: str, **values: str) -> None:
    """Change the table's first row, or the first that has what `of` says. All else stays as it was, byte by byte."""
    name, wanted = f"tables/{table}.csv", values.pop("of", "")
    rows = [[token for token, _end in CELL.findall(line)] for line in LINE.findall(members[name].decode())]
    row = next(row for row in rows[1:] if not wanted or wanted in row)
    for column, value in values.items():
        row[rows[0].index(column)] = f'"{value}"'
    members[name] = "".join(",".join(row) + "\n" for row in rows).encode()


def everything_there_is() -> dict[str, int]:
    """How many rows each table of the database has, as its owner sees it."""
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') and not relispartition"
            " and relnamespace = 'public'::regnamespace"
        )
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'select count(*) from "{name}"')
            found[name] = cursor.fetchone()[0]
    return found


@pytest.fixture
def members(committed_cast: Cast, media: Path) -> Members:
    """An export of a filled organization, unpacked; the installation is empty but for a stranger's organization."""
    make_world(committed_cast)
    file = exported(committed_cast.organization)
    empty_tables()
    Organization.objects.create(id=committed_cast.other.pk, name="Harbour", slug="harbour")
    return unpacked(file)


def empty_storage(media: Path) -> None:
    for path in media.iterdir():
        shutil.rmtree(path)


def refused(file: bytes, match: str, media: Path) -> None:
    before, files = everything_there_is(), set(media.rglob("*"))
    with pytest.raises(ArchiveRefused, match=match):
        import_organization(BytesIO(file))
    assert everything_there_is() == before
    left = {path for path in set(media.rglob("*")) - files if path.is_file()}
    assert left == set()


def test_files_that_were_changed_on_the_way(members: Members, media: Path) -> None:
    """A wrong checksum, a missing member, one more, a cut, and something else altogether."""
    whole = packed(members)
    table, file = "tables/facilities_property.csv", next(name for name in members if name.startswith("files/"))
    empty_storage(media)
    refused(packed({**members, table: members[table] + b"\n"}), "changed.*facilities_property", media)
    refused(packed({**members, file: b"something else"}), "changed.*files/", media)
    refused(packed({name: data for name, data in members.items() if name != table}), "missing.*property", media)
    refused(packed({name: data for name, data in members.items() if name != file}), "missing.*files/", media)
    refused(packed({**members, "tables/more.csv": b""}), "does not name.*more", media)
    refused(packed({name: data for name, data in members.items() if name != "manifest.json"}), "manifest", media)
    refused(whole[: len(whole) // 2], "no ZIP file", media)
    refused(b"PK\x03\x04 and then nothing", "no ZIP file", media)
    refused(packed({**members, "manifest.json": b"{}"}), "manifest", media)
    refused(packed({**members, "manifest.json": b'{"tables": 7, "files": 0}'}), "manifest", media)
    start = whole.index(b"tables/facilities_property.csv") + 40
    refused(whole[:start] + bytes(64) + whole[start + 64 :], "damaged|changed|no ZIP", media)


@pytest.mark.parametrize(
    "name", ["files/../../secret", "/etc/passwd", "files/a\\..\\b", "other/a", "tables/", "files/./a"]
)
def test_names_that_lead_elsewhere(committed_cast: Cast, media: Path, name: str) -> None:
    file = BytesIO()
    with ZipFile(file, "w") as content:
        content.writestr("manifest.json", b"{}")
        content.writestr(ZipInfo(name), b"x")
    refused(file.getvalue(), "not allowed", media)


def test_a_bomb_is_not_unpacked(committed_cast: Cast, media: Path) -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as content:
        content.writestr("manifest.json", b"{}")
        with content.open("tables/core_counter.csv", "w") as member:
            for _piece in range(300):
                member.write(bytes(1 << 20))
    assert len(file.getvalue()) < 1_000_000
    refused(file.getvalue(), "larger than any export", media)


def test_rows_that_are_not_the_organizations(members: Members, media: Path, committed_cast: Cast) -> None:
    """Whoever writes a fitting manifest still brings no row of others, and none that refers to theirs."""
    other = str(committed_cast.other.pk)
    empty_storage(media)

    def given(table: str, **values: str) -> bytes:
        copy = dict(members)
        changed(copy, table, **values)
        return resealed(copy)

    stranger = str(new_id())
    refused(given("facilities_property", organization_id=other), "row of another organization", media)
    refused(given("core_change", organization_id=other), "row of another organization", media)
    refused(given("core_counter", organization_id=other), "row of another organization", media)
    refused(given("accounts_organization", id=other), "not the one", media)
    refused(given("accounts_organization", slug="admin"), "taken by Atrium", media)
    refused(given("accounts_organization", slug="harbour"), "slug|address", media)
    refused(given("facilities_property", portfolio_id=stranger), "database refuses", media)
    refused(given("facilities_property", name="x" * 5_000), "database refuses", media)
    refused(given("facilities_property", created_at="yesterday or so"), "database refuses", media)
    refused(given("accounts_membership", person_id=stranger), "a person whom it does not bring", media)
    refused(given("core_document", file=f"{other}/2026/01/a.txt"), "folder", media)
    refused(given("accounts_person", email="nobody"), "proper address", media)
    copy = dict(members)
    copy["files.ndjson"] = copy["files.ndjson"].replace(str(committed_cast.organization.pk).encode(), other.encode())
    moved = {name.replace(str(committed_cast.organization.pk), other): data for name, data in copy.items()}
    refused(resealed(moved), "folder", media)


def test_tables_and_versions_that_are_not_ours(members: Members, media: Path) -> None:
    empty_storage(media)
    manifest = json.loads(members["manifest.json"])

    def told(**values: object) -> bytes:
        return packed({**members, "manifest.json": json.dumps({**manifest, **values}).encode()})

    later = {**manifest["migrations"], "core": [*manifest["migrations"]["core"], "0999_from_the_future"]}
    earlier = {**manifest["migrations"], "core": manifest["migrations"]["core"][:-1]}
    refused(told(version=2), "newer version of Atrium. Upgrade", media)
    refused(told(format="something"), "no export of Atrium", media)
    refused(told(migrations=later), "newer version of Atrium .core.0999_from_the_future", media)
    refused(told(migrations=earlier), "older version of Atrium", media)
    refused(told(tables=manifest["tables"][:-1]), "does not name|lacks a table", media)
    stranger = {**manifest["tables"][0], "table": "accounts_accesstoken"}
    refused(told(tables=[*manifest["tables"], stranger]), "no part of an organization", media)
    wrong = [{**one, "columns": one["columns"][:-1]} for one in manifest["tables"]]
    refused(told(tables=wrong), "other columns", media)
    refused(told(organization={"id": "x"}), "manifest", media)


def test_somebody_of_the_file_becomes_nobody_else(members: Members, media: Path, committed_cast: Cast) -> None:
    """An account that is here keeps its name and rights; a program there is no person here; nobody becomes staff."""
    sam = Person.objects.create_user("sam@atrium.example", "correct horse battery", name="Sam", is_staff=True)
    empty_storage(media)
    copy = dict(members)
    changed(copy, "accounts_person", of="service", email=sam.email)
    refused(resealed(copy), "a person there and a program here", media)
    copy = dict(members)
    changed(copy, "accounts_person", of="human", email=sam.email)
    outcome = import_organization(BytesIO(resealed(copy)))
    sam.refresh_from_db()
    assert outcome.known == [sam.email] and (sam.name, sam.is_staff) == ("Sam", True)
    assert Person.objects.filter(is_staff=True).count() == 1


def test_a_living_organization_gets_no_other_past(committed_cast: Cast) -> None:
    """What an import may write, nobody may write into an organization that has a history."""
    for organization in (committed_cast.organization.pk, committed_cast.other.pk):
        with acting(Actor.system(committed_cast.organization.pk)), connection.cursor() as cursor:
            for sql, values in (
                ("select core_begin_copy(%s)", [organization]),
                ("select * from core_copy_changes('[]')", []),
                ("insert into core_copying values (%s, pg_current_xact_id()::text::bigint)", [organization]),
                ("select accounts_drop_sandbox(%s)", [organization]),
                ("update accounts_organization set sandbox_of_id = %s where id = %s",
                 [committed_cast.other.pk, committed_cast.organization.pk]),
            ):  # fmt: skip
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(sql, values)
            cursor.execute("select set_config('atrium.copying', 'on', true)")
            cursor.execute("select set_config('atrium.event', 'property.updated', true)")
            cursor.execute("update facilities_property set name = 'Renamed' where id = %s", [committed_cast.tower.pk])
            cursor.execute("select after ->> 'name' from core_change where record_id = %s order by id desc limit 1",
                           [committed_cast.tower.pk])  # fmt: skip
            assert cursor.fetchone()[0] == "Renamed"
