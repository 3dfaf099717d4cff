"""What is known of one person: exported, and erased so that a pseudonym is left, also in the logs."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions.memberships import add_member, change_membership, end_membership
from accounts.actions.personal import erase_member, erase_occupant
from accounts.copies.catalogue import all_tables, quoted
from accounts.models import Erasure, Membership, Person, Role
from accounts.personal.accounts import sign_ins
from accounts.personal.exporting import stream_person
from accounts.personal.subjects import member_subject, occupant_subject
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.documents.actions import add_document
from core.documents.models import Document
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.imports.actions import upload_import
from core.imports.models import ImportProblem
from core.keys import Key
from core.surfaces import surface_named
from notifications.actions.following import follow_record
from notifications.actions.mail import suppress_address
from notifications.delivery import deliver_due
from notifications.models import Follow, InboundMail, Mail, MailSuppression, Notification
from tests.accounts.test_acting_middleware import signed_in
from tests.cast import Cast, make_person
from vendors.actions.contacts import create_vendor_contact
from vendors.actions.vendors import create_vendor
from workorders.actions.comments import add_comment
from workorders.actions.feeds import create_calendar_feed
from workorders.actions.request_answers import affect_request, reply_to_request
from workorders.actions.requests import accept_request, create_request, update_request
from workorders.actions.times import create_time_entry
from workorders.actions.work_orders import create_work_order
from workorders.doors import tracking_address
from workorders.models import AffectedPerson, CalendarFeed, Request, TimeEntry, WorkOrder

NAME, EMAIL, PHONE = "Olga Oberon", "olga@tenant.example", "+49 30 9018 2525"
REASON = "Asked by letter on 3 March"
# What people typed stays: the page says so.
FREE_TEXT = {"workorders_requestcomment.body", "workorders_comment.body"}


def membership_of(cast: Cast, who: Actor) -> Membership:
    with acting(Actor.system(who.organization_id)):
        return Membership.objects.select_related("person", "role").get(person_id=who.person_id)


def report(cast: Cast, **values: Any) -> Request:
    """What somebody without an account reported."""
    told = {"requester_name": NAME, "requester_email": EMAIL, "requester_phone": PHONE, **values}
    return create_request(actor=cast.ana, title="Dripping tap", property=cast.tower, requester=None, **told)


def occupant(cast: Cast) -> Request:
    """Olga in every place that an occupant stands in."""
    with acting(cast.ana):
        request = report(cast, description="Call Olga")
        update_request(request, actor=cast.ana, requester_name="Olga  Oberon-Orr")
        update_request(request, actor=cast.ana, requester_name=NAME)
        reply_to_request(request, actor=Actor.system(cast.organization.pk), body=f"It still drips. {NAME}")
        order = accept_request(request, actor=cast.ana).work_order
        assert order is not None and order.reported_by == NAME
        WorkOrder.objects.filter(pk=order.pk).update(signed_by=NAME.upper())
        other = report(
            cast, requester_name="Piet Pan", requester_email="piet@tenant.example", requester_phone="12345678"
        )
        affect_request(other, actor=cast.ana, requester_name=NAME, requester_email=EMAIL.upper(), requester_phone=PHONE)
        tracking_address(request)
        file = SimpleUploadedFile("s.txt", b"Some words.", "text/plain")
        add_document(order, actor=cast.ana, file=file, name=f"Signature of {NAME}.txt")
        vendor = create_vendor(actor=cast.ana, name="Oberon Plumbing")
        create_vendor_contact(
            actor=cast.ana, vendor=vendor, name=NAME, email=EMAIL, phone=PHONE, mobile=PHONE, is_notified=True
        )
        suppress_address(actor=cast.ana, address=EMAIL)
        now = timezone.now()
        mail = Mail.objects.create(
            organization=cast.organization, to=EMAIL, kind="request", subject=f"For {NAME}", text=f"{NAME}, {PHONE}",
            html=f"<p>{NAME}</p>", created_at=now, next_attempt_at=now,
        )  # fmt: skip
        InboundMail.objects.create(
            organization=cast.organization, mail=mail, message_id="<1@x>", sender=EMAIL, outcome="taken", created_at=now
        )
        change = Change.objects.order_by("-pk").values_list("pk", flat=True)[0]
        Notification.objects.create(
            organization=cast.organization, person_id=cast.ben.person_id, kind="request", record_module="request",
            record_id=request.pk, change_id=change, title=f"RQ-1 of {NAME}", body="asks", who=NAME, created_at=now,
        )  # fmt: skip
    return request


def places_of(*words: str) -> set[str]:
    """Every column, of any table of the organization, in which one of the words stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in all_tables():
            for column in (one for one in table.columns if one.has_words and table.name != "core_search"):
                cursor.execute(
                    f"select exists (select from {quoted(table.name)} where {quoted(column.name)}::text ilike any(%s))",
                    [[f"%{word}%" for word in words]],
                )
                if cursor.fetchone()[0]:
                    found.add(f"{table.name}.{column.name}")
    return found


