"""Every page of the admin × the cast × {own, other organization, unknown}: staff stays in the organization it chose."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

import pytest
from django.contrib import admin
from django.db.models import ForeignKey
from django.test import Client, override_settings

from accounts.models import Person
from core.records import Owned
from tests.depth import FULL
from tests.matrix.addresses import all_routes
from tests.matrix.callers import Answer, Caller, ask
from tests.matrix.staff import Rows, StaffAddress, actors_of, make_staff, rows_of, staff_addresses
from tests.matrix.world import CANARIES, World, unknown_id

pytestmark = pytest.mark.slow

STAFF = ("sam", "root")
T = TypeVar("T")
OTHERS = ("ana", "ben", "vera", "cleo", "idle", "viewer", "nobody")
METHODS = ("GET", "POST")
DELETING = {"action": "delete_selected", "post": "yes"}
# Words of the other organization: its canary, its places, its people.
FOREIGN = (CANARIES["foreign"], "Elsewhere", "Rotterdam", "Cleo Chen")


@pytest.fixture(scope="module")
def rows(world: World) -> dict[str, Rows]:
    """One row of every model, here and there."""
    return rows_of(world)


@pytest.fixture(scope="module")
def staff(world: World) -> Iterator[dict[str, Caller]]:
    """Who may open the admin."""
    with override_settings(ATRIUM_ADMIN_MFA=False):
        yield make_staff(world)


@pytest.fixture(scope="module")
def addresses(world: World) -> list[StaffAddress]:
    """Every address of the admin."""
    return staff_addresses()


def test_every_route_of_the_admin_is_asked(addresses: list[StaffAddress], rows: dict[str, Rows]) -> None:
    """A route with a blank of its own, or a model without a row, fails here."""
    blanks = [one.route for one in addresses if "<" in one.to(unknown_id()) or "(" in one.route]
    assert not blanks, f"tell tests/matrix/staff.py what fills {blanks}"
    plain = {route for route, _view in all_routes() if route.startswith("admin/") and not {"(", "<"} & set(route)}
    assert plain <= {one.route for one in addresses} and len(addresses) > 200
    for model in admin.site._registry:
        assert all(rows[name].get(model) for name in ("own", "foreign")), f"{model._meta.label}: no row to ask about"


def test_two_organizations_rows_are_meant(world: World, rows: dict[str, Rows]) -> None:
    for name, actor in actors_of(world).items():
        for model, row in rows[name].items():
            if issubclass(model, Owned):
                assert row.organization_id == actor.organization_id, model


@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", STAFF)
def test_another_organizations_row_is_as_unknown_as_any(
    staff: dict[str, Caller], addresses: list[StaffAddress], rows: dict[str, Rows], name: str
) -> None:
    wrong = []
    for address in half(name, (one for one in addresses if one.is_about_a_row)):
        for method in METHODS:
            foreign, unknown = (see(staff[name], method, address, key) for key in keys(address, rows))
            if foreign != unknown or foreign.is_success or foreign.status >= 500:
                wrong.append(f"{method} {address}: {foreign} and {unknown}")
    assert not wrong, "\n".join(wrong)


def half(name: str, things: Iterable[T]) -> list[T]:
    """Every other one: staff and the platform's administrator come by the same views. In `make soak` everything."""
    return [one for number, one in enumerate(things) if FULL or number % 2 == STAFF.index(name)]


def keys(address: StaffAddress, rows: dict[str, Rows]) -> tuple[Any, Any]:
    """Another organization's key of the address's model, and one that no row has."""
    assert address.model
    foreign = rows["foreign"][address.model].pk
    return foreign, unknown_id() if not isinstance(foreign, int) else foreign + 1_000_000


def see(caller: Caller, method: str, address: StaffAddress, key: Any) -> Answer:
    return ask(caller, method, address.to(key), [str(key)], {"post": "yes", "_save": "1"})


@pytest.mark.parametrize("name", STAFF)
def test_no_page_says_a_word_of_another_organization(
    staff: dict[str, Caller], addresses: list[StaffAddress], rows: dict[str, Rows], name: str
) -> None:
    """Lists, forms, histories and refused forms; each opens, or is not for staff to write."""
    wrong = []
    for address in half(name, addresses):
        key = rows["own"][address.model].pk if address.model else ""
        for method in METHODS:
            answer = ask(staff[name], method, address.to(key), body={"q": "o"})
            wrong += [f"{method} {address} says {word}" for word in FOREIGN if word.encode() in answer.body]
            is_shown = answer.status == 200 or is_elsewhere(address) or is_of_one_person(address)
            if answer.status >= 500 or (method == "GET" and not is_shown):
                wrong.append(f"{method} {address}: {answer.status}")
    assert not wrong, "\n".join(wrong)


# They lead on, or say why there is nothing: the doorway, what staff may not write, and ways out of the admin.
ELSEWHERE = ("login/", "logout/", "no/such/page", "add/", "delete/", "<path:object_id>/", "autocomplete/")


def is_of_one_person(address: StaffAddress) -> bool:
    """Such as what a person was told: to staff these rows are as unknown as any."""
    own = getattr(address.model, "personal_condition", None)
    is_personal = own is not None and own.__func__ is not Owned.personal_condition.__func__
    return is_personal and address.is_about_a_row


