"""A sandbox is the organization with other ids and invented people, and nothing that either may reach in the other."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from accounts.actions.credentials import create_credential
from accounts.authentication import organizations_of, standing_of
from accounts.copies.catalogue import sandbox_tables
from accounts.copies.inventing import domain_of
from accounts.copies.sandboxes import copied_id, delete_sandbox, make_sandbox
from accounts.models import Credential, Organization, Person, Role
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.db.roles import as_owner
from core.documents.models import Document
from core.ids import new_id
from facilities.actions.properties import create_property
from facilities.models import Portfolio, Property
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.copies.comparing import files_below
from tests.copies.filling import fill_every_table
from tests.matrix.world import make_world
from workorders.actions.work_orders import update_work_order
from workorders.models import WorkOrder

pytestmark = pytest.mark.slow


def rows_of(organization: Organization) -> dict[str, list[str]]:
    """The rows of every table that a sandbox has, as text."""
    found = {}
    with acting(Actor.system(organization.pk)), connection.cursor() as cursor:
        for table in sandbox_tables():
            cursor.execute(f"select to_jsonb(t)::text from {table.name} t order by 1")
            found[table.name] = [text for (text,) in cursor.fetchall()]
    return found


def ids_of(organization: Organization) -> set[str]:
    """Every id in the tables that a sandbox has."""
    found: set[str] = set()
    with acting(Actor.system(organization.pk)), connection.cursor() as cursor:
        for table in sandbox_tables():
            if table.has_id:
                cursor.execute(f"select id::text from {table.name}")
                found |= {key for (key,) in cursor.fetchall()}
    return found


@pytest.fixture
def filled(committed_cast: Cast, media: Path) -> Cast:
    """Ana's organization with a row in every table."""
    make_world(committed_cast)
    fill_every_table(committed_cast.organization)
    return committed_cast


