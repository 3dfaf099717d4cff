"""Every address below /api/v1/, made from the list of surfaces."""

from datetime import date
from typing import Any

from django.urls import URLPattern, include, path

from api.bulk.operations import verbs_of
from api.deprecation import Deprecated
from api.exports import CONTENT_TYPES
from api.views.audit import AuditLogView
from api.views.base import ApiView
from api.views.changes import ChangesView
from api.views.copies import OrganizationExportsView, SandboxView
from api.views.documents import DocumentView, RecordDocumentsView
from api.views.events import EventViewSet, RuleTrialView
from api.views.exports import ExportsView
from api.views.imports import ImportsView
from api.views.meta import MeView, RootView
from api.views.plans import PlanPreviewView
from api.views.postman import PostmanView
from api.views.records import RecordViewSet
from api.views.reports import ReportsView, ReportView, WorkOrderPaperView
from api.views.schema import DocsView, SchemaView
from api.views.units import UnitsView
from core.surfaces import Action, Include, Question, Surface, surfaces
from workorders.reports.catalogue import REPORTS
from workorders.reports.figures import Report

DOCUMENTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("documents/", {"get": "list", "post": "upload"}, "documents"),
    ("documents/<uuid:id>/", {"get": "retrieve", "patch": "merge"}, "document"),
    ("documents/<uuid:id>/content/", {"get": "content"}, "document-content"),
    ("documents/<uuid:id>/versions/", {"get": "list_versions", "post": "add_version"}, "document-versions"),
    ("documents/<uuid:id>/versions/<int:edition>/content/", {"get": "version_content"}, "document-version-content"),
    ("documents/<uuid:id>/link/", {"post": "sign"}, "document-link"),
    ("documents/<uuid:id>/take-links-back/", {"post": "take_back"}, "document-take-links-back"),
)

# Modules whose records are made in another way than by the fields of their bodies.
OWN_VIEWS: dict[str, type[RecordViewSet]] = {"event": EventViewSet}


def build_viewset(surface: Surface) -> type[RecordViewSet]:
    """The viewset of one module."""
    base = OWN_VIEWS.get(surface.module, RecordViewSet)
    return type(f"{surface.model.__name__}ViewSet", (base,), {"surface": surface})


def build_report(report: Report) -> type[ReportView]:
    """The view of one report."""
    name = "".join(part.capitalize() for part in report.name.split("-"))
    return type(f"{name}ReportView", (ReportView,), {"report": report})


def record_routes(surface: Surface) -> list[URLPattern]:
    """The addresses of one module, below its name."""
    views, module = build_viewset(surface), surface.module
    routes = [
        path("", views.as_view(collection_methods(surface)), name=f"{module}-list"),
        path("<uuid:id>/", views.as_view(record_methods(surface)), name=f"{module}-detail"),
        path("aggregate/", views.as_view({"get": "aggregate"}), name=f"{module}-aggregate"),
        *(export_route(surface, views, format) for format in CONTENT_TYPES),
        path("<uuid:id>/history/", views.as_view({"get": "history"}), name=f"{module}-history"),
        *(part_route(surface, views, part) for part in surface.includes),
        *(question_route(surface, views, question) for question in surface.questions),
        *document_routes(surface),
        *(action_route(surface, views, action) for action in surface.actions),
    ]
    if verbs_of(surface):
        routes.append(path("bulk/", views.as_view({"post": "bulk"}), name=f"{module}-bulk"))
    if surface.create and surface.update:
        upsert = views.as_view({"put": "upsert"})
        routes.append(path("by-external-id/<str:system>/<str:key>/", upsert, name=f"{module}-upsert"))
    return routes


def document_routes(surface: Surface) -> list[URLPattern]:
    """The documents of a record."""
    name = f"{surface.model.__name__}DocumentsView"
    views: type[RecordDocumentsView] = type(name, (RecordDocumentsView,), {"surface": surface})
    address, name = "<uuid:id>/documents/", f"{surface.module}-documents"
    return [
        path(address, views.as_view({"get": "list_documents", "post": "add_document"}), name=name),
        path(f"{address}<uuid:document>/", views.as_view({"delete": "remove_document"}), name=f"{name}-remove"),
    ]


def collection_methods(surface: Surface) -> dict[str, Any]:
    return {"get": "list"} | ({"post": "create"} if surface.create or surface.module in OWN_VIEWS else {})


def record_methods(surface: Surface) -> dict[str, Any]:
    methods: dict[str, Any] = {"get": "retrieve"}
    if surface.update:
        methods |= {"put": "replace", "patch": "merge"}
    return methods | ({"delete": "destroy"} if surface.delete else {})


def export_route(surface: Surface, views: type[RecordViewSet], format: str) -> URLPattern:
    view = views.as_view({"get": "export"}, format=format)
    return path(f"export.{format}", view, name=f"{surface.module}-export-{format}")


def part_route(surface: Surface, views: type[RecordViewSet], part: Include) -> URLPattern:
    methods: dict[str, Any] = {"get": "list_part"} | ({"post": "create_part"} if part.create else {})
    methods |= {"put": "replace_part"} if part.replace else {}
    name = part.name.replace("_", "-")
    return path(f"<uuid:id>/{name}/", views.as_view(methods, part=part), name=f"{surface.module}-{name}")


