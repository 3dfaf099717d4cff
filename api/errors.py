"""From every refusal of the domain, the query language, Django and DRF to one: a problem document."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf

from accounts.authentication import AuthenticationRefused
from api.idempotency import LostClaim
from api.problems import BY_STATUS, PROBLEMS, ApiProblem, Fault, problem_response
from core.documents.storing import is_full
from core.errors import Gone, NotPermitted, NotVisible, Problem, RuleBroken, StaleVersion, StorageFull
from core.limits import overdue
from core.query import QueryError
from core.told import spell_moment

RETRY_SOON = {"Retry-After": "1"}
# A deleted record can be restored, and says that it was deleted, for so long.
REMEMBERED = timedelta(days=90)


def handle_exception(exception: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler. What is no refusal is a fault, and left to the middleware."""
    request: HttpRequest = context["request"]._request
    problem = problem_of(exception, request)
    return problem_response(problem, request) if problem else None


def problem_of(exception: Exception, request: HttpRequest) -> ApiProblem | None:
    """The problem that an exception is, or None for a fault of the server."""
    if late := overdue(exception):
        return ApiProblem("unavailable", str(late), headers=RETRY_SOON)
    match exception:
        case ApiProblem():
            return exception
        case RuleBroken():
            return _broken(exception)
        case QueryError():
            fault = Fault(machine_code(exception.code), exception.detail, parameter=exception.parameter)
            return ApiProblem("validation-failed", errors=[fault])
        case NotVisible() | Http404():
            return ApiProblem("not-found")
        case Gone():
            return _gone(exception)
        case NotPermitted():
            return ApiProblem("forbidden", _("The role does not hold “%s”.") % exception.permission)
        case StaleVersion():
            code = "precondition-failed" if request.headers.get("If-Match") else "stale-version"
            return ApiProblem(code, extra={"version": exception.current})
        case AuthenticationRefused():
            return ApiProblem(exception.code if exception.code in PROBLEMS else "unauthenticated")
        case drf.APIException():
            return _of_rest_framework(exception)
        case RequestDataTooBig():
            return ApiProblem("payload-too-large")
        case PermissionDenied():
            return ApiProblem("forbidden")
        case SuspiciousOperation() | MultiPartParserError():
            return ApiProblem("validation-failed", _("The request is not well formed."))
        case LostClaim():
            return ApiProblem("idempotency-in-progress", headers=RETRY_SOON)
        case StorageFull():
            return ApiProblem("storage-full")
        case OSError() if is_full(exception):
            return ApiProblem("storage-full")
        case IntegrityError():
            # Keys are checked at the commit: another write removed or took what this one relies on.
            return ApiProblem("conflict", _("Another write came between; read again and repeat."))
        case OperationalError() | InterfaceError():
            return ApiProblem("unavailable", headers=RETRY_SOON)
    return None


def machine_code(code: str) -> str:
    """Codes of single errors are written in snake_case, as members are; types of problems are kebab-case."""
    return code.replace("-", "_")


def pointer_to(member: str) -> str:
    """The JSON Pointer (RFC 6901) of a member. Empty: the whole document."""
    return "/" + member.replace("~", "~0").replace("/", "~1") if member else ""


def faults_of(problems: tuple[Problem, ...], under: str = "") -> list[Fault]:
    """Problems of a write as errors of the body; `under` is the pointer of the part they lie in."""
    return [Fault(machine_code(p.code), p.message, pointer=under + path_to(p.field)) for p in problems]


def path_to(field: str) -> str:
    """The pointer of a problem's field; rules write a member of a member with a dot."""
    return "".join(pointer_to(step) for step in field.split("."))


def _broken(broken: RuleBroken) -> ApiProblem:
    code = broken.code if broken.code in PROBLEMS else BY_STATUS.get(broken.status, "validation-failed")
    detail = broken.problems[0].message if len(broken.problems) == 1 else ""
    return ApiProblem(code, detail, errors=faults_of(broken.problems), extra=broken.extra)


def _gone(gone: Gone) -> ApiProblem:
    deleted_at = gone.deleted_at
    if not isinstance(deleted_at, datetime) or timezone.now() - deleted_at > REMEMBERED:
        return ApiProblem("not-found")
    return ApiProblem("gone", extra={"deleted_at": spell_moment(deleted_at)})


def _of_rest_framework(exception: drf.APIException) -> ApiProblem:
    match exception:
        case drf.ValidationError():
            return ApiProblem("validation-failed", errors=list(faults_in(exception.detail)))
        case drf.ParseError():
            return ApiProblem("malformed-json", str(exception.detail))
        case drf.UnsupportedMediaType():
            return ApiProblem("unsupported-media-type")
        case drf.MethodNotAllowed():
            return ApiProblem("method-not-allowed")
        case drf.NotAcceptable():
            return ApiProblem("not-acceptable")
        case drf.Throttled():
            return ApiProblem("rate-limited", headers={"Retry-After": str(int(getattr(exception, "wait", None) or 1))})
    return ApiProblem(BY_STATUS.get(exception.status_code, "internal"))


def faults_in(detail: Any, pointer: str = "") -> Iterator[Fault]:
    """A serializer's errors, however nested, each with its pointer."""
    if isinstance(detail, dict):
        for member, inner in detail.items():
            yield from faults_in(inner, pointer + pointer_to(str(member)))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from faults_in(inner, pointer if isinstance(inner, str) else f"{pointer}/{place}")
    else:
        yield Fault(machine_code(getattr(detail, "code", "invalid")), str(detail), pointer=pointer)