def found_by_search(word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from core_search_visible where text ilike %s)", [f"%{word}%"])
        return bool(cursor.fetchone()[0])


def left_in_changes(word: str) -> set[str]:
    """Members of the change record that still hold a word."""
    rows = Change.objects.filter(organization_id=Change.objects.latest("pk").organization_id)
    return {
        f"{row.module}.{name}"
        for row in rows
        for side in (row.before or {}, row.after or {})
        for name, value in side.items()
        if word.lower() in json.dumps(value, ensure_ascii=False).lower()
    }


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


def live_like_ben(cast: Cast) -> WorkOrder:
    """Ben in every place that a member stands in."""
    person = Person.objects.get(pk=cast.ben.person_id)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Fan", property=cast.tower, reported_by=person.name)
        add_comment(order, actor=cast.ana, body="Ben Brown knows")
        report(cast, requester_name="Ben Brown", requester_email=person.email, requester_phone=PHONE)
    with acting(cast.ben):
        add_comment(order, actor=cast.ben, body="The belt is worn")
        follow_record(order, actor=cast.ben) if cast.ben.may("workorders.follow_workorder") else None
        create_calendar_feed(actor=cast.ben, name="Telephone", whose="mine")
        start = timezone.now() - timedelta(hours=2)
        create_time_entry(actor=cast.ben, work_order=order, started_at=start, ended_at=start + timedelta(hours=1))
    return order


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


