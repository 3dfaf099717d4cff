"""The doorway of the API: it knows the caller, opens the one transaction, and lets no refusal out but as a problem."""

import logging
from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.authentication import (
    AuthenticationRefused,
    authenticate_secret,
    credentials_in_url,
    header_of,
    owner_of_secret_in_url,
)
from api.audit.recording import Call
from api.errors import RETRY_SOON, problem_of
from api.idempotency import answer_once, keep_answer
from api.limits import admit, check_allowance, note_failure
from api.problems import BY_STATUS, CONTENT_TYPE, ApiProblem, problem_response
from api.requests import ApiRequest
from core.acting import acting
from core.actor import Actor
from core.addresses import client_address

logger = logging.getLogger("atrium.api")
PREFIX, VERSION = "/api/", "1"
# Where programs send secrets too, answered by accounts: the address and plain HTTP are judged here as well.
GUARDED = (PREFIX, "/oauth/")

# What is no page loads nothing and is shown in no frame.
NOTHING = "default-src 'none'; frame-ancestors 'none'"

Respond = Callable[[ApiRequest], HttpResponseBase]


class ApiMiddleware:
    """Stands around everything below /api/: nothing there is answered without it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: ApiRequest) -> HttpResponseBase:
        if not request.path_info.startswith(GUARDED):
            return self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return self._answer_oauth(request)
        close_address(request)
        request.call = Call()
        response = self._answer(request)
        if response.status_code >= 400 and response.get("Content-Type") != CONTENT_TYPE:
            response = as_problem(response, request)
        request.call.finish(request, response)
        return finish(response, request)

    def _answer_oauth(self, request: ApiRequest) -> HttpResponseBase:
        try:
            check_transport(request)
            response = self.get_response(request)
            if response.status_code == 401:
                note_failure(request)
        except ApiProblem as problem:
            return problem_response(problem, request)
        return response

    def _answer(self, request: ApiRequest) -> HttpResponseBase:
        try:
            check_transport(request)
            check_size(request)
            actor = request.actor = authenticate(request)
            if actor is None:
                return self.get_response(request)
            request.call.belongs_to(actor)
            request.allowance = admit(actor)
            check_allowance(request.allowance)
            return answer_once(request, actor, lambda: self._answer_acting(request, actor))
        except Exception as exception:
            return answer_exception(exception, request)

    def _answer_acting(self, request: ApiRequest, actor: Actor) -> HttpResponseBase:
        """One transaction around view and rendering; what is answered with an error leaves nothing written."""
        with acting(actor):
            response = self.get_response(request)
            keep_answer(request, response)
            stored = request.call.store(request, response)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        request.call.is_stored = stored
        return response

    def process_view(
        self, request: ApiRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Default deny: without a caller only what says of itself that it is public is answered."""
        if not request.path_info.startswith(PREFIX) or request.actor is not None or is_public(view):
            return None
        return problem_response(ApiProblem("unauthenticated"), request)

    def process_exception(self, request: ApiRequest, exception: Exception) -> HttpResponse | None:
        """An exception that no view has answered."""
        return answer_exception(exception, request) if request.path_info.startswith(PREFIX) else None


def is_public(view: Callable[..., Any]) -> bool:
    return getattr(getattr(view, "cls", None), "public", False)


def close_address(request: ApiRequest) -> None:
    """Addresses end in a slash; one that lacks it means the same, for every method."""
    last = request.path_info.rpartition("/")[2]
    if last and "." not in last:
        request.path_info += "/"


def check_transport(request: ApiRequest) -> None:
    """No secret in an address, and no plain HTTP in production."""
    if settings.PRODUCTION and not request.is_secure():
        raise ApiProblem("https-required")
    if names := credentials_in_url(request):
        logger.warning("A secret in the address: %s, request %s", ", ".join(names), request.request_id)
        if (call := getattr(request, "call", None)) and (owner := owner_of_secret_in_url(request)):
            call.belongs_to(owner)
        raise ApiProblem("credentials-in-url", _("The parameter “%s” carries a secret.") % names[0])


def check_size(request: ApiRequest) -> None:
    """Judged by the announced length: nothing of a body that is too large is read."""
    length = request.headers.get("Content-Length", "")
    kind = request.content_type or ""
    if length.isdigit() and int(length) > settings.API_BODY_LIMIT and not kind.startswith("multipart/"):
        raise ApiProblem("payload-too-large")


def authenticate(request: ApiRequest) -> Actor | None:
    """Who calls, or None where no credential is sent. A secret that nobody has counts against its address."""
    try:
        header = header_of(request)
        if not header:
            return None
        return authenticate_secret(header, address=client_address(request), request_id=request.request_id)
    except AuthenticationRefused as refused:
        if refused.owner:
            request.call.belongs_to(refused.owner)
        else:
            note_failure(request)
        raise


def answer_exception(exception: Exception, request: ApiRequest) -> HttpResponse:
    """A refusal as its problem; a fault as `internal`, with the trace in the log and nothing of it in the answer."""
    problem = problem_of(exception, request)
    if problem is None:
        logger.error("%s %s, request %s", request.method, request.path, request.request_id, exc_info=exception)
        problem = ApiProblem("internal")
    elif isinstance(exception, (OperationalError, InterfaceError)):
        logger.error("The database: request %s", request.request_id, exc_info=exception)
    return problem_response(problem, request)


def as_problem(response: HttpResponseBase, request: ApiRequest) -> HttpResponse:
    """An error that Django made (no such address, a bad host name) in the form of all others."""
    code = BY_STATUS.get(response.status_code, "internal" if response.status_code >= 500 else "validation-failed")
    headers = (
        {"Allow": response["Allow"]} if response.has_header("Allow") else RETRY_SOON if code == "unavailable" else {}
    )
    return problem_response(ApiProblem(code, headers=headers), request)


def finish(response: HttpResponseBase, request: ApiRequest) -> HttpResponseBase:
    """What every answer says of itself."""
    response["X-API-Version"] = VERSION
    if (allowance := getattr(request, "allowance", None)) is not None:
        for name, value in allowance.headers.items():
            response[name] = value
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept, Accept-Language, Authorization, X-API-Key"
    if not response.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault(HEADER, NOTHING)
    return response
