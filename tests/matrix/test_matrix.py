"""Every address × the cast × {own, outside the scope, other organization, deleted, unknown}.

That every address is visited, and what nobody gets, is shown by `make test`; the rounds of the cast by `make slow`.
"""

import re
from typing import cast

import pytest

from api.exporting.models import Export
from api.views.schema import schema_document
from core.acting import acting
from core.actor import Actor
from core.documents.models import Document
from core.imports.models import ImportBatch
from core.saved_views import visible_views
from notifications.models import Notification
from tests.depth import FULL
from tests.matrix.addresses import Address, all_routes, is_exempt, visited
from tests.matrix.callers import Answer, Caller, ask
from tests.matrix.world import CANARIES, Place, World
from workorders.models import CalendarFeed, ReportSubscription

ADDRESSES = visited()
PEOPLE = ("ana", "ben", "vera")
PROGRAMS = ("ana's key", "ben's key", "vera's key", "sys's token")
HIDDEN = ("foreign", "outside", "deleted")
ASKING = (*PEOPLE, *PROGRAMS)
ADMINISTRATORS = ("ana", "sys's token", "ana's key")
NOBODY = ("nobody", "a program of nobody")
# What belongs to the whole organization, whoever's scope is narrower.
OF_ALL = {"copy", "people.pk", "roles.pk", "credentials.pk", "notifications.pk", "mail.pk", "suppression", "gauge"}


# Who asks which half of the addresses that all modules share: alike in what they may reach, or in the way they come.
HALVES = {"ana": 0, "vera": 0, "ben": 1, "cleo": 1}
HALVES |= {"ana's key": 0, "vera's key": 0, "ben's key": 1, "sys's token": 1, "cleo's key": 1}
# Below a module and below its records there is one view for all modules.
OF_A_MODULE = re.compile(r"^(<\w+:organization>|api/v1)/[\w-]+/((<\w+:(number|id)>/)?((edit|delete)/)?|new/)$")


def for_caller(caller: Caller) -> list[Address]:
    """Pages for people, the API for programs."""
    return [one for one in ADDRESSES if one.is_api == caller.is_program]


def shared_out(caller: Caller) -> list[Address]:
    """Every address that is a module's own, and half of those that all modules share; in `make soak` all of them."""
    return [
        one
        for number, one in enumerate(for_caller(caller))
        if FULL or one.surface is None or OF_A_MODULE.match(one.route) or number % 2 == HALVES[caller.name]
    ]


def about_records(caller: Caller) -> list[Address]:
    return [one for one in shared_out(caller) if one.key]


def test_every_address_is_visited_or_exempt_for_a_written_reason() -> None:
    routes = {route for route, _view in all_routes() if not is_exempt(route)}
    assert {one.source for one in ADDRESSES} == routes and len(ADDRESSES) > 300


@pytest.mark.slow
def test_every_address_leads_to_every_kind_of_target(world: World) -> None:
    for address in ADDRESSES:
        for target in ("own", "outside", "foreign", "deleted", "random"):
            address.to(world, target)


def test_every_operation_of_the_schema_is_visited_and_no_other() -> None:
    """The document promises what the matrix asks, path by path and method by method."""
    promised = {(path, method.upper()) for path, methods in schema_document()["paths"].items() for method in methods}
    asked = {(one.template, method) for one in ADDRESSES if one.is_api for method in one.methods}
    assert asked == promised


@pytest.mark.slow
@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", ASKING)
def test_what_is_not_ones_own_is_as_unknown_as_any(world: World, callers: dict[str, Caller], name: str) -> None:
    """Of another organization, outside the scope, deleted there: the same answer as for an id that nobody has."""
    caller, told = callers[name], []
    for address in about_records(caller):
        hidden = [target for target in HIDDEN if not sees(world, caller, address, target)]
        for method in address.methods:
            unknown = ask(caller, method, *address.to(world, "random"), body=address.body(world))
            for target in hidden:
                known = ask(caller, method, *address.to(world, target), body=address.body(world))
                if difference(address, known, unknown):
                    told.append(f"{method} {address} {target}: {difference(address, known, unknown)}")
    assert not told, "\n".join(told)


