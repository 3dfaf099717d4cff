"""The endpoints of every module: handlers that fetch, call one action, and show the record."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.aggregates import read_aggregate
from api.answers import json_answer, page_answer, record_answer, revealing_answer
from api.bodies import read_object
from api.bulk.running import run_bulk
from api.exports import export
from api.lists import SHAPE_PARAMETERS, check_known, read_list, shape
from api.modules import check_may, find_part
from api.parts import read_history, read_part, read_row
from api.problems import ApiProblem
from api.views.base import ApiView
from api.writes import (
    change_record,
    create_record,
    delete_record,
    read_and_create_part,
    read_and_replace_part,
    run_action,
    upsert_record,
)
from core.acting import undivided
from core.errors import Gone
from core.lifecycle import deleted_for
from core.reading.compiled import Written
from core.reading.one import OneRecord, empty_references
from core.records import Record
from core.surfaces import Action, Include, Question, Surface

EMPTY: Mapping[str, str] = MappingProxyType({})
READING = ("GET", "HEAD", "OPTIONS")


class RecordViewSet(ApiView):
    """One module. The class of each is made by `api.routes` and only names its surface."""

    surface: ClassVar[Surface]
    # What an address below a record is about; given to `as_view`.
    act: Action = None  # type: ignore[assignment]  # only an action's address has one
    part: Include = None  # type: ignore[assignment]  # and only a part's
    question: Question = None  # type: ignore[assignment]  # and only a question's
    format: str = ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_may(self.surface, self.actor, "read" if request.method in READING else "write")

    def list(self, request: Request) -> HttpResponse:
        return page_answer(read_list(self.surface, self.actor, self.plain.GET), self.plain)

    @undivided()
    def create(self, request: Request) -> HttpResponse:
        self.check_shape()
        return self.show_made(create_record(self.surface, self.actor, read_object(request.data)))

    def retrieve(self, request: Request, id: UUID) -> HttpResponse:
        self.check_shape()
        return self.show(id)

    def replace(self, request: Request, id: UUID) -> HttpResponse:
        return self._change(request, id, whole=True)

    def merge(self, request: Request, id: UUID) -> HttpResponse:
        return self._change(request, id, whole=False)

    @undivided()
    def _change(self, request: Request, id: UUID, *, whole: bool) -> HttpResponse:
        self.check_shape()
        record = self.fetch(id)
        change_record(self.surface, self.actor, record, read_object(request.data), self.plain, whole=whole)
        return self.show(id)

    @undivided()
    def destroy(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        delete_record(self.surface, self.actor, self.fetch(id), self.plain)
        return HttpResponse(status=204)

    @undivided()
    def upsert(self, request: Request, system: str, key: str) -> HttpResponse:
        self.check_shape()
        body = read_object(request.data)
        record, made = upsert_record(self.surface, self.actor, system, key, body, self.plain)
        return self.show_made(record) if made else self.show(record.pk)

    @undivided()
    def run(self, request: Request, id: UUID) -> HttpResponse:
        self.check_shape()
        record = self.fetch_for(self.act, id)
        row = run_action(self.surface, self.act, self.actor, record, read_object(request.data), self.plain)
        if self.act.leaves and not self.surface.model.objects.visible_to(self.actor).filter(pk=id).exists():
            return HttpResponse(status=204)
        return self.show(id, row.revealed)

    def bulk(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return run_bulk(self.surface, self.actor, read_object(request.data), self.plain)

    def aggregate(self, request: Request) -> HttpResponse:
        return json_answer(read_aggregate(self.surface, self.actor, self.plain.GET))

    def export(self, request: Request) -> StreamingHttpResponse:
        return export(self.surface, self.actor, self.plain, self.format)

    def history(self, request: Request, id: UUID) -> HttpResponse:
        return page_answer(read_history(self.surface, self.fetch(id), self.actor, self.plain), self.plain)

    def answer(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return json_answer(self.question.answer(self.fetch(id), actor=self.actor))

    def list_part(self, request: Request, id: UUID) -> HttpResponse:
        part = find_part(self.surface, self.part.name, self.actor)
        return page_answer(read_part(part, self.fetch(id), self.actor, self.plain), self.plain)

    def create_part(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        row = read_and_create_part(self.part, self.fetch(id), self.actor, read_object(request.data))
        return json_answer(read_row(self.part, id, row, self.actor), status=201)

    def replace_part(self, request: Request, id: UUID) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        record, body = self.fetch(id), read_object(request.data)
        read_and_replace_part(self.surface, self.part, record, self.actor, body, self.plain)
        return page_answer(read_part(self.part, record, self.actor, self.plain), self.plain)

    def fetch(self, id: UUID) -> Record:
        """The record, or NotVisible, or Gone."""
        return self.surface.model.objects.get_visible(self.actor, pk=id)

    def fetch_for(self, action: Action, id: UUID) -> Record:
        """The record of an action; one that brings back what was deleted finds it among the deleted."""
        try:
            return self.fetch(id)
        except Gone:
            record = deleted_for(self.surface.model, self.actor).filter(pk=id).first()
            if record is None or not action.offered(record):
                raise
            return record

    def check_shape(self) -> None:
        """Judge the parameters before anything is written."""
        check_known(self.plain.GET, SHAPE_PARAMETERS)
        shape(self.surface, self.actor, self.plain.GET)

    def show_made(self, record: Record) -> HttpResponse:
        """A record that this call has made, and its address."""
        return self.show(record.pk, record.revealed, record, status="201", Location=self.address_of(record))

    def show(
        self, id: UUID, revealed: Mapping[str, str] = EMPTY, held: Record | None = None, **headers: str
    ) -> HttpResponse:
        """The record as it now is, in the form the request asks for, with what is shown this once."""
        found, version = self._read(id, held)
        if found and revealed:
            return revealing_answer(self.plain, found, version, revealed, **headers)
        if found:
            return record_answer(self.plain, found, version, **headers)
        if self.plain.method not in READING:
            raise ApiProblem("forbidden", _("The record would lie outside the scope of the credential."))
        # Says whether it was deleted, to those who could see it.
        self.fetch(id)
        raise AssertionError("a record that is visible was not read")

    def _read(self, id: UUID, held: Record | None) -> tuple[Written, int]:
        """The record and its version; nothing where it is not to be seen.

        `held` is the record as the call has left it; should it have changed since, it is read without it.
        """
        reader = shape(self.surface, self.actor, self.plain.GET)
        empty = empty_references(held) if held else frozenset()
        found, versions = reader.read(OneRecord(self.surface.model, self.actor, id, empty), keys=["version"])
        if not found:
            return {}, 0
        version = versions[0][0]
        return self._read(id, None) if held and version != held.version else (found[0], version)

    def address_of(self, record: Record) -> str:
        return self.plain.build_absolute_uri(f"{address_of_list(self.surface.module, get_script_prefix())}{record.pk}/")


@lru_cache(maxsize=256)
def address_of_list(module: str, _prefix: str) -> str:
    """Where a module is, below the prefix that the server is reached by; its records are below it."""
    return reverse(f"api:{module}-list")
