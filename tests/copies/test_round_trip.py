"""An organization that was exported and imported elsewhere is the same: every row, every file, and its history."""

import json
import shutil
from io import BytesIO, StringIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts.authentication import organizations_of
from accounts.copies.catalogue import CHANGES
from accounts.copies.importing import import_organization
from accounts.copies.rules import rules
from accounts.models import Credential, Organization, Person
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.feed import consume
from core.keys import hash_secret
from facilities.actions.properties import create_property
from tests.api.conftest import make_key
from tests.cast import Cast
from tests.copies.comparing import contents, files_below, people_of_the_installation
from tests.copies.conftest import exported
from tests.copies.filling import fill_every_table
from tests.databases import empty_tables
from tests.matrix.world import make_world

pytestmark = pytest.mark.slow

CREATE = "organization create --name Quay --slug quay --time-zone UTC --administrator dana@quay.example".split()


def test_everything_arrives_as_it_was(committed_cast: Cast, media: Path) -> None:
    organization = committed_cast.organization
    make_world(committed_cast)
    fill_every_table(committed_cast.organization)
    file = exported(organization)
    before, files = contents(organization.pk), files_below(str(organization.pk))
    people, search = people_of_the_installation(), found_by_search(organization.pk)
    assert [table for table, rows in before.items() if not rows] == []
    assert len(before[CHANGES]) > 200 and len(files) > 3

    empty_tables()
    shutil.rmtree(media / str(organization.pk))
    assert not Organization.objects.exists()
    outcome = import_organization(BytesIO(file))

    after = contents(organization.pk)
    new = after[CHANGES] - before[CHANGES]
    assert len(new) == 1 and '"organization.imported"' in new.pop()
    assert before.pop(CHANGES) <= after.pop(CHANGES)
    for table, rows in before.items():
        assert after[table] == rows, table
    assert files_below(str(organization.pk)) == files and outcome.files == len(files)
    assert people_of_the_installation() <= people
    assert found_by_search(organization.pk) == search > 10
    row = Organization.objects.get()
    assert (row.pk, row.slug, row.created_at) == (organization.pk, organization.slug, organization.created_at)


def found_by_search(organization_id: UUID) -> int:
    with acting(Actor.system(organization_id)), connection.cursor() as cursor:
        cursor.execute("select count(*) from core_search_visible")
        return int(cursor.fetchone()[0])


@pytest.mark.alone  # readers of changes wait for every writer of the server
def test_the_imported_history_is_no_news_and_work_goes_on(archive: bytes, committed_cast: Cast) -> None:
    """Readers of the changes begin behind what came along; numbers go on where they were; the feed has all of it."""
    organization, last = committed_cast.organization, committed_cast.annex.number
    empty_tables()
    import_organization(BytesIO(archive))
    system = Actor.system(organization.pk)
    with acting(system):
        row = create_property(actor=system, name="Later", portfolio=committed_cast.portfolio)
        assert row.number == last + 1
        assert Change.objects.filter(organization=organization, record_id=committed_cast.tower.pk).exists()
    for name in rules().readers:
        told: list[Change] = []
        while consume(name, told.extend, actor=system):
            pass
        assert [one.event for one in told] == ["property.created"], name
    everything: list[Change] = []
    while consume("from-the-beginning", everything.extend, actor=system):
        pass
    events = [one.event for one in everything]
    assert events.index("property.created") < events.index("organization.imported") < len(events) - 1


def test_passwords_and_secrets_do_not_travel(archive: bytes, committed_cast: Cast) -> None:
    organization = committed_cast.organization
    key = make_key(committed_cast.ana)
    file = exported(organization)
    with connection.cursor() as cursor:
        cursor.execute("select password from accounts_person where id = %s", [committed_cast.ana.person_id])
        secrets = [cursor.fetchone()[0], hash_secret(key)]
    with ZipFile(BytesIO(file)) as content:
        text = b"".join(content.read(name) for name in content.namelist()).decode()
    assert not [secret for secret in secrets if secret in text]
    empty_tables()
    import_organization(BytesIO(file))
    ana = Person.objects.get(pk=committed_cast.ana.person_id)
    assert not ana.has_usable_password() and not ana.is_staff
    with acting(Actor.system(organization.pk)):
        assert all(row.revoked_at for row in Credential.objects.filter(organization=organization))
    assert Client().get("/api/v1/me/", headers={"X-API-Key": key}).status_code == 401


def test_administrators_get_a_link_and_a_known_person_keeps_the_account(media: Path, transactional_db: None) -> None:
    call_command(
        *"organization create --name Quay --slug quay --time-zone UTC --administrator dana@quay.example".split()
    )
    quay = Organization.objects.get(slug="quay")
    call_command("organization", "export", "--slug", "quay", "--file", str(media / "quay.zip"))
    with acting(Actor.system(quay.pk)):
        dana = Person.objects.get(email="dana@quay.example")
        rows = Change.objects.filter(organization=quay, module="membership").values_list("after", flat=True)
        assert {after["person_id"] for after in rows} == {str(dana.pk)}
    empty_tables()
    known = Person.objects.create_user("dana@quay.example", "correct horse battery", name="Dana of before")
    output = StringIO()
    call_command("organization", "import", str(media / "quay.zip"), "--format", "json", stdout=output)
    told = json.loads(output.getvalue())
    assert told["known people"] == "dana@quay.example" and "welcome dana@quay.example" not in told
    known.refresh_from_db()
    assert known.name == "Dana of before" and known.has_usable_password()
    assert [one.slug for one in organizations_of(known)] == ["quay"]
    with acting(Actor.system(quay.pk)):
        rows = Change.objects.filter(organization=quay, module="membership").values_list("after", flat=True)
        assert {after["person_id"] for after in rows} == {str(known.pk)}
    with pytest.raises(CommandError, match="already"):
        call_command("organization", "import", str(media / "quay.zip"))


def test_who_has_no_password_here_gets_a_way_in(media: Path, transactional_db: None) -> None:
    call_command(
        *"organization create --name Quay --slug quay --time-zone UTC --administrator dana@quay.example".split()
    )
    call_command("organization", "export", "--slug", "quay", "--file", str(media / "quay.zip"))
    empty_tables()
    output = StringIO()
    call_command("organization", "import", str(media / "quay.zip"), "--format", "json", stdout=output)
    welcome = json.loads(output.getvalue())["welcome dana@quay.example"]
    assert Client().get(welcome).status_code == 200


def test_a_file_that_the_storage_has_lost_is_named(committed_cast: Cast, media: Path) -> None:
    make_world(committed_cast)
    lost = next(path for path in (media / str(committed_cast.organization.pk)).rglob("*.txt"))
    lost.unlink()
    file = exported(committed_cast.organization)
    empty_tables()
    outcome = import_organization(BytesIO(file))
    assert [str(lost.relative_to(media))] == outcome.missing
