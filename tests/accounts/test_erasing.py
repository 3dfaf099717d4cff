"""An erased person gives way to a pseudonym, in the organization's rows and in the logs."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.actions.memberships import add_member
from accounts.actions.personal import erase_member, erase_occupant
from accounts.models import Erasure, Membership, Person, Role
from accounts.personal.accounts import sign_ins
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.documents.models import Document
from core.errors import NotPermitted, RuleBroken
from core.imports.actions import upload_import
from core.imports.models import ImportProblem
from core.keys import Key
from core.surfaces import surface_named
from notifications.delivery import deliver_due
from notifications.models import Follow, Mail, MailSuppression
from tests.accounts.personal import (
    EMAIL,
    FREE_TEXT,
    NAME,
    PHONE,
    REASON,
    found_by_search,
    left_in_changes,
    live_like_ben,
    membership_of,
    occupant,
    places_of,
    report,
)
from tests.accounts.test_acting_middleware import signed_in
from tests.cast import Cast, make_person
from workorders.actions.requests import create_request
from workorders.actions.work_orders import create_work_order
from workorders.models import AffectedPerson, CalendarFeed, Request, TimeEntry, WorkOrder


def test_an_occupant_gives_way_to_a_pseudonym_everywhere(cast: Cast) -> None:
    request = occupant(cast)
    with acting(cast.ana):
        assert found_by_search(NAME) and Key.objects.filter(record_id=request.pk).exists()
        erasure = erase_occupant(EMAIL.upper(), reason=REASON, actor=cast.ana)
        mask = erasure.pseudonym
        request.refresh_from_db()
        assert (request.requester_name, request.requester_email, request.requester_phone) == (mask, "", "")
        order = WorkOrder.objects.get(pk=request.work_order_id)
        assert (order.reported_by, order.signed_by) == (mask, mask)
        affected = AffectedPerson.objects.get()
        assert (affected.requester_name, affected.requester_email, affected.requester_phone) == (mask, "", "")
        assert not found_by_search(NAME) and not found_by_search(EMAIL) and found_by_search(mask)
        assert not Key.objects.filter(record_id=request.pk).exists()
        assert Document.objects.get(name__startswith="Signature").name == f"Signature of {mask}.txt"
        assert not MailSuppression.objects.exists()
        assert places_of(NAME, EMAIL, PHONE, "Oberon-Orr") - {"core_change.before", "core_change.after"} <= FREE_TEXT
        free = {"request_comment.body", "comment.body"}
        assert left_in_changes(NAME) <= free and left_in_changes("Oberon-Orr") == set()
        assert left_in_changes(EMAIL) == left_in_changes(PHONE) == set()
        told = {change.event for change in Change.objects.filter(record_id=erasure.pk)}
        assert told == {"person.erased"}
        assert (erasure.reason, erasure.updated_by_id, erasure.person_id) == (REASON, cast.ana.person_id, None)


def test_others_and_what_happened_stay(cast: Cast) -> None:
    request = occupant(cast)
    with acting(cast.ana):
        before = Change.objects.count()
        versions = list(Change.objects.filter(record_id=request.pk).values_list("id", "event", "at", "actor_id"))
        erase_occupant(EMAIL, reason=REASON, actor=cast.ana)
        piet = Request.objects.get(requester_email="piet@tenant.example")
        assert (piet.requester_name, piet.requester_phone) == ("Piet Pan", "12345678")
        assert Request.objects.get(pk=request.pk).description == "Call Olga"
        assert Change.objects.count() > before
        kept = Change.objects.filter(pk__in=[one[0] for one in versions]).values_list("id", "event", "at", "actor_id")
        assert sorted(kept) == sorted(versions)
        assert left_in_changes("Piet Pan")


def test_erasing_again_finds_nothing(cast: Cast) -> None:
    occupant(cast)
    with acting(cast.ana):
        first = erase_occupant(EMAIL, reason=REASON, actor=cast.ana)
        rows = set(Request.objects.values_list("pk", "version"))
        second = erase_occupant(EMAIL, reason="Asked again", actor=cast.ana)
        assert (second.pk, second.pseudonym, second.counts) == (first.pk, first.pseudonym, {})
        assert set(Request.objects.values_list("pk", "version")) == rows
        later = report(cast)
        assert erase_occupant(EMAIL, reason=REASON, actor=cast.ana).pseudonym == first.pseudonym
        later.refresh_from_db()
        assert later.requester_name == first.pseudonym


def test_nothing_is_sent_to_an_erased_address(cast: Cast, mailoutbox: Any) -> None:
    occupant(cast)
    with acting(cast.ana):
        erase_occupant(EMAIL, reason=REASON, actor=cast.ana)
    deliver_due(cast.organization.pk)
    with acting(cast.ana):
        mail = Mail.objects.get(kind="request")
    assert (mail.state, mailoutbox) == ("suppressed", []) and mail.to.endswith("@erased.invalid")


def test_texts_that_atrium_wrote(cast: Cast) -> None:
    """A name stands in them as a whole, also where JSON writes it otherwise, and a column holds what it can."""
    name = 'Olga "O" Oberon'
    with acting(cast.ana):
        report(cast, requester_name=name)
        rows = b"name\nRow\n"
        batch = upload_import(
            surface_named("property"), actor=cast.ana, file=BytesIO(rows), name="rows.csv", size=len(rows)
        )
        given = {"organization": cast.organization, "batch": batch, "line": 1, "code": "x", "message": "x"}
        ImportProblem.objects.create(**given, value=f"{name}{'.' * 285}", cells=[name, f"{name}sky", PHONE, 7])
        erasure = erase_occupant(EMAIL, reason=REASON, actor=cast.ana)
        found = ImportProblem.objects.get()
        assert found.cells == [erasure.pseudonym, f"{name}sky", erasure.pseudonym, 7]
        assert found.value.startswith(erasure.pseudonym) and len(found.value) == 300


def test_a_name_of_one_word_is_replaced_where_it_stands_alone(cast: Cast) -> None:
    with acting(cast.ana):
        request = report(cast, requester_name="Olga")
        order = create_work_order(actor=cast.ana, title="Fan", property=cast.tower, reported_by="olga")
        mail = Mail.objects.create(organization=cast.organization, to="x@y.example", kind="x", subject="Olga Street 4")
        erasure = erase_occupant(EMAIL, reason=REASON, actor=cast.ana)
        for one in (request, order, mail):
            one.refresh_from_db()
        assert (request.requester_name, order.reported_by) == (erasure.pseudonym, erasure.pseudonym)
        assert mail.subject == "Olga Street 4"


def test_somebody_known_by_name_alone(cast: Cast) -> None:
    """Without an address a whole name is theirs; beside another address it is a namesake's."""
    with acting(cast.ana):
        request = report(cast)
        alone = report(cast, requester_email="", requester_phone="")
        namesake = report(cast, requester_email="other@tenant.example")
        erasure = erase_occupant(EMAIL, reason=REASON, actor=cast.ana)
        for one in (request, alone, namesake):
            one.refresh_from_db()
        assert [one.requester_name for one in (request, alone, namesake)] == [*[erasure.pseudonym] * 2, NAME]
        first = Change.objects.get(record_id=namesake.pk, action="create")
        assert (first.after or {})["requester_name"] == NAME


