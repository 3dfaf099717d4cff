"""Reporting without an account, and what strangers and programs try at the same door."""

import re
from datetime import timedelta
from io import BytesIO
from itertools import count
from random import SystemRandom
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Organization
from core.acting import acting
from core.documents.models import Document
from core.keys import Key
from tests.cast import Cast
from workorders.actions.comments import add_comment
from workorders.actions.request_answers import add_request_comment
from workorders.actions.request_links import create_request_link, rotate_request_link, update_request_link
from workorders.actions.requests import accept_request, create_request, decline_request
from workorders.actions.work_orders import create_work_order
from workorders.doors import link_address, tracking_address
from workorders.models import AffectedPerson, Request, RequestLink, WorkOrder

STAMP = re.compile(r'name="(?:stamp)" value="([^"]+)"')
# Where it begins is left to chance: two processes that begin together must not meet.
ADDRESSES = count(SystemRandom().randrange(60_000) * 256)


@pytest.fixture
def stranger() -> Client:
    """A browser from an address of its own, so that limits of other tests do not meet it."""
    n = next(ADDRESSES)
    return Client(REMOTE_ADDR=f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}")


@pytest.fixture
def link(cast: Cast) -> RequestLink:
    with acting(cast.ana):
        return create_request_link(actor=cast.ana, property=cast.tower)


def address_of(link: RequestLink, cast: Cast) -> str:
    with acting(cast.ana):
        return link_address(link)


def fields(client: Client, address: str) -> dict[str, Any]:
    """What the opened form sends by itself, once a person had the time to read it."""
    page = client.get(address)
    assert page.status_code == 200, page.content.decode()
    return {"stamp": STAMP.search(page.content.decode())[1]}


def send(client: Client, address: str, *, after: float = 10, **values: Any) -> Any:
    """Open the form, wait, and send it."""
    given = fields(client, address)
    with time_machine.travel(timezone.now() + timedelta(seconds=after), tick=True):
        return client.post(address, {"title": "It leaks", **given, **values})


def photo(name: str = "sink.jpg", size: tuple[int, int] = (400, 300), **more: Any) -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, "JPEG", **more)
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")


def test_a_stranger_reports_and_follows_it(cast: Cast, link: RequestLink, stranger: Client) -> None:
    address = address_of(link, cast)
    answer = send(
        stranger,
        f"{address}?via=qr",
        via="qr",
        description="Under the sink",
        entry="ask_first",
        entry_times="mornings",
        requester_name="Uma Usher",
        requester_email="uma@street.example",
        photos=[photo(), photo("tap.jpg")],
    )
    assert answer.status_code == 302, answer.content.decode()
    with acting(cast.ana):
        request = Request.objects.get()
        assert (request.title, request.source, request.link_id) == ("It leaks", "qr", link.pk)
        assert (request.property_id, request.entry, request.requester_id) == (cast.tower.pk, "ask_first", None)
        assert request.language == "en"
        assert Document.objects.filter(links__record_id=request.pk).count() == 2
        assert answer["Location"] == f"{tracking_address(request)}?new=1"
    page = stranger.get(answer["Location"])
    assert page.status_code == 200
    for words in ("RQ-1", "It leaks", "Under the sink", "Received", "Tower"):
        assert words in page.content.decode()
    assert page["X-Robots-Tag"].startswith("noindex") and page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"] and not page.cookies
    shown = re.search(r'src="(/track/[^"]+/photos/[^"]+)"', page.content.decode())[1]
    assert stranger.get(shown)["Content-Type"] == "image/jpeg"


def test_the_form_sent_twice_is_one_request(cast: Cast, link: RequestLink, stranger: Client) -> None:
    address = address_of(link, cast)
    given = {**fields(stranger, address), "title": "Twice"}
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=True):
        first, second = stranger.post(address, given), stranger.post(address, given)
    assert first["Location"] == second["Location"].removesuffix("?new=1") + "?new=1"
    with acting(cast.ana):
        assert Request.objects.count() == 1


