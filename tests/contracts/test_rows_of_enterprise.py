"""What large organizations rely on: pages and programs can do the same, by whatever way the state is the same."""

import json
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from api.audit.waiting import waiting
from api.views.schema import schema_document
from core.surfaces import Surface, surfaces
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.matrix.addresses import all_routes
from tests.pages.conftest import browser_of

row = pytest.mark.row
ORGANIZATION = "<organization:organization>/"

# What is done on the pages of any module, and the operation that does it for a program.
OF_A_MODULE: dict[str, str] = {
    "": "get /{slug}/",
    "new/": "post /{slug}/",
    "bulk/": "post /{slug}/bulk/",
    "options/": "get /{slug}/",
    "import/": "post /imports/",
    "import/<uuid:batch>/": "get /imports/{batch}/",
    "import/<uuid:batch>/columns/": "post /imports/",
    "import/<uuid:batch>/progress/": "get /imports/{batch}/",
    "import/<uuid:batch>/start/": "post /imports/{batch}/start/",
    "import/<uuid:batch>/undo/": "post /imports/{batch}/undo/",
    "import/<uuid:batch>/problems.csv": "get /imports/{batch}/problems.csv",
    "<int:number>/": "get /{slug}/{id}/",
    "<int:number>/edit/": "patch /{slug}/{id}/",
    "<int:number>/delete/": "delete /{slug}/{id}/",
    "<int:number>/documents/add/": "post /{slug}/{id}/documents/",
    "<int:number>/documents/<uuid:document>/remove/": "delete /{slug}/{id}/documents/{document}/",
}
# What is offered by some modules only.
OFFERED: dict[str, Any] = {
    "new/": lambda one: one.create,
    "bulk/": lambda one: one.bulk,
    "import/": lambda one: one.imports,
    "<int:number>/edit/": lambda one: one.update,
    "<int:number>/delete/": lambda one: one.delete,
}
# Pages of their own.
OWN: dict[str, str] = {
    "documents/": "get /documents/",
    "documents/<uuid:document>/": "get /documents/{id}/content/",
    "documents/<uuid:document>/about/": "patch /documents/{id}/",
    "documents/<uuid:document>/versions/<int:edition>/": "get /documents/{id}/versions/{edition}/content/",
    "event-rules/<int:number>/dry-run/": "get /event-rules/{id}/dry-run/",
    "exports/": "get /exports/",
    "exports/<uuid:export>/cancel/": "post /exports/{export}/cancel/",
    "maintenance-plans/preview/": "post /maintenance-plans/preview/",
    "my-work/": "get /work-orders/",
    "my-work/<slug:step>/<int:number>/": "post /work-orders/{id}/check-in/",
    "properties/<int:number>/spaces/": "get /properties/{id}/tree/",
    "reports/": "get /reports/",
    "requests/triage/": "post /requests/{id}/accept/",
    "settings/audit-log/": "get /audit-log/",
    "settings/audit-log/export/": "get /audit-log/export.csv",
    "work-orders/board/<int:number>/": "post /work-orders/{id}/start/",
    "work-orders/calendar/move/": "post /work-orders/{id}/reschedule/",
    "work-orders/<int:number>/pdf/": "get /work-orders/{id}/pdf/",
    "equipment/<int:number>/": "get /equipment/{id}/",
}
# The pages without an operation, each with the reason. Those below settings/ administer people, roles and letters.
FOR_PEOPLE = {
    "": "the dashboard: figures that the aggregates give",
    "help/work-order-states/": "an explanation",
    "maintenance-plans/duties/": "a list of plans by their filters",
    "my-work/worker.js": "a script",
    "notifications/": "what one person is told",
    "people/options/": "the box that completes names",
    "places/": "which part of the organization one looks at",
    "properties/map/": "a picture of the list",
    "reports/by-mail/": "letters to oneself",
    "request-links/labels/": "printing",
    "request-links/<int:number>/code.svg": "a picture of the address",
    "requests/join/<uuid:known_id>/": "a question while one reports",
    "search/": "q= of each list",
    "settings/": "administration of people, roles and letters",
    "work-orders/board/": "a picture of the list",
    "work-orders/calendar/": "a picture of the list, and private addresses of it",
    "work-orders/map/": "a picture of the list",
    "work-orders/new/warnings/": "hints while one types",
    "calendars/<int:number>/recomputation/": "how far a computation is",
    "sla-policies/<int:number>/recomputation/": "how far a computation is",
}
BELOW = ("notifications/", "settings/", "search/", "work-orders/calendar/", "reports/")
VIEWS = ("<slug:slug>/views/", "<slug:slug>/views/<uuid:view>/")  # how one person likes to see a list


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