def test_a_member_gives_way_to_a_pseudonym(cast: Cast) -> None:
    live_like_ben(cast)
    browser = signed_in(cast.ben)
    assert browser.get("/lakeside/work-orders/").status_code == 200
    session = browser.session.session_key
    opened = {"ip": "192.0.2.1", "user_agent": "Browser", "session_key": session}
    UserSession.objects.create(user_id=cast.ben.person_id, **opened)
    address = Person.objects.get(pk=cast.ben.person_id).email
    with acting(cast.ana):
        erasure = erase_member(membership_of(cast, cast.ben), reason=REASON, actor=cast.ana)
        mask = erasure.pseudonym
        person = Person.objects.get(pk=cast.ben.person_id)
        assert (person.name, person.is_active, person.has_usable_password()) == (mask, False, False)
        assert person.email == f"{person.pk.hex}@erased.invalid" and erasure.account_erased
        assert not any(model._base_manager.filter(**{field.name: person}).exists() for model, field in sign_ins())
        assert not CalendarFeed.objects.exists() and not Follow.objects.filter(person=person).exists()
        assert not Key.objects.filter(kind="calendar").exists()
        assert TimeEntry.objects.get().person.name == mask
        membership = Membership.objects.get(person=person)
        assert membership.ends_on is not None and membership.ends_on < timezone.localdate() + timedelta(days=1)
        assert places_of("Ben Brown", address) - {"core_change.before", "core_change.after"} <= {
            "workorders_comment.body",
            "accounts_role.name",
        }
        assert left_in_changes("Ben Brown") <= {"comment.body", "role.name"} and left_in_changes(address) == set()
        assert not found_by_search("Ben Brown") and not found_by_search(address)
        assert Change.objects.filter(actor=person).exists()
    assert browser.get("/lakeside/work-orders/").status_code == 302
    assert not Session.objects.filter(session_key=session).exists()
    with acting(cast.ana):
        again = erase_member(membership_of(cast, cast.ben), reason=REASON, actor=cast.ana)
        assert (again.pk, again.counts, again.account_erased) == (erasure.pk, {}, True)