FORGERIES = {
    "a member that names nobody": {"title": "{mask}"},
    "a value without the pseudonym": {"requester_name": "Somebody else"},
    "a member that was not there": {"description_of_nothing": ""},
    "another kind of value": {"requester_name": 1},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_the_database_lets_nothing_else_be_redacted(cast: Cast, name: str) -> None:
    with acting(cast.ana):
        request = report(cast)
        erasure = erase_occupant("nobody@tenant.example", reason=REASON, actor=cast.ana)
        change = Change.objects.get(record_id=request.pk)
        value = json.loads(json.dumps(FORGERIES[name]).replace("{mask}", erasure.pseudonym))
        patches = json.dumps([{"id": change.pk, "at": change.at.isoformat(), "after": value}])
        with pytest.raises(DatabaseError, match="may be redacted"), transaction.atomic():
            connection.cursor().execute("select accounts_redact_changes(%s, %s)", [erasure.pk, patches])


@pytest.mark.parametrize(
    "statement",
    [
        "update core_change set event = 'x'",
        "select core_redact_changes('00000000', '[]')",
        "insert into core_redacted_member values ('property', 'name')",
        "select accounts_redact_changes(gen_random_uuid(), '[]')",
    ],
)
def test_the_application_has_no_other_way(cast: Cast, statement: str) -> None:
    with (
        acting(cast.ana),
        pytest.raises(DatabaseError, match="permission denied|only an erasure"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def test_an_erasure_of_before_redacts_nothing_more(committed_cast: Cast) -> None:
    ana = committed_cast.ana
    with acting(ana):
        erasure = erase_occupant(EMAIL, reason=REASON, actor=ana)
    with acting(ana), pytest.raises(DatabaseError, match="only an erasure"), transaction.atomic():
        connection.cursor().execute("select accounts_redact_changes(%s, '[]')", [erasure.pk])


def document(subject: Any, cast: Cast) -> Any:
    return json.loads(b"".join(stream_person(subject, cast.organization, cast.ana)))


def test_the_file_of_an_occupant(cast: Cast) -> None:
    request = occupant(cast)
    with acting(cast.cleo):
        create_request(actor=cast.cleo, title="Secret", property=cast.elsewhere, requester=None, requester_email=EMAIL)
    with acting(cast.ana):
        subject = occupant_subject(EMAIL, actor=cast.ana)
        told = document(subject, cast)
    assert told["person"]["names"] == [NAME] and told["organization"]["slug"] == "lakeside"
    by_module = {(row["module"], row["as"]): row["values"] for row in told["rows"]}
    mine = by_module["request", "requester"]
    assert (mine["id"], mine["requester_phone"], mine["title"]) == (str(request.pk), PHONE, "Dripping tap")
    assert by_module["request_comment", "request"]["body"] == f"It still drips. {NAME}"
    assert by_module["affected_person", "requester"]["requester_email"] == EMAIL.upper()
    assert by_module["vendor_contact", "name"]["mobile"] == PHONE and by_module["mail", "person"]["to"] == EMAIL
    assert by_module["work_order", "reported_by"]["number"]
    assert "Secret" not in json.dumps(told) and "Piet" not in json.dumps(told)


def test_the_file_of_a_member(cast: Cast) -> None:
    live_like_ben(cast)
    with acting(cast.ana):
        subject = member_subject(membership_of(cast, cast.ben))
        told = document(subject, cast)
    assert told["person"]["email"] == "ben@lakeside.example" and told["person"]["sessions"] == []
    by_module = {(row["module"], row["as"]): row["values"] for row in told["rows"]}
    assert by_module["membership", "person"]["role__name"] == "Role of Ben Brown"
    assert by_module["comment", "created_by"]["body"] == "The belt is worn"
    assert by_module["time_entry", "person"]["minutes"] == 60
    assert by_module["change", "actor"]["event"] and by_module["calendar_feed", "person"]["name"] == "Telephone"
    assert by_module["membership_place", "membership"]["place_id"] == str(cast.tower.pk)


def test_the_pages(cast: Cast) -> None:
    occupant(cast)
    pk = membership_of(cast, cast.ben).pk
    home = "/lakeside/settings/people/"
    addresses = [f"{home}{pk}/personal/", f"{home}{pk}/personal/file/", f"{home}occupants/"]
    for address in addresses:
        answers = [signed_in(who).get(address).status_code for who in (cast.ana, cast.ben, cast.cleo)]
        assert answers == [200, 403, 404], address
    ana, cleo = signed_in(cast.ana), signed_in(cast.cleo)
    for address in addresses[:2]:
        theirs = address.replace("lakeside", "harbour")
        assert cleo.get(theirs).status_code == cleo.get(theirs.replace(str(pk), str(cast.tower.pk))).status_code == 404
    assert b"Personal data" in ana.get(f"{home}{pk}/").content and b"Data of occupants" in ana.get(home).content


def test_erasing_on_the_page_of_a_member(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    address = f"/lakeside/settings/people/{membership_of(cast, cast.ben).pk}/personal/"
    assert ana.post(address, {"reason": REASON}).status_code == 422
    assert ana.post(address, {"reason": "Ben Brown", "confirm": "on"}).status_code == 422
    assert Person.objects.get(pk=cast.ben.person_id).is_active
    answer = ana.post(address, {"reason": REASON, "confirm": "on"}, follow=True)
    with acting(cast.ana):
        mask = Erasure.objects.get().pseudonym
    assert mask in answer.content.decode() and "erased already" in answer.content.decode()
    assert REASON in ana.get("/lakeside/settings/people/occupants/").content.decode()
    # Nobody is let in again under the pseudonym.
    again = ana.post(address.replace("personal", "invite-again"), follow=True)
    assert "Invite them anew" in again.content.decode()
    with acting(cast.ana), pytest.raises(RuleBroken) as caught:
        found = membership_of(cast, cast.ben)
        change_membership(found, actor=cast.ana, role=found.role, whole_organization=True)
    assert caught.value.code == "erased"


def test_open_work_is_handed_over_first(cast: Cast) -> None:
    with acting(cast.ana):
        create_work_order(
            actor=cast.ana, title="Fan", property=cast.tower, assignee=Person.objects.get(pk=cast.ben.person_id)
        )
    pk = membership_of(cast, cast.ben).pk
    answer = signed_in(cast.ana).post(f"/lakeside/settings/people/{pk}/personal/", {"reason": REASON, "confirm": "on"})
    assert answer.status_code == 302 and str(pk) in answer["Location"]
    assert Person.objects.get(pk=cast.ben.person_id).is_active


def test_looking_up_an_occupant(cast: Cast) -> None:
    occupant(cast)
    ana, home = signed_in(cast.ana), "/lakeside/settings/people/occupants/"
    page = ana.post(home, {"email": EMAIL})
    assert page.status_code == 200 and b"People also affected" in page.content
    assert ana.post(home, {"email": "no address"}).status_code == 422
    assert b"address of a member" in ana.post(home, {"email": "ben@lakeside.example"}).content
    # Who is no member here is a stranger, whatever they are elsewhere.
    assert b"Nothing is known" in ana.post(home, {"email": "cleo@harbour.example"}).content
    file = ana.post(f"{home}file/", {"email": EMAIL})
    assert json.loads(b"".join(file.streaming_content))["person"]["email"] == EMAIL
    assert EMAIL not in file["Content-Disposition"]
    assert ana.post(f"{home}erase/", {"email": EMAIL, "reason": REASON}).status_code == 422
    assert ana.post(f"{home}erase/", {"email": EMAIL, "reason": REASON, "confirm": "on"}).status_code == 302
    assert b"Nothing is known" in ana.post(home, {"email": EMAIL}).content
    for path in ("", "file/", "erase/"):
        assert signed_in(cast.ben).post(home + path, {"email": EMAIL}).status_code == 403


def test_the_command(cast: Cast, tmp_path: Any, capsys: Any) -> None:
    occupant(cast)
    here, why = "--organization=lakeside", f"--reason={REASON}"
    call_command("personal", "export", here, f"--occupant={EMAIL}", f"--file={tmp_path}/olga.json")
    assert json.loads((tmp_path / "olga.json").read_text())["person"]["names"] == [NAME]
    call_command("personal", "erase", here, why, f"--occupant={EMAIL}")
    told = json.loads(capsys.readouterr().out)
    assert told["pseudonym"].startswith("Former person ") and told["rows"]["request"] == 1
    call_command("personal", "erase", here, why, "--person=ben@lakeside.example")
    assert json.loads(capsys.readouterr().out)["account_erased"]
    for wrong in (["--organization=nowhere", f"--occupant={EMAIL}"], [here, "--person=x@y.example"]):
        with pytest.raises(CommandError):
            call_command("personal", "erase", why, *wrong)
    with pytest.raises(CommandError, match="not name"):
        call_command("personal", "erase", here, f"--reason={EMAIL}", f"--occupant={EMAIL}")


def test_a_member_who_left_before(cast: Cast) -> None:
    with acting(cast.ana):
        membership = membership_of(cast, cast.vera)
        end_membership(membership, actor=cast.ana)
        version = Membership.objects.get(pk=membership.pk).version
        erase_member(membership_of(cast, cast.vera), reason=REASON, actor=cast.ana)
        assert Membership.objects.get(pk=membership.pk).version == version
    assert Person.objects.get(pk=cast.vera.person_id).name.startswith("Former person ")
    client = Client()
    assert not client.login(email="vera@lakeside.example", password="correct horse battery")
    with acting(cast.ana), pytest.raises(NotVisible):
        Membership.objects.get_visible(cast.ana, pk=cast.tower.pk)
