"""Forms of an answer: one record with its ETag, a page with its neighbours."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from core.reading.compiled import Written, dump
from core.reading.pages import Page
from core.told import spell_moment

JSON = "application/json"


def json_answer(value: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer. Values may hold fragments that are JSON already."""
    return HttpResponse(dump(value), status=status, content_type=JSON, headers=headers)


def page_answer(page: Page, request: HttpRequest) -> HttpResponse:
    """`{count, next, previous, results}`; pages by cursor do not count."""
    counted: dict[str, Any] = {} if page.count is None else {"count": page.count}
    if page.count_is_minimum:
        counted["count_is_minimum"] = True
    links = {"next": page_link(request, page.next), "previous": page_link(request, page.previous)}
    return json_answer({**counted, **links, "results": page.results})


def page_link(request: HttpRequest, parameters: dict[str, str] | None) -> str | None:
    """The same question with another page."""
    if parameters is None:
        return None
    kept = [(name, value) for name, values in request.GET.lists() for value in values]
    asked = [(name, value) for name, value in kept if name not in ("offset", "cursor", "count")]
    if "cursor" not in parameters:
        asked += [("count", value) for name, value in kept if name == "count"]
    return f"{request.build_absolute_uri(request.path)}?{urlencode([*asked, *parameters.items()])}"


def record_answer(request: HttpRequest, record: Written, version: int, **headers: str) -> HttpResponse:
    """One record. The ETag is strong: its version, and a hash of exactly these bytes."""
    body = dump(record)
    etag = f'"{version}-{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.method in ("GET", "HEAD") and matches(request.headers.get("If-None-Match", ""), etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    status = int(headers.pop("status", "200"))
    return HttpResponse(body, status=status, content_type=JSON, headers={"ETag": etag, **headers})


def revealing_answer(
    request: HttpRequest, record: Written, version: int, revealed: Mapping[str, str], **headers: str
) -> HttpResponse:
    """A record with what is shown this once. Nobody keeps that answer, neither a cache nor Atrium for a repetition."""
    plain = record_answer(request, record, version, **headers)
    told = orjson.loads(plain.content) | revealed
    answer = HttpResponse(dump(told), status=plain.status_code, headers=dict(plain.items()))
    answer["Cache-Control"] = "no-store"
    answer.without_secrets = plain.content  # type: ignore[attr-defined]  # read by api.idempotency
    return answer


def matches(header: str, etag: str) -> bool:
    """Whether If-None-Match names the ETag; it compares weakly, so that a proxy's `W/` does not matter."""
    offered = [one.strip().removeprefix("W/") for one in header.split(",")]
    return "*" in offered or etag in offered


def wire_moment(at: datetime | None) -> str | None:
    """A moment as every answer writes it."""
    return spell_moment(at) if at else None