def test_unknown_replaced_expired_and_closed_are_the_same_answer(
    cast: Cast, link: RequestLink, stranger: Client
) -> None:
    address = address_of(link, cast)
    stages = []
    with acting(cast.ana):
        rotate_request_link(link, actor=cast.ana)
        renewed = link_address(link)
    assert renewed != address and stranger.get(renewed).status_code == 200
    stages.append(stranger.get(address))
    for values in ({"is_active": False}, {"is_active": True, "expires_at": timezone.now() - timedelta(minutes=1)}):
        with acting(cast.ana):
            update_request_link(link, actor=cast.ana, **values)
        stages.append(stranger.get(renewed))
    with acting(cast.ana):
        update_request_link(link, actor=cast.ana, expires_at=None)
        Organization.objects.filter(pk=cast.organization.pk).update(is_active=False)
    stages += [stranger.get(renewed), stranger.get("/report/nobody-made-this/"), stranger.get("/track/nor-this/")]
    bodies = {one.content for one in stages}
    assert [one.status_code for one in stages] == [404] * 6 and len(bodies) == 1


def test_a_link_opens_its_own_door_alone(cast: Cast, link: RequestLink, stranger: Client) -> None:
    secret = address_of(link, cast).split("/")[2]
    assert stranger.get(f"/track/{secret}/").status_code == 404
    with acting(cast.ana):
        request = create_request(actor=cast.ana, title="x", property=cast.tower)
        tracking = tracking_address(request).split("/")[2]
        assert not Key.objects.filter(hash__contains=secret).exists()
    assert stranger.get(f"/report/{tracking}/").status_code == 404


def test_another_organizations_requests_and_places_stay_out(cast: Cast, link: RequestLink, stranger: Client) -> None:
    with acting(cast.cleo):
        foreign = create_request(actor=cast.cleo, title="Secret of the harbour", property=cast.elsewhere)
        theirs = link_address(create_request_link(actor=cast.cleo, property=cast.elsewhere))
    ours = address_of(link, cast)
    assert stranger.get(f"{ours}affected/{foreign.pk}/").status_code == 404
    assert send(stranger, ours, property=str(cast.elsewhere.pk), title="Mine").status_code == 302
    assert "harbour" not in stranger.get(theirs).content.decode()
    with acting(cast.ana):
        assert Request.objects.get().property_id == cast.tower.pk


def test_what_is_known_at_the_place_gives_nobody_away(cast: Cast, link: RequestLink, stranger: Client) -> None:
    with acting(cast.ana):
        plain = create_request(
            actor=cast.ana, title="Mrs Olsen's flat floods", requester_name="Mrs Olsen", property=cast.tower
        )
        named = create_request(actor=cast.ana, title="Lift stuck with Bobby", property=cast.tower)
        accept_request(named, actor=cast.ana, public_summary="The lift does not move")
        declined = create_request(actor=cast.ana, title="Gone", property=cast.tower, public_summary="Declined thing")
        decline_request(declined, actor=cast.ana, reason="No")
        create_request(actor=cast.ana, title="Far", property=cast.annex, public_summary="In the annex")
    address = address_of(link, cast)
    words = stranger.get(address).content.decode()
    assert "The lift does not move" in words and "A problem at this place" in words
    for hidden in ("Olsen", "Bobby", "Declined thing", "annex", "floods"):
        assert hidden not in words
    answer = send(stranger, f"{address}affected/{plain.pk}/", requester_name="Nia", requester_email="n@x.example")
    assert answer.status_code == 302
    with acting(cast.ana):
        person = AffectedPerson.objects.get()
        assert (person.request_id, person.requester_name) == (plain.pk, "Nia")
        assert Request.objects.count() == 4
    following = stranger.get(answer["Location"])
    assert following.status_code == 200 and "Olsen" not in following.content.decode()
    assert stranger.get(f"{address}affected/{declined.pk}/").status_code == 404
    assert stranger.post(answer["Location"].split("?")[0], {"act": "leave"}).status_code == 200
    assert stranger.get(answer["Location"]).status_code == 404


