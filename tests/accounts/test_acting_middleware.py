"""The doorway of pages: who comes in, as whom, and what is left when the answer is an error."""

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from accounts.models import Person
from core.errors import Gone, NotPermitted, NotVisible
from facilities.actions.properties import update_property
from facilities.models import Property
from tests.cast import Cast


def who(request: HttpRequest, organization: str) -> HttpResponse:
    names = ",".join(Property.objects.visible_to(request.actor).order_by("name").values_list("name", flat=True))
    return HttpResponse(f"{request.actor.name}|{request.organization.name}|{names}")


def write(request: HttpRequest, organization: str, status: int) -> HttpResponse:
    property_ = Property.objects.visible_to(request.actor).get(name="Tower")
    update_property(property_, actor=request.actor, city="Written")
    return HttpResponse(status=status)


def refuse(request: HttpRequest, organization: str, kind: str) -> HttpResponse:
    raise {"hidden": NotVisible(), "gone": Gone(None), "forbidden": NotPermitted("facilities.view_property")}[kind]


urlpatterns = [
    path("<slug:organization>/who/", who),
    path("<slug:organization>/write/<int:status>/", write),
    path("<slug:organization>/refuse/<slug:kind>/", refuse),
    path("", include("config.urls")),
]
pytestmark = pytest.mark.urls(__name__)


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def test_a_member_acts_in_the_organization_of_the_address(cast: Cast) -> None:
    assert signed_in(cast.ana).get("/lakeside/who/").content == b"Ana Alvarez|Lakeside|Annex,Tower"
    assert signed_in(cast.ben).get("/lakeside/who/").content == b"Ben Brown|Lakeside|Tower"


def test_no_member_and_no_such_organization_are_one_answer(cast: Cast) -> None:
    client = signed_in(cast.cleo)
    answers = [client.get(f"/{slug}/who/", headers={"X-Request-Id": "r"}) for slug in ("lakeside", "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    foreign, unknown = (re.sub(rb"\b\w{64}\b", b"", answer.content) for answer in answers)
    assert foreign == unknown


def test_platform_staff_is_no_member(cast: Cast) -> None:
    Person.objects.filter(pk=cast.cleo.person_id).update(is_staff=True, is_superuser=True)
    assert signed_in(cast.cleo).get("/lakeside/who/").status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_back(cast: Cast) -> None:
    answer = Client().get("/lakeside/who/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/lakeside/who/%3Fa%3D1")
    assert Client().get("/nowhere/who/").status_code == 302
    fragment = Client().get("/lakeside/who/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, "/accounts/login/?next=/lakeside/who/")


def test_an_ended_membership_ends_access(cast: Cast) -> None:
    client = signed_in(cast.ben)
    Person.objects.filter(pk=cast.ben.person_id).update(is_active=False)
    assert client.get("/lakeside/who/").status_code == 302


@pytest.mark.parametrize(("status", "city"), [(200, "Written"), (302, "Written"), (400, "Chicago"), (422, "Chicago")])
def test_an_error_leaves_nothing_written(committed_cast: Cast, status: int, city: str) -> None:
    from core.acting import acting

    signed_in(committed_cast.ana).get(f"/lakeside/write/{status}/")
    with acting(committed_cast.ana):
        assert Property.objects.get(pk=committed_cast.tower.pk).city == city


@pytest.mark.parametrize(("kind", "status"), [("hidden", 404), ("gone", 410), ("forbidden", 403)])
def test_refusals_are_pages(cast: Cast, kind: str, status: int) -> None:
    assert signed_in(cast.ana).get(f"/lakeside/refuse/{kind}/").status_code == status


def test_the_way_in(cast: Cast) -> None:
    client = signed_in(cast.ana)
    assert client.get("/")["Location"] == "/lakeside/"
    assert Client().get("/")["Location"] == "/accounts/login/?next=/"