def is_elsewhere(address: StaffAddress) -> bool:
    return address.route.endswith(ELSEWHERE) and not address.route.endswith(("history/", "change/"))


@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", STAFF)
def test_a_list_deletes_and_edits_no_row_of_another_organization(
    staff: dict[str, Caller], rows: dict[str, Rows], name: str
) -> None:
    wrong = []
    for model, row in rows["foreign"].items():
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        other = unknown_id() if not isinstance(row.pk, int) else row.pk + 1_000_000
        answers = [ask(staff[name], "POST", path, [str(key)], deleting(key)) for key in (row.pk, other)]
        if answers[0] != answers[1] or answers[0].wrote or answers[0].status >= 500:
            wrong.append(f"{path}: {answers[0].status} and {answers[1].status}")
    assert not wrong, "\n".join(wrong)


def deleting(key: Any) -> dict[str, Any]:
    """Everything a changelist takes at once: the action on a row, and a row of the list as a form."""
    return {**DELETING, "_selected_action": [str(key)], "form-0-id": str(key), "form-TOTAL_FORMS": "1", "_save": "1"}


@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", STAFF)
def test_another_organizations_row_cannot_be_referred_to(
    staff: dict[str, Caller], rows: dict[str, Rows], name: str
) -> None:
    """In a form that adds, in one that changes, and as a filter of a list: in the words for a row that nobody has."""
    wrong = []
    for model, field in half(name, references()):
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        sought = rows["foreign"][field.related_model].pk
        calls = (("POST", f"{base}add/"), ("POST", f"{base}{rows['own'][model].pk}/change/"), ("GET", base))
        for method, path in calls:
            answers = []
            for key in (sought, unknown_id()):
                to = f"{path}?{field.name}__id__exact={key}" if method == "GET" else path
                answers.append(ask(staff[name], method, to, [f"3D{key}", str(key)], {field.name: str(key)}))
            if answers[0] != answers[1] or answers[0].wrote or answers[0].status >= 500:
                wrong.append(f"{method} {path} {field.name}: {answers[0].status} and {answers[1].status}")
    assert not wrong, "\n".join(wrong)


def references() -> list[tuple[Any, ForeignKey]]:
    """Every reference in the admin from one row of an organization to another."""
    return [
        (model, one)
        for model in admin.site._registry
        if issubclass(model, Owned)
        for one in model._meta.concrete_fields
        if one.is_relation and issubclass(cast(type, one.related_model), Owned)
    ]


@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", STAFF)
def test_the_box_that_completes_finds_nothing_of_another_organization(
    staff: dict[str, Caller], rows: dict[str, Rows], name: str
) -> None:
    for model in half(name, admin.site._registry):
        for one in (field for field in model._meta.concrete_fields if field.is_relation):
            query = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={one.name}"
            for term in ("", CANARIES["foreign"][:4]):
                answer = ask(staff[name], "GET", f"/admin/autocomplete/?{query}&term={term}")
                assert answer.status < 500
                assert not any(word.encode() in answer.body for word in FOREIGN), (model, one.name, term)


# Questions through a relation would tell letter by letter what the list does not show.
ORACLES = (
    "accounts/membership/?person__password__startswith=m",
    "accounts/person/?password__startswith=m",
    "accounts/person/?memberships__organization__slug=harbour",
    "accounts/credential/?secret_hash__startswith=a",
    "facilities/property/?created_by__password__startswith=m",
    "facilities/property/?portfolio__organization__name__startswith=H",
    "facilities/property/?organization__id__exact={other}",
)


@pytest.mark.parametrize("oracle", ORACLES)
def test_a_list_answers_no_question_through_a_relation(staff: dict[str, Caller], world: World, oracle: str) -> None:
    path = f"/admin/{oracle}".format(other=world.cast.other.pk)
    answer = ask(staff["sam"], "GET", path)
    assert answer.status in (302, 400), answer.status


@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", OTHERS)
def test_who_is_no_staff_gets_nowhere(
    callers: dict[str, Caller], addresses: list[StaffAddress], rows: dict[str, Rows], name: str
) -> None:
    wrong = []
    for address in addresses:
        for method in METHODS:
            row = rows["own"].get(address.model) if address.model else None
            answer = ask(callers[name], method, address.to(row.pk if row else ""), body={"post": "yes"})
            said = [word for word in CANARIES.values() if word.encode() in answer.body]
            if answer.wrote or said or (answer.status not in (302, 403) and not is_open(address)):
                wrong.append(f"{method} {address}: {answer.status} {said}")
    assert not wrong, "\n".join(wrong)


def is_open(address: StaffAddress) -> bool:
    """Words for scripts, and the end of a session, are nobody's secret."""
    return address.route in ("admin/jsi18n/", "admin/logout/")


# What opens before an organization is chosen.
BEFORE = ("admin/organization/", "admin/jsi18n/", "admin/logout/", "admin/login/")


def test_staff_that_chose_no_organization_is_sent_to_choose(
    staff: dict[str, Caller], addresses: list[StaffAddress]
) -> None:
    fresh = Caller("fresh", Client(raise_request_exception=False), None)
    fresh.client.force_login(Person.objects.get(email="sam@platform.example"))
    for address in addresses:
        answer = ask(fresh, "GET", address.to(unknown_id()))
        location = dict(answer.headers).get("Location", "")
        assert location in ("/admin/organization/", "/admin/") or address.route in BEFORE, (address, answer.status)
