"""Each page asks who its session belongs to, by a statement that is made once."""

import pytest
from django.test import Client

from accounts.backends import SessionBackend
from accounts.models import Person
from core.ids import new_id
from tests.cast import Cast
from tests.pages.conftest import browser_of

pytestmark = pytest.mark.django_db


def test_a_session_leads_to_its_person(cast: Cast) -> None:
    assert cast.ana.person_id and cast.ben.person_id
    for key in (cast.ana.person_id, cast.ben.person_id):
        found = SessionBackend().get_user(key)
        stored = Person.objects.get(pk=key)
        assert found == stored and vars(found) | {"_state": None} == vars(stored) | {"_state": None}
        assert not found._state.adding and found._state.db == "default"
    assert SessionBackend().get_user(new_id()) is None


def test_who_is_no_longer_active_is_signed_out_at_once(cast: Cast) -> None:
    browser: Client = browser_of(cast.ana)
    assert browser.get("/lakeside/").status_code == 200
    Person.objects.filter(pk=cast.ana.person_id).update(is_active=False)
    assert SessionBackend().get_user(cast.ana.person_id) is None
    assert browser.get("/lakeside/").status_code == 302
