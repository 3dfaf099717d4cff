"""Somebody in every place where a person may stand, and where words of theirs are found."""

import json
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.copies.catalogue import all_tables, quoted
from accounts.models import Membership, Person
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.documents.actions import add_document
from notifications.actions.following import follow_record
from notifications.actions.mail import suppress_address
from notifications.models import InboundMail, Mail, Notification
from tests.cast import Cast
from vendors.actions.contacts import create_vendor_contact
from vendors.actions.vendors import create_vendor
from workorders.actions.comments import add_comment
from workorders.actions.feeds import create_calendar_feed
from workorders.actions.request_answers import affect_request, reply_to_request
from workorders.actions.requests import accept_request, create_request, update_request
from workorders.actions.times import create_time_entry
from workorders.actions.work_orders import create_work_order
from workorders.doors import tracking_address
from workorders.models import Request, WorkOrder

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