def test_comments_and_progress_flow_and_internal_words_never(cast: Cast, stranger: Client) -> None:
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Pipe in 4B", property=cast.tower)
        request = create_request(actor=cast.ana, title="Wet", property=cast.tower, requester_name="Uma")
        other = create_request(
            actor=cast.ana, title="Also wet", property=cast.tower, requester_id=cast.ben.person_id, description="By 4C"
        )
        for one in (request, other):
            accept_request(one, actor=cast.ana, work_order=order)
        add_request_comment(request, actor=cast.ana, body="He complains a lot", is_internal=True)
        add_request_comment(request, actor=cast.ana, body="We come at nine")
        add_request_comment(other, actor=cast.ana, body="For the other one")
        add_comment(order, actor=cast.ana, body="Charge them double", is_internal=True)
        add_comment(order, actor=cast.ana, body="The part has arrived")
        address = tracking_address(request)
    with acting(cast.ben):
        add_comment(order, actor=cast.ben, body="My own flat is 4C")
    words = stranger.get(address).content.decode()
    assert "We come at nine" in words and "The part has arrived" in words
    for hidden in ("complains", "other one", "double", "By 4C", "My own flat", "Pipe in 4B", "Alvarez"):
        assert hidden not in words
    with acting(cast.ana):
        WorkOrder.objects.filter(pk=order.pk).update(state="in_progress")
    assert "Being worked on" in stranger.get(address).content.decode()


def test_the_requester_replies_rates_reopens_and_withdraws(cast: Cast, stranger: Client) -> None:
    with acting(cast.ana):
        request = create_request(actor=cast.ana, title="Wet", property=cast.tower, requester_name="Uma")
        accept_request(request, actor=cast.ana)
        address = tracking_address(request)
    order = request.work_order
    assert stranger.post(address, {"act": "rate", "rate-rating": "5"}).status_code == 409
    reply = {"act": "reply", "reply-body": "Still wet", "reply-photos": [photo()]}
    assert stranger.post(address, reply).status_code == 302
    assert "Still wet" in stranger.get(address).content.decode()
    with acting(cast.ana):
        assert request.comments.get().from_requester
        WorkOrder.objects.filter(pk=order.pk).update(state="completed", completed_at=timezone.now())
    assert stranger.post(address, {"act": "withdraw"}).status_code == 409
    assert stranger.post(address, {"act": "rate", "rate-rating": "9"}).status_code == 422
    assert stranger.post(address, {"act": "rate", "rate-rating": "2"}).status_code == 302
    assert stranger.post(address, {"act": "reopen", "reopen-reason": ""}).status_code == 422
    assert stranger.post(address, {"act": "reopen", "reopen-reason": "Drips"}).status_code == 302
    with acting(cast.ana):
        request.refresh_from_db()
        assert request.rating is None and request.work_order.state not in ("completed", "closed")
    assert "Taken up again" in stranger.get(address).content.decode()
    assert stranger.post(address, {"act": "withdraw"}).status_code == 302
    assert stranger.post(address, {"act": "reply", "reply-body": "x"}).status_code == 409
    assert stranger.post(address, {"act": "delete"}).status_code == 409