def test_whoever_another_organization_has_keeps_the_account(cast: Cast) -> None:
    system = Actor.system(cast.other.pk)
    person = Person.objects.get(pk=cast.ben.person_id)
    with acting(system):
        role = Role.objects.visible_to(system).first()
        assert role is not None
        elsewhere = add_member(actor=system, person=person, role=role)
    live_like_ben(cast)
    page = signed_in(cast.ana).get(f"/lakeside/settings/people/{membership_of(cast, cast.ben).pk}/personal/")
    assert b"member of another organization too" in page.content and b"Harbour" not in page.content
    with acting(cast.ana):
        erasure = erase_member(membership_of(cast, cast.ben), reason=REASON, actor=cast.ana)
        person.refresh_from_db()
        assert (person.name, person.is_active, erasure.account_erased) == ("Ben Brown", True, False)
        assert person.has_usable_password() and not CalendarFeed.objects.exists()
        assert left_in_changes("ben@lakeside.example") == set() and not found_by_search("ben@lakeside.example")
        membership = Membership.objects.get(person=person)
        assert membership.ends_on is not None
    with acting(system):
        elsewhere.refresh_from_db()
        assert elsewhere.ends_on is None and elsewhere.version == 1
        done = erase_member(elsewhere, reason=REASON, actor=system)
        assert done.account_erased and done.pseudonym == erasure.pseudonym
    assert Person.objects.get(pk=person.pk).name == erasure.pseudonym


def test_who_is_not_erased(cast: Cast) -> None:
    def refused(who: Actor, code: str, **values: Any) -> None:
        with acting(cast.ana), pytest.raises(RuleBroken) as caught:
            erase_member(
                membership_of(cast, who), reason=values.get("reason", REASON), actor=values.get("by", cast.ana)
            )
        assert caught.value.code == code

    refused(cast.ana, "oneself")
    refused(cast.sys, "no-person")
    refused(cast.ben, "names-person", reason="Ben Brown asked")
    refused(cast.ben, "required", reason=" ")
    # What was done before the refusal is taken back, whoever goes on in the same transaction.
    assert membership_of(cast, cast.ben).ends_on is None
    Person.objects.filter(pk=cast.ben.person_id).update(is_staff=True)
    refused(cast.ben, "platform-staff")
    with acting(cast.ana), pytest.raises(RuleBroken) as caught:
        erase_occupant("ben@lakeside.example", reason=REASON, actor=cast.ana)
    assert caught.value.code == "is-member"


def test_the_last_administrator_stays(cast: Cast) -> None:
    system = Actor.system(cast.organization.pk)
    with acting(system):
        Role.objects.filter(name="Role of Ana Alvarez").update(template="administrator")
        with pytest.raises(RuleBroken) as caught:
            erase_member(membership_of(cast, cast.ana), reason=REASON, actor=system)
    assert caught.value.code == "last-administrator"
    assert Person.objects.get(pk=cast.ana.person_id).name == "Ana Alvarez"


def test_only_who_may_and_sees_everything(cast: Cast) -> None:
    narrow = make_person(cast.organization, "Nora Narrow", tuple(cast.ana.permissions), places=(cast.tower,))
    for who in (cast.ben, narrow):
        with acting(who):
            with pytest.raises(NotPermitted):
                erase_occupant(EMAIL, reason=REASON, actor=who)
            with pytest.raises(NotPermitted):
                erase_member(membership_of(cast, cast.vera), reason=REASON, actor=who)


def test_another_organization_is_not_touched(cast: Cast) -> None:
    with acting(cast.cleo):
        theirs = create_request(
            actor=cast.cleo, title="Draught", property=cast.elsewhere, requester=None,
            requester_name=NAME, requester_email=EMAIL, requester_phone=PHONE,
        )  # fmt: skip
    with acting(cast.ana):
        report(cast)
        mine = erase_occupant(EMAIL, reason=REASON, actor=cast.ana)
    with acting(cast.cleo):
        theirs.refresh_from_db()
        assert (theirs.requester_name, theirs.requester_email, theirs.version) == (NAME, EMAIL, 1)
        assert (Change.objects.get(record_id=theirs.pk).after or {})["requester_email"] == EMAIL
        assert not Erasure.objects.filter(pk=mine.pk).exists()
        assert erase_occupant(EMAIL, reason=REASON, actor=cast.cleo).pseudonym != mine.pseudonym