def test_every_row_is_there_with_an_id_of_its_own(filled: Cast) -> None:
    original = filled.organization
    before = rows_of(original)
    sandbox = make_sandbox(original)
    copied = rows_of(sandbox)
    # The one who may keep it is in it as herself, beside the invented person who stands for her.
    more = {"accounts_membership": 1}
    assert {name: len(rows) - more.get(name, 0) for name, rows in copied.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert rows_of(original) == before
    text = "\n".join(line for rows in copied.values() for line in rows)
    keys = ids_of(original) | {str(original.pk)}
    assert len(keys) > 300 and not [key for key in keys if key in text]
    # References lead to the copies of what they led to.
    with acting(Actor.system(sandbox.pk)):
        tower = Property.objects.get(pk=copied_id(sandbox.pk, filled.tower.pk))
        assert (tower.name, tower.number, tower.created_at) == ("Tower", filled.tower.number, filled.tower.created_at)
        assert tower.portfolio_id == copied_id(sandbox.pk, filled.portfolio.pk)
        assert Portfolio.objects.get(pk=tower.portfolio_id).name == "Great Lakes"


def test_nothing_in_it_tells_who_anybody_is(filled: Cast, media: Path) -> None:
    original = filled.organization
    with acting(Actor.system(original.pk)):
        names = [(one.name, one.email) for one in Person.objects.filter(memberships__organization=original)]
        order = WorkOrder.objects.filter(deleted_at=None)[0]
        words = "Ask dana.diaz@mail.example or (312) 555-8311 about room 4711-22 on 2026-03-04, 08:00."
        update_work_order(order, description=words, actor=Actor.system(original.pk))
    sandbox = make_sandbox(original)
    rows = rows_of(sandbox)
    entered = {"accounts_membership", "accounts_role"}
    text = "\n".join(line for name, lines in rows.items() if name not in entered for line in lines)
    real = {word for pair in names for word in pair if len(word) > 4}
    assert len(real) > 10 and not [word for word in real if word in text]
    assert "Ask somebody@sandbox.invalid or +1 555 0100 about room 4711-22 on 2026-03-04, 08:00." in text
    people = Person.objects.filter(email__endswith=f"@{domain_of(sandbox.pk)}")
    assert people.count() >= 10 and not any(one.has_usable_password() or one.is_staff for one in people)
    with acting(Actor.system(sandbox.pk)):
        assert not Credential.objects.exists()
        assert {one.event for one in Change.objects.all()} == {"organization.sandbox_made", "membership.created"}
        for document in Document.objects.all():
            content = default_storage.open(document.file.name).read()
            assert b"not copied into the sandbox" in content and document.size == len(content)
    assert files_below(str(sandbox.pk)).keys().isdisjoint(files_below(str(original.pk)))


def test_a_reset_is_the_original_anew_under_the_same_address(filled: Cast, media: Path) -> None:
    original, ana = filled.organization, Person.objects.get(pk=filled.ana.person_id)
    sandbox = make_sandbox(original)
    first = rows_of(sandbox)
    (keeper,) = [one for one in organizations_of(ana) if one.is_sandbox]
    standing = standing_of(ana, keeper.slug)
    assert standing is not None and standing.permissions == filled.ana.permissions
    system = Actor.system(sandbox.pk)
    with acting(system):
        create_property(actor=system, name="Only here", portfolio=Portfolio.objects.first())
        issued = create_credential(
            actor=system, name="Try", role=Role.objects.first(), scopes=["*:read"], kind=Credential.KEY
        )
        program = issued.credential.person_id
    default_storage.save(f"{sandbox.pk}/2026/01/left.txt", default_storage.open(document_of(sandbox)))
    invented = Person.objects.filter(email__endswith=domain_of(sandbox.pk)).first()
    assert invented
    invented.set_password("correct horse battery")
    invented.save()

    again = make_sandbox(original)

    assert (again.pk, again.slug) == (sandbox.pk, sandbox.slug) and again.is_active
    moved = {"accounts_membership", "core_counter"}
    second = rows_of(again)
    assert {n: r for n, r in second.items() if n not in moved} == {n: r for n, r in first.items() if n not in moved}
    invented.refresh_from_db()
    assert not invented.has_usable_password()
    assert not default_storage.exists(f"{sandbox.pk}/2026/01/left.txt")
    with acting(system):
        assert "organization.sandbox_reset" in {one.event for one in Change.objects.all()}
    assert Person.objects.filter(pk=program).exists()


def document_of(organization: Organization) -> str:
    with acting(Actor.system(organization.pk)):
        return str(Document.objects.values_list("file", flat=True)[0])


def test_deleting_it_leaves_nothing_of_it(filled: Cast, media: Path) -> None:
    original = filled.organization
    before, people, files = rows_of(original), Person.objects.count(), files_below(str(original.pk))
    sandbox = make_sandbox(original)
    system = Actor.system(sandbox.pk)
    with acting(system):
        create_credential(actor=system, name="Try", role=Role.objects.first(), scopes=["*:read"], kind=Credential.KEY)
    delete_sandbox(original)
    assert not Organization.objects.filter(pk=sandbox.pk).exists()
    assert rows_of(original) == before and Person.objects.count() == people
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns where table_schema = 'public'"
            " and column_name = 'organization_id'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"select count(*) from {table} where organization_id = %s", [sandbox.pk])
            assert cursor.fetchone()[0] == 0, table
    assert files_below(str(original.pk)) == files and not [
        p for p in (media / str(sandbox.pk)).rglob("*") if p.is_file()
    ]
    assert make_sandbox(original).pk == sandbox.pk


def asked(client: ApiClient, path: str) -> tuple[int, Any]:
    answer = client.get(path)
    content = json.loads(answer.content)
    content.pop("instance", None)
    content.pop("request_id", None)
    return answer.status_code, content


def test_neither_reaches_the_other(filled: Cast) -> None:
    """A key of the sandbox is told of the original's records what it is told of an id that nobody has, and back."""
    sandbox = make_sandbox(filled.organization)
    system, own_role = Actor.system(sandbox.pk), role_of(filled)
    with acting(system):
        role = Role.objects.get(pk=copied_id(sandbox.pk, own_role))
        issued = create_credential(actor=system, name="Try", role=role, scopes=["*:write"], kind=Credential.KEY)
    theirs, ours = ApiClient(issued.key), ApiClient(make_key(filled.ana))
    real, copy = filled.tower.pk, copied_id(sandbox.pk, filled.tower.pk)
    assert asked(theirs, f"/api/v1/properties/{copy}/")[0] == asked(ours, f"/api/v1/properties/{real}/")[0] == 200
    for client, foreign in ((theirs, real), (ours, copy)):
        for path in ("properties/%s/", "properties/%s/history/", "properties/%s/documents/"):
            unknown, known = (asked(client, f"/api/v1/{path % key}") for key in (new_id(), foreign))
            assert known[0] == 404 and known == unknown
        listed = client.get("/api/v1/properties/?limit=200").json()["results"]
        assert str(foreign) not in {one["id"] for one in listed} and len(listed) >= 3
        written = client.send("PATCH", f"/api/v1/properties/{foreign}/", {"name": "Taken"})
        assert written.status_code == 404
        answer = client.send("POST", "/api/v1/work-orders/", {"title": "Leak", "property": str(foreign)})
        random = client.send("POST", "/api/v1/work-orders/", {"title": "Leak", "property": str(new_id())})
        assert answer.status_code == random.status_code == 400
        assert answer.json()["errors"] == random.json()["errors"]


def role_of(cast: Cast) -> Any:
    with acting(cast.ana):
        return Role.objects.get(name="Role of Ana Alvarez").pk


@pytest.mark.row("FT-156")
def test_a_program_tries_what_it_likes_and_a_reset_takes_it_back(committed_cast: Cast, media: Path) -> None:
    """A key of the sandbox sees the sandbox alone; what it wrote, and the key itself, are gone after a reset."""
    original = committed_cast.organization
    sandbox = make_sandbox(original)
    system, own_role = Actor.system(sandbox.pk), role_of(committed_cast)
    for _time in range(2):
        with acting(system):
            role = Role.objects.get(pk=copied_id(sandbox.pk, own_role))
            issued = create_credential(actor=system, name="Try", role=role, scopes=["*:write"], kind=Credential.KEY)
        client = ApiClient(issued.key)
        place = str(copied_id(sandbox.pk, committed_cast.tower.pk))
        made = client.send("POST", "work-orders/", {"title": "Leak", "property": place, "urgency": "today"})
        assert made.status_code == 201 and made.json()["number"] == 1
        assert [one["title"] for one in client.get("work-orders/").json()["results"]] == ["Leak"]
        with acting(committed_cast.ana):
            assert not WorkOrder.objects.exists()
        make_sandbox(original)
        assert client.get("work-orders/").status_code == 401
    with acting(system):
        assert not WorkOrder.objects.exists()