@pytest.mark.slow
@pytest.mark.parametrize("name", NOBODY)
def test_nobody_learns_nothing_and_does_nothing(world: World, callers: dict[str, Caller], name: str) -> None:
    wrong = []
    for address in for_caller(callers[name]):
        for method in address.methods:
            asked = {target: address.to(world, target) for target in ("own", "foreign", "random")}
            paths = {path: words for path, words in asked.values()}
            answers = {ask(callers[name], method, path, words) for path, words in paths.items()}
            if len(answers) > 1 or any(one.status not in (302, 401) for one in answers):
                wrong.append(f"{method} {address}: {sorted(one.status for one in answers)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*ASKING, "cleo", "cleo's key"])
def test_no_answer_says_a_word_of_what_its_reader_may_not_see(
    world: World, callers: dict[str, Caller], name: str
) -> None:
    caller, wrong = callers[name], []
    for address in shared_out(caller):
        answer = ask(caller, "GET", *address.to(world, "own")) if "GET" in address.methods else None
        if answer is None:
            continue
        if answer.status >= 500 or (name in ADMINISTRATORS and is_refused(address, answer)):
            wrong.append(f"GET {address}: {answer.status}")
        wrong += [f"GET {address} says {word}" for word in forbidden(caller) if word.encode() in answer.body]
    assert not wrong, "\n".join(wrong)


def forbidden(caller: Caller) -> list[str]:
    """The canaries of places that do not exist for the caller."""
    if caller.name.startswith("cleo"):
        return [CANARIES["own"], CANARIES["outside"], CANARIES["deleted"]]
    return [CANARIES["foreign"], *([CANARIES["outside"]] if caller.name.startswith(("ben", "vera")) else [])]


@pytest.mark.slow
def test_without_a_permission_the_frame_of_a_page_says_nothing(world: World, callers: dict[str, Caller]) -> None:
    answer = ask(callers["idle"], "GET", f"/{world.cast.organization.slug}/")
    assert answer.status == 200 and b'class="side"' in answer.body
    assert not [word for word in CANARIES.values() if word.encode() in answer.body]


@pytest.mark.slow
@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", ["idle", "idle's key"])
def test_without_a_permission_nothing_is_shown_and_nothing_done(
    world: World, callers: dict[str, Caller], name: str
) -> None:
    caller, wrong = callers[name], []
    for address in for_caller(caller):
        for method in address.methods:
            answer = ask(caller, method, *address.to(world, "own"), body={})
            said = [word for word in CANARIES.values() if word.encode() in answer.body]
            if answer.wrote or said or answer.status >= 500 or (answer.is_success and not is_open(address)):
                wrong.append(f"{method} {address}: {answer.status} {said}")
    assert not wrong, "\n".join(wrong)


# What every member has, whatever the role: the frame of the pages, oneself, and boxes that then find nothing.
OPEN = ("organizations/", "places/", "search/", "search/jump/", "me/", "api/v1/", "", "schema/", "docs/", "documents/",
        "notifications/", "notifications/preferences/", "reports/by-mail/", "exports/", "imports/")  # fmt: skip


def is_open(address: Address) -> bool:
    return re.sub(r"^<\w+:organization>/", "", address.route).removeprefix("api/v1/") in OPEN


@pytest.mark.slow
@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", ["viewer", "viewer's key"])
def test_who_may_only_view_changes_nothing(world: World, callers: dict[str, Caller], name: str) -> None:
    caller, wrong = callers[name], []
    for address in for_caller(caller):
        for method in address.methods:
            answer = ask(caller, method, *address.to(world, "own"), body=address.body(world))
            if answer.status >= 500 or (answer.wrote and not is_personal(address)):
                wrong.append(f"{method} {address}: {answer.status}")
    assert not wrong, "\n".join(wrong)


def is_personal(address: Address) -> bool:
    """One's own views of a list, what one follows and what one was told are nobody else's business."""
    return "/views/" in address.route or "/notifications/" in address.route


@pytest.mark.slow
@pytest.mark.usefixtures("without_frame")
@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_the_administrator_gets_an_answer_everywhere(world: World, callers: dict[str, Caller], name: str) -> None:
    """What is read where it says no word too many is answered there already."""
    caller, wrong = callers[name], []
    half = shared_out(caller)
    for address in for_caller(caller) if name == "ana" else half:
        for method in address.methods:
            is_read = method == "GET" and address in half
            for target in (*(() if is_read else ("own",)), *(("deleted",) if address.key and address in half else ())):
                answer = ask(caller, method, *address.to(world, target), body=address.body(world))
                is_bad = answer.status >= 500 or (target == "own" and is_refused(address, answer))
                is_back = target == "deleted" and answer.is_success and not address.route.endswith("/restore/")
                if is_bad or (is_back and address.key in ("id", "number")):
                    wrong.append(f"{method} {address} {target}: {answer.status}")
    assert not wrong, "\n".join(wrong)


def is_refused(address: Address, answer: Answer) -> bool:
    """Whether who may do everything was refused what can be done at all."""
    return answer.status in (401, 403, 410) and not is_made_by_others(address)


def is_made_by_others(address: Address) -> bool:
    """Pages that make, change or delete what no action of the module makes, changes or deletes: nobody may."""
    surface = address.surface
    if surface is None:
        return False
    cannot_write = surface.create is None and surface.update is None
    is_writing = bool(re.search(r"/(new|bulk|import|edit|remove)/", f"/{address.route}"))
    return (cannot_write and is_writing) or (surface.delete is None and address.route.endswith("/delete/"))


@pytest.mark.slow
@pytest.mark.usefixtures("without_frame")
def test_another_organizations_pages_are_as_unknown_as_any(world: World, callers: dict[str, Caller]) -> None:
    wrong = []
    for address in (one for one in for_caller(callers["ana"]) if ":organization>" in one.source):
        for method in address.methods:
            path, words = address.to(world, "foreign")
            there, nowhere = (path.replace("/lakeside/", f"/{slug}/", 1) for slug in (world.cast.other.slug, "nowhere"))
            answers = [
                ask(callers["ana"], method, to, [*words, slug])
                for to, slug in ((there, world.cast.other.slug), (nowhere, "nowhere"))
            ]
            if answers[0] != answers[1] or answers[0].status != 404:
                wrong.append(f"{method} {address}: {difference(address, *answers)}")
    assert not wrong, "\n".join(wrong)


def sees(world: World, caller: Caller, address: Address, target: str) -> bool:
    """Whether the target exists for the caller: asked once for all addresses that are about the same."""
    if target == "foreign":
        return False
    module = address.surface.module if address.surface else ""
    asked = (target, module, address.key, "number" in address.blanks)
    if asked not in caller.sees:
        caller.sees[asked] = exists_for(world, caller, address, target)
    return caller.sees[asked]


def exists_for(world: World, caller: Caller, address: Address, target: str) -> bool:
    """The same by the first lock, which other tests hold to its rules."""
    assert caller.actor
    place = world.places[target]
    with acting(caller.actor):
        if address.key in OF_ALL:
            return True
        if address.key == "view":
            return visible_views(caller.actor, "property").filter(pk=place.view.pk).exists()
        if address.key == "subscription":
            return ReportSubscription.objects.visible_to(caller.actor).filter(pk=place.subscription.pk).exists()
        if address.key == "feed":
            return CalendarFeed.objects.visible_to(caller.actor).filter(pk=place.feed.pk).exists()
        if "number" in address.blanks and is_within(address, place, caller):
            return True
        if address.key == "document" or (address.surface is None and address.key in ("id", "edition")):
            rows = Document.objects.visible_to(caller.actor).filter(Document.readable(caller.actor))
            return rows.filter(pk=place.document.pk).exists()
        if address.key == "notification":
            return Notification.objects.visible_to(caller.actor).filter(pk=place.notification.pk).exists()
        if address.key == "batch":
            return ImportBatch.objects.visible_to(caller.actor).filter(pk=place.batch.pk).exists()
        if address.key == "export":
            return Export.objects.visible_to(caller.actor).filter(pk=place.export.pk).exists()
        return is_within(address, place, caller)


def is_within(address: Address, place: Place, caller: Caller) -> bool:
    """Whether the place's record lies in the caller's scope, deleted or not."""
    record = place.records[address.surface.module]
    return type(record).objects.all().within(cast(Actor, caller.actor)).filter(pk=record.pk).exists()


def difference(address: Address, known: Answer, unknown: Answer) -> str:
    """What tells two answers apart; empty where nothing does."""
    made_both = address.key == "key" and known.status == unknown.status == 201
    if made_both:  # each organization calls its records as it likes
        return ""
    if known.status != unknown.status or known.status >= 500 or known.wrote:
        return f"{known.status} and {unknown.status}, wrote: {known.wrote}"
    if known.headers != unknown.headers:
        return f"headers {set(known.headers) ^ set(unknown.headers)}"
    lines = zip(known.body.splitlines(), unknown.body.splitlines(), strict=False)
    return next((f"{one!r} and {other!r}" for one, other in lines if one != other), "")