def question_route(surface: Surface, views: type[RecordViewSet], question: Question) -> URLPattern:
    name = question.name.replace("_", "-")
    view = views.as_view({"get": "answer"}, question=question)
    return path(f"<uuid:id>/{name}/", view, name=f"{surface.module}-{name}")


def action_route(surface: Surface, views: type[RecordViewSet], action: Action) -> URLPattern:
    verb = action.verb.replace("_", "-")
    view = views.as_view({"post": "run"}, act=action)
    return path(f"<uuid:id>/{verb}/", view, name=f"{surface.module}-{verb}")


PREVIEW_OF_RECORD = Deprecated(
    since=date(2026, 12, 1), until=date(2027, 6, 30), successor="/api/v1/maintenance-plans/{id}/dates/"
)

OF_THE_ORGANIZATION: tuple[tuple[str, type[ApiView], dict[str, Any], str], ...] = (
    ("organization/exports/", OrganizationExportsView, {"get": "list", "post": "create"}, "organization-exports"),
    ("organization/exports/<uuid:copy>/", OrganizationExportsView, {"get": "retrieve"}, "organization-export"),
    ("organization/exports/<uuid:copy>/cancel/", OrganizationExportsView, {"post": "cancel"}, "organization-cancel"),
    ("organization/sandbox/", SandboxView, {"get": "retrieve", "post": "create", "delete": "destroy"}, "sandbox"),
    ("organization/sandbox/reset/", SandboxView, {"post": "reset"}, "sandbox-reset"),
)

app_name = "api"
urlpatterns = [
    path("", RootView.as_view({"get": "retrieve"}), name="root"),
    path("schema/", SchemaView.as_view({"get": "retrieve"}), name="schema"),
    path("schema/postman.json", PostmanView.as_view({"get": "retrieve"}), name="postman"),
    path("docs/", DocsView.as_view({"get": "retrieve"}), name="docs"),
    *(path(address, DocumentView.as_view(methods), name=name) for address, methods, name in DOCUMENTS),
    path("maintenance-plans/preview/", PlanPreviewView.as_view({"post": "of_body"}), name="plan-preview"),
    path("maintenance-plans/<uuid:id>/dates/", PlanPreviewView.as_view({"get": "coming"}), name="plan-dates"),
    path(
        "maintenance-plans/<uuid:id>/preview/",
        PlanPreviewView.as_view({"get": "of_record"}, deprecated=PREVIEW_OF_RECORD),
        name="plan-dates-before",
    ),
    path("changes/", ChangesView.as_view({"get": "retrieve"}), name="changes"),
    path("audit-log/", AuditLogView.as_view({"get": "list"}), name="audit-log"),
    path("audit-log/export.csv", AuditLogView.as_view({"get": "export_csv"}), name="audit-log-csv"),
    path("audit-log/export.ndjson", AuditLogView.as_view({"get": "export_ndjson"}), name="audit-log-ndjson"),
    path("event-rules/<uuid:id>/test/", RuleTrialView.as_view({"post": "try_out"}), name="event-rule-test"),
    path("exports/", ExportsView.as_view({"get": "list", "post": "create"}), name="exports"),
    path("exports/<uuid:export>/", ExportsView.as_view({"get": "retrieve"}), name="export"),
    path("exports/<uuid:export>/cancel/", ExportsView.as_view({"post": "cancel"}), name="export-cancel"),
    *(path(address, view.as_view(methods), name=name) for address, view, methods, name in OF_THE_ORGANIZATION),
    path("imports/", ImportsView.as_view({"get": "list", "post": "create"}), name="imports"),
    path("imports/<uuid:batch>/", ImportsView.as_view({"get": "retrieve"}), name="import"),
    path("imports/<uuid:batch>/start/", ImportsView.as_view({"post": "start"}), name="import-start"),
    path("imports/<uuid:batch>/cancel/", ImportsView.as_view({"post": "cancel"}), name="import-cancel"),
    path("imports/<uuid:batch>/undo/", ImportsView.as_view({"post": "undo"}), name="import-undo"),
    path("imports/<uuid:batch>/problems.csv", ImportsView.as_view({"get": "problems"}), name="import-problems"),
    path("work-orders/<uuid:id>/pdf/", WorkOrderPaperView.as_view({"get": "retrieve"}), name="work_order-pdf"),
    path("reports/", ReportsView.as_view({"get": "retrieve", "post": "create"}), name="reports"),
    *(
        path(f"reports/{one.name}/", build_report(one).as_view({"get": "retrieve"}), name=f"report-{one.name}")
        for one in REPORTS
    ),
    path("me/", MeView.as_view({"get": "retrieve"}), name="me"),
    # Whoever calls one module is not held against the addresses of all the others.
    *(path(f"{surface.slug}/", include(record_routes(surface))) for surface in surfaces()),
    path("units/", UnitsView.as_view({"get": "list"}), name="units"),
]
