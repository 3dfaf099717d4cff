"""The whole organization over the API: its export as one file, and its sandbox."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from accounts.copies.actions import (
    EXPORT,
    KEEP,
    cancel_copy,
    create_sandbox,
    delete_sandbox,
    request_export,
    reset_sandbox,
    sandbox_of,
)
from accounts.copies.downloads import download_address
from accounts.copies.tasks import hand_to_workers
from accounts.models import SANDBOX_KINDS, CopyKind, Organization, OrganizationCopy
from accounts.scopes import Verb
from api.answers import json_answer, page_answer, wire_moment
from api.lists import check_known
from api.modules import check_scope
from api.openapi.operations import ANY_MODULE, BODY, IDEMPOTENCY, ONE, PAGING, REPEATED, Operation, page_of
from api.parts import page_of as asked_page
from api.parts import page_of_rows
from api.views.base import ApiView
from api.views.exports import ExportDownload
from core.jobs.models import JobStatus

SCOPE = "admin"
WATCHED = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[202], description="Where the work is watched."
)


class OrganizationExportRow(serializers.Serializer):
    """An export of the whole organization."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(JobStatus.values)
    total = serializers.IntegerField(help_text="Rows and files.")
    done = serializers.IntegerField(help_text="Rows and files that are written, about.")
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField(help_text="Of the whole file.")
    failure = serializers.CharField()
    note = serializers.CharField(help_text="Such as how many files the storage had lost.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True, help_text="When the file is removed.")
    download = ExportDownload(allow_null=True)


class SandboxWork(serializers.Serializer):
    """What was last done with the sandbox, or is being done."""

    kind = serializers.ChoiceField([str(one) for one in SANDBOX_KINDS])
    status = serializers.ChoiceField(JobStatus.values)
    total = serializers.IntegerField(help_text="Tables.")
    done = serializers.IntegerField()
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class SandboxOrganization(serializers.Serializer):
    """The organization that a sandbox is. Its credentials are made in it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class SandboxRow(serializers.Serializer):
    """The sandbox, if there is one, and the work on it."""

    organization = SandboxOrganization(allow_null=True)
    work = SandboxWork(allow_null=True)


class CopyView(ApiView):
    """What both have in common: the scope, the permission, and the organization."""

    permission: ClassVar[str] = ""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        verb: Verb = "read" if request.method in ("GET", "HEAD") else "write"
        check_scope(self.actor, SCOPE, verb)
        self.actor.require(self.permission)

    @property
    def organization(self) -> Organization:
        return Organization.objects.get(pk=self.actor.organization_id)


class OrganizationExportsView(CopyView):
    """Everything the organization owns as one file, which another installation imports."""

    tag: ClassVar[str] = "organization"
    scope: ClassVar[str] = SCOPE
    permission = EXPORT
    operations: ClassVar[dict[str, Operation]] = {
        "list": Operation(
            "List the exports of the organization",
            {200: page_of(OrganizationExportRow, "OrganizationExport")},
            parameters=list(PAGING),
        ),
        "create": Operation(
            "Export the organization",
            {202: OrganizationExportRow},
            (*ANY_MODULE, *BODY, *REPEATED, "conflict"),
            [IDEMPOTENCY, WATCHED],
            None,
            "A worker writes the file; read the export again until its `status` is `done`. Whoever has the file can "
            "read everything in it; passwords and the secrets of credentials and webhooks are not in it.",
        ),
        "retrieve": Operation("Read an export of the organization", {200: OrganizationExportRow}, (*ANY_MODULE, *ONE)),
        "cancel": Operation(
            "Cancel an export of the organization",
            {200: OrganizationExportRow},
            (*ANY_MODULE, *ONE, *BODY, *REPEATED, "invalid-transition"),
            [IDEMPOTENCY],
        ),
    }

    def list(self, request: Request) -> HttpResponse:
        rows = OrganizationCopy.objects.visible_to(self.actor).filter(kind=CopyKind.EXPORT)
        return page_answer(
            page_of_rows(rows.order_by("-created_at", "-id"), asked_page(self.plain), self.shown), self.plain
        )

    def create(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        copy = request_export(self.organization, actor=self.actor)
        hand_to_workers(copy)
        place = self.plain.build_absolute_uri(reverse("api:organization-export", args=[copy.pk]))
        return self.answer(copy, status=202, Location=place)

    def retrieve(self, request: Request, copy: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return self.answer(self.find(copy))

    def cancel(self, request: Request, copy: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return self.answer(cancel_copy(self.find(copy), actor=self.actor))

    def find(self, key: UUID) -> OrganizationCopy:
        return OrganizationCopy.objects.all().get_visible(self.actor, pk=key, kind=CopyKind.EXPORT)

    def answer(self, copy: OrganizationCopy, *, status: int = 200, **headers: str) -> HttpResponse:
        copy.refresh_from_db()
        return json_answer(self.shown(copy), status, **headers)

    def shown(self, copy: OrganizationCopy) -> dict[str, Any]:
        """An export as the API answers it."""
        download = None
        if copy.file:
            path, until = download_address(copy)
            download = {"url": self.plain.build_absolute_uri(path), "expires_at": wire_moment(until)}
        names = ("status", "total", "done", "size", "sha256", "failure", "note")
        moments = ("created_at", "finished_at", "expires_at")
        return {
            "id": str(copy.pk),
            **{name: getattr(copy, name) for name in names},
            **{name: wire_moment(getattr(copy, name)) for name in moments},
            "download": download,
        }


class SandboxView(CopyView):
    """The copy of the organization to try things on: one, made, reset and deleted here, entered by itself."""

    tag: ClassVar[str] = "organization"
    scope: ClassVar[str] = SCOPE
    permission = KEEP
    operations: ClassVar[dict[str, Operation]] = {
        "retrieve": Operation("Read the sandbox", {200: SandboxRow}),
        "create": Operation(
            "Make a sandbox",
            {202: SandboxRow},
            (*ANY_MODULE, *BODY, *REPEATED, "conflict"),
            [IDEMPOTENCY, WATCHED],
            None,
            "A worker copies the organization with invented people; read the sandbox again until `work.status` is "
            "`done`. Programs get credentials of their own in it.",
        ),
        "reset": Operation(
            "Reset the sandbox",
            {202: SandboxRow},
            (*ANY_MODULE, *BODY, *REPEATED, "conflict"),
            [IDEMPOTENCY, WATCHED],
            None,
            "It becomes what the organization is now. What was done in it, and its credentials, are gone.",
        ),
        "destroy": Operation(
            "Delete the sandbox", {202: SandboxRow}, (*ANY_MODULE, *BODY, *REPEATED, "conflict"), [IDEMPOTENCY, WATCHED]
        ),
    }

    def retrieve(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return json_answer(self.shown(), 200)

    def create(self, request: Request) -> HttpResponse:
        return self.begin(create_sandbox)

    def reset(self, request: Request) -> HttpResponse:
        return self.begin(reset_sandbox)

    def destroy(self, request: Request) -> HttpResponse:
        return self.begin(delete_sandbox)

    def begin(self, act: Any) -> HttpResponse:
        """Ask for the work, and answer where it is watched."""
        check_known(self.plain.GET, frozenset())
        hand_to_workers(act(self.organization, actor=self.actor))
        return json_answer(self.shown(), 202, Location=self.plain.build_absolute_uri(reverse("api:sandbox")))

    def shown(self) -> dict[str, Any]:
        """The sandbox as the API answers it."""
        found = sandbox_of(self.organization)
        rows = OrganizationCopy.objects.visible_to(self.actor).filter(kind__in=SANDBOX_KINDS)
        work = rows.order_by("-created_at", "-id").first()
        row = {"id": str(found.pk), "slug": found.slug, "name": found.name} if found else None
        return {"organization": row, "work": work and shown_work(work)}


def shown_work(copy: OrganizationCopy) -> dict[str, Any]:
    """How far it is."""
    return {
        **{name: getattr(copy, name) for name in ("kind", "status", "total", "done", "failure")},
        "created_at": wire_moment(copy.created_at),
        "finished_at": wire_moment(copy.finished_at),
    }