def test_script_in_the_text_stays_text(cast: Cast, link: RequestLink, stranger: Client) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    answer = send(stranger, address_of(link, cast), title=evil, description=evil, requester_name=evil)
    assert evil not in stranger.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"entry": "whenever"}, "entry"),
        ({"category": "1; drop table"}, "category"),
        ({"category": "0190b0a0-0000-7000-8000-000000000000"}, "category"),
        ({"requester_email": "me@"}, "requester_email"),
        ({"requester_phone": "1" * 41}, "requester_phone"),
        ({"website": "http://spam.example"}, "__all__"),
        ({"stamp": "forged"}, "__all__"),
        ({"photos": [SimpleUploadedFile("x.jpg", b"MZ\x90not a photo")]}, "photos"),
        ({"photos": [SimpleUploadedFile("x.svg", b"<svg onload='alert(1)'/>")]}, "photos"),
        ({"photos": [SimpleUploadedFile("empty.jpg", b"")]}, "photos"),
    ],
)
def test_wrong_input_is_said_beside_its_field(
    cast: Cast, link: RequestLink, stranger: Client, values: dict[str, Any], told: str
) -> None:
    answer = send(stranger, address_of(link, cast), **values)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [told]
    with acting(cast.ana):
        assert not Request.objects.exists() and not Document.objects.exists()


def test_a_form_sent_at_once_or_a_day_later_is_shown_again(cast: Cast, link: RequestLink, stranger: Client) -> None:
    address = address_of(link, cast)
    for after in (0, 25 * 3600):
        assert send(stranger, address, after=after).context["form"].non_field_errors()


def test_photos_lose_where_and_by_what_they_were_taken(cast: Cast, link: RequestLink, stranger: Client) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SpyCam", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 52.0, 43.0), 3: "W", 4: (87.0, 37.0, 56.0)})
    sent = photo(exif=exif.tobytes(), size=(4000, 3000))
    assert send(stranger, address_of(link, cast), photos=[sent]).status_code == 302
    with acting(cast.ana):
        kept = Image.open(Document.objects.get().file)
        assert not kept.getexif() and "exif" not in kept.info
        assert kept.size == (1920, 2560)  # upright, and no larger than a screen needs


def test_huge_photos_are_refused_before_they_fill_anything(cast: Cast, link: RequestLink, stranger: Client) -> None:
    address = address_of(link, cast)
    flood = BytesIO()
    Image.new("1", (20_000, 20_000)).save(flood, "PNG")
    assert flood.tell() < 100_000
    answer = send(stranger, address, photos=[SimpleUploadedFile("flood.png", flood.getvalue())])
    assert list(answer.context["form"].errors) == ["photos"]
    answer = send(stranger, address, photos=[photo(f"{n}.jpg") for n in range(6)])
    assert list(answer.context["form"].errors) == ["photos"]
    large = SimpleUploadedFile("large.jpg", b"\xff\xd8\xff" + b"0" * 15_000_001)
    assert list(send(stranger, address, photos=[large]).context["form"].errors) == ["photos"]
    whole = stranger.post(address, data=b"", content_type="text/plain", CONTENT_LENGTH=str(200_000_000))
    assert whole.status_code == 413


def test_two_hundred_forms_at_once_are_few_requests(cast: Cast, link: RequestLink, stranger: Client) -> None:
    address = address_of(link, cast)
    given = {**fields(stranger, address), "title": "Again"}
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=True):
        answers = [stranger.post(address, given, HTTP_X_FORWARDED_FOR=f"9.9.9.{n}") for n in range(200)]
    codes = [answer.status_code for answer in answers]
    assert codes.count(302) <= 12 and codes.count(429) >= 188
    assert int(answers[-1]["Retry-After"]) > 0
    with acting(cast.ana):
        assert Request.objects.count() == 1


def test_trying_addresses_is_slowed_down(cast: Cast, link: RequestLink, stranger: Client) -> None:
    codes = [stranger.get(f"/track/guess-{n}/").status_code for n in range(25)]
    assert codes.count(404) == 21 and codes[-1] == 429
    assert stranger.get(address_of(link, cast)).status_code == 429


def test_other_methods_and_odd_secrets(cast: Cast, link: RequestLink, stranger: Client) -> None:
    for path in ("/report/%00/", "/report/" + "a" * 5000 + "/", "/track/%F0%9F%94%91/"):
        assert stranger.get(path).status_code == 404
    assert stranger.head(address_of(link, cast)).status_code == 200
