"""What is known of one person, as a file, on the pages and by the command."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions.memberships import change_membership, end_membership
from accounts.actions.personal import erase_member
from accounts.models import Erasure, Membership, Person
from accounts.personal.exporting import stream_person
from accounts.personal.subjects import member_subject, occupant_subject
from core.acting import acting
from core.errors import NotVisible, RuleBroken
from tests.accounts.personal import EMAIL, NAME, PHONE, REASON, live_like_ben, membership_of, occupant
from tests.accounts.test_acting_middleware import signed_in
from tests.cast import Cast
from workorders.actions.requests import create_request
from workorders.actions.work_orders import create_work_order


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
