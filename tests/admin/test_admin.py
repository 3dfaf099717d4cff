"""The admin: who may open it, that it stays in one organization, and that it writes as every other doorway."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Person
from core.acting import acting
from core.changes import Change
from core.records import Owned
from facilities.models import Property
from tests.accounts.test_acting_middleware import signed_in
from tests.cast import Cast


@pytest.fixture
def staff(cast: Cast, settings: Any) -> Client:
    """Sam of the platform's staff, a member nowhere, looking at Lakeside."""
    settings.ATRIUM_ADMIN_MFA = False
    Person.objects.create_user("sam@platform.example", "x", name="Sam Staff", is_staff=True)
    client = Client()
    client.force_login(Person.objects.get(email="sam@platform.example"))
    client.post("/admin/organization/", {"organization": "lakeside"})
    return client


def property_url(name: str, *args: Any) -> str:
    return reverse(f"admin:facilities_property_{name}", args=args)


def test_only_staff_opens_it(cast: Cast, settings: Any) -> None:
    assert Client().get("/admin/").status_code == 302
    for name in ("ana", "ben", "vera", "cleo"):
        client = signed_in(getattr(cast, name))
        assert client.get("/admin/", follow=True).status_code == 403, name
        assert client.get("/admin/organization/", follow=True).status_code == 403


def test_a_second_step_is_asked(cast: Cast, settings: Any) -> None:
    settings.ATRIUM_ADMIN_MFA = True
    person = Person.objects.get(pk=cast.ana.person_id)
    Person.objects.filter(pk=person.pk).update(is_staff=True)
    client = signed_in(cast.ana)
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == "/accounts/2fa/"
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == "/admin/organization/"


def test_nothing_is_shown_before_an_organization_is_chosen(cast: Cast, staff: Client) -> None:
    fresh = Client()
    fresh.force_login(Person.objects.get(email="sam@platform.example"))
    assert fresh.get(property_url("changelist"))["Location"] == "/admin/organization/"
    fresh.post("/admin/organization/", {"organization": "nowhere"})
    assert fresh.get(property_url("changelist"))["Location"] == "/admin/organization/"


@pytest.mark.slow
def test_every_model_of_an_organization_is_there_and_every_page_opens(cast: Cast, staff: Client) -> None:
    models = [model for model in admin.site._registry if issubclass(model, Owned)]
    assert len(models) > 5
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        answer = staff.get(reverse(f"admin:{name}_changelist"))
        assert answer.status_code == 200, name
        assert "Elsewhere" not in answer.content.decode() and "Cleo" not in answer.content.decode(), name
        added = staff.get(reverse(f"admin:{name}_add"))
        assert added.status_code == (
            200 if admin.site._registry[model].has_add_permission(answer.wsgi_request) else 403
        )
    assert staff.get("/admin/").status_code == 200