@row("FQ-191")
def test_what_a_page_does_a_program_can_do() -> None:
    pages = [route.removeprefix(ORGANIZATION) for route, _view in all_routes() if route.startswith(ORGANIZATION)]
    missing = [page for page in pages if not known(page)]
    assert missing == [] and len(pages) > 100
    asked = {
        *OWN.values(),
        *(one for surface in surfaces() for one in operations_of(surface)),
        *(
            f"get /reports/{page.split('/')[1]}/"
            for page in pages
            if page.startswith("reports/") and "mail" not in page
        ),
    } - {"get /reports//"}
    paths = schema_document()["paths"]
    offered = {f"{method} {path.removeprefix('/api/v1')}" for path, methods in paths.items() for method in methods}
    assert asked - offered == set()


def known(page: str) -> bool:
    """Whether it is said what of the API a page is, or why nothing."""
    if page in OWN or page in FOR_PEOPLE or page in VIEWS or page.startswith(BELOW):
        return True
    slug, _slash, rest = page.partition("/")
    is_module = slug == "<slug:slug>" or slug in {one.slug for one in surfaces()}
    return is_module and (rest in OF_A_MODULE or rest.startswith("<int:number>/"))


def operations_of(surface: Surface) -> set[str]:
    """What programs must be able to do with a module, since its pages do it: fields, actions and parts."""
    told = {
        operation
        for page, operation in OF_A_MODULE.items()
        if not page.startswith("import/") or surface.imports
        if OFFERED.get(page, lambda one: True)(surface)
    }
    told |= {f"post /{{slug}}/{{id}}/{action.verb.replace('_', '-')}/" for action in surface.actions}
    for part in surface.includes:
        address = f"/{{slug}}/{{id}}/{part.name.replace('_', '-')}/"
        told |= {f"get {address}"} | ({f"post {address}"} if part.create else set())
        told |= {f"put {address}"} if part.replace else set()
    return {one.replace("{slug}", surface.slug) for one in told}


@row("FQ-192")
@pytest.mark.django_db(transaction=True)
@pytest.mark.alone
def test_feed_list_export_and_page_tell_the_same(committed_cast: Cast) -> None:
    cast = committed_cast
    ana = ApiClient(make_key(cast.ana))
    after = ana.get("changes/?after=now").json()["next_cursor"]
    since = timezone.now().isoformat().replace("+00:00", "Z")
    body = {"operations": [{"op": "create", "data": {"name": f"Vendor {n}"}} for n in range(3)]}
    assert ana.send("POST", "vendors/bulk/", body).json()["succeeded"] == 3
    with override_settings(SECURE_SSL_REDIRECT=False):
        browser_of(cast.ana).post("/lakeside/vendors/new/", {"name": "By hand", "status": "active", "country": "US"})
    (first, *_rest) = ana.get("vendors/?ordering=number").json()["results"]
    assert ana.send("PATCH", f"vendors/{first['id']}/", {"phone": "+1 555 0100"}).status_code == 200
    listed = {one["id"]: one for one in ana.get("vendors/").json()["results"]}
    lines = b"".join(ana.get("vendors/export.ndjson").streaming_content).splitlines()
    changed = ana.get(f"vendors/?updated_since={since}&ordering=updated_at").json()["results"]
    told = ana.get(f"changes/?modules=vendor&after={after}").json()["results"]
    assert len(listed) == 4 and {one["name"] for one in listed.values()} >= {"By hand", "Vendor 2"}
    assert {one["id"]: one for one in changed} == listed
    assert {one["id"]: one["record"] for one in told} == listed
    plain = {key: {name: one[name] for name in ("id", "name", "phone", "version")} for key, one in listed.items()}
    exported = {one["id"]: one for one in map(json.loads, lines)}
    assert {key: {name: one[name] for name in plain[key]} for key, one in exported.items()} == plain


@row("FQ-193")
def test_a_change_leads_to_its_call_and_its_caller(cast: Cast, ana: ApiClient) -> None:
    address = f"properties/{cast.tower.pk}/"
    ana.send("PATCH", address, {"name": "Turm"}, headers={"X-Request-Id": "row-193"}, REMOTE_ADDR="192.0.2.9")
    waiting.flush()
    change = ana.get(f"{address}history/").json()["results"][0]
    (call,) = ana.get(f"audit-log/?request_id={change['request_id']}").json()["results"]
    assert change["changed"] == {"name": ["Tower", "Turm"]} and change["actor"]["name"] == "Ana Alvarez"
    assert (call["record_id"], call["method"], call["address"]) == (str(cast.tower.pk), "PATCH", "192.0.2.9")
    assert call["credential"]["name"] == "Ana Alvarez"