def test_the_list_of_all_models_is_made_only_where_it_is_shown(
    cast: Cast, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = admin.AdminSite.get_app_list, []

    def noted(*given: Any) -> Any:
        made.append(given)
        return make(*given)

    monkeypatch.setattr(admin.AdminSite, "get_app_list", noted)
    assert staff.get(property_url("changelist")).status_code == 200
    assert not made
    assert "Properties" in staff.get("/admin/").content.decode()
    assert made


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_another_organizations_row_is_as_one_that_does_not_exist(cast: Cast, staff: Client, page: str) -> None:
    assert staff.get(property_url(page, cast.tower.pk)).status_code == 200
    random = "0190aaaa-0000-7000-8000-000000000000"
    answers = [staff.get(property_url(page, pk), follow=True) for pk in (cast.elsewhere.pk, random)]
    assert {answer.request["PATH_INFO"] for answer in answers} == {"/admin/"}
    assert "Elsewhere" not in answers[0].content.decode()


def form_of(client: Client, cast: Cast, **values: Any) -> dict[str, Any]:
    page = client.get(property_url("change", cast.tower.pk))
    form = page.context["adminform"].form
    present = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    present = {name: getattr(value, "pk", value) for name, value in present.items() if value not in (None, [])}
    return {**present, "tags": "", **values}


def test_a_change_runs_the_action_and_is_recorded(cast: Cast, staff: Client) -> None:
    answer = staff.post(property_url("change", cast.tower.pk), form_of(staff, cast, name="North tower"))
    assert answer.status_code == 302
    with acting(cast.ana):
        change = Change.objects.filter(record_id=cast.tower.pk).order_by("-id").first()
    sam = Person.objects.get(email="sam@platform.example")
    assert (change.event, change.source, change.actor_id) == ("property.updated", "admin", sam.pk)
    assert change.changed == {"name": ("Tower", "North tower")}
    history = staff.get(property_url("history", cast.tower.pk)).content.decode()
    assert "North tower" in history and "Sam Staff" in history


def test_a_refused_rule_is_told_in_the_form_and_nothing_is_written(cast: Cast, staff: Client) -> None:
    answer = staff.post(property_url("change", cast.tower.pk), form_of(staff, cast, name="Kept", code="A1"))
    assert answer.status_code == 200
    assert "Another property already has this code." in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()
    with acting(cast.ana):
        assert Property.objects.get(pk=cast.tower.pk).name == "Tower"


def test_a_foreign_reference_and_a_random_one_are_refused_in_the_same_words(cast: Cast, staff: Client) -> None:
    with acting(cast.cleo):
        foreign = cast.elsewhere.portfolio_id
    said = []
    for pk in (foreign, "0190aaaa-0000-7000-8000-000000000000"):
        answer = staff.post(property_url("change", cast.tower.pk), form_of(staff, cast, portfolio=pk))
        said.append(answer.context["adminform"].form.errors["portfolio"])
    assert said[0] == said[1]


def test_an_add_and_a_delete_run_the_actions(cast: Cast, staff: Client) -> None:
    form = form_of(staff, cast, name="Depot", code="D1")
    assert staff.post(property_url("add"), form).status_code == 302
    with acting(cast.ana):
        depot = Property.objects.get(code="D1")
        assert depot.version == 1
    assert staff.post(property_url("delete", depot.pk), {"post": "yes"}).status_code == 302
    with acting(cast.ana):
        assert Property.objects.get(pk=depot.pk).deleted_at is not None
    selected = {"action": "delete_selected", "_selected_action": [str(cast.annex.pk)], "post": "yes"}
    assert staff.post(property_url("changelist"), selected).status_code == 302
    with acting(cast.ana):
        assert Property.objects.get(pk=cast.annex.pk).deleted_at is not None


def test_autocomplete_and_popups_list_no_other_organization(cast: Cast, staff: Client) -> None:
    query = {"app_label": "facilities", "model_name": "property", "field_name": "portfolio", "term": "P"}
    answer = staff.get("/admin/autocomplete/", query)
    assert "Ports" not in answer.content.decode()
    popup = staff.get(reverse("admin:facilities_portfolio_changelist"), {"_popup": 1})
    assert "Ports" not in popup.content.decode() and "Great Lakes" in popup.content.decode()


def test_staff_sees_members_and_changes_none(cast: Cast, staff: Client) -> None:
    page = reverse("admin:accounts_person_change", args=[cast.ben.person_id])
    assert staff.get(page).status_code == 200
    assert staff.post(page, {"is_active": ""}).status_code == 403
    assert Person.objects.get(pk=cast.ben.person_id).is_active
    with acting(cast.ana):
        member = Membership.objects.first()
    assert staff.post(reverse("admin:accounts_membership_change", args=[member.pk]), {}).status_code == 403


def test_another_organization_is_entered_by_choice_and_by_name(cast: Cast, staff: Client) -> None:
    staff.post("/admin/organization/", {"organization": "harbour"})
    page = staff.get(property_url("changelist")).content.decode()
    assert "Elsewhere" in page and "Tower" not in page and "Harbour" in page
