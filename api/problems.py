"""Every way in which the API can refuse, in one table: it makes the answers, their pages and the schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"
# The attribute by which an answer tells the audit log which refusal it is.
CODE_OF_ANSWER = "problem_code"
Words = str | Promise


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of refusal (RFC 9457): its code stands in the address of its page, which says what to do about it."""

    code: str
    status: int
    title: Words
    remedy: Words

    @property
    def uri(self) -> str:
        """Relative, so that it is the same text on every installation."""
        return f"/problems/{self.code}/"


_TABLE: tuple[tuple[str, int, Words, Words], ...] = (
    (
        "validation-failed",
        400,
        _("Something that was sent is not valid"),
        _("Each entry of `errors` names a member of the body by `pointer`, or a `parameter`, and says what is wrong."),
    ),
    (
        "malformed-json",
        400,
        _("The body is not well-formed JSON"),
        _("Send one JSON object in UTF-8, no member twice, no NaN or Infinity, nested at most 32 deep."),
    ),
    (
        "credentials-in-url",
        400,
        _("A secret stands in the address"),
        _("Addresses end up in logs. Send it in the Authorization or X-API-Key header, and replace the secret."),
    ),
    (
        "unauthenticated",
        401,
        _("Who is calling is not known"),
        _("Send `Authorization: Bearer <token>` or `Authorization: Api-Key <key>` of an active credential."),
    ),
    (
        "token-expired",
        401,
        _("The token or key has expired"),
        _("Ask for a new token at /oauth/token/, or rotate the key."),
    ),
    (
        "insufficient-scope",
        403,
        _("The token does not carry the scope"),
        _("Ask for a token with the scope that `detail` names. Write includes read."),
    ),
    (
        "forbidden",
        403,
        _("The role does not allow this"),
        _("An administrator can add the permission to the service account's role."),
    ),
    (
        "ip-not-allowed",
        403,
        _("The credential is not allowed from this network"),
        _("Call from one of the credential's networks, or add the address to them."),
    ),
    (
        "https-required",
        403,
        _("Plain HTTP is refused"),
        _("Call the same address by https. The credential has crossed the network in clear: replace it."),
    ),
    (
        "not-found",
        404,
        _("Nothing is here"),
        _("The address is wrong, or the record does not exist for this credential."),
    ),
    (
        "method-not-allowed",
        405,
        _("The address does not know this method"),
        _("The Allow header lists the methods it knows."),
    ),
    (
        "not-acceptable",
        406,
        _("No form of the answer that the caller accepts"),
        _("Accept `application/json`, with `version=1` or without a version."),
    ),
    (
        "conflict",
        409,
        _("The write conflicts with what is stored"),
        _("`errors` names the member. Another record has the value already, or its state does not allow the change."),
    ),
    (
        "stale-version",
        409,
        _("Somebody else changed the record"),
        _("Read the record again and repeat the change with its present `version`."),
    ),
    (
        "invalid-transition",
        409,
        _("The record's state does not allow this action"),
        _("`allowed_actions` lists what it allows now."),
    ),
    ("in-use", 409, _("Other records refer to this one"), _("Move or delete those that `detail` names first.")),
    (
        "external-id-taken",
        409,
        _("Another record has this external id"),
        _("An external id belongs to one record of a module. Find it with `?external_id=<system>:<key>`."),
    ),
    (
        "idempotency-in-progress",
        409,
        _("The first call with this Idempotency-Key is still running"),
        _("Repeat the call after the seconds in Retry-After: it then gets the first call's answer."),
    ),
    (
        "gone",
        410,
        _("The record was deleted"),
        _("`deleted_at` says when. It can be restored for 90 days; after that the answer is 404."),
    ),
    (
        "cursor-expired",
        410,
        _("The changes behind the cursor are no longer kept"),
        _("Read the lists anew, then follow the changes from the cursor that `after=now` gave before that."),
    ),
    (
        "precondition-failed",
        412,
        _("The record is not the one that If-Match names"),
        _("Somebody else changed it. Read it again, and repeat the change with its present ETag."),
    ),
    (
        "payload-too-large",
        413,
        _("The body is too large"),
        _("A JSON body has at most 10 MB."),
    ),
    (
        "unsupported-media-type",
        415,
        _("The body is of a kind that is not understood"),
        _("Send `Content-Type: application/json`; for PATCH also `application/merge-patch+json`."),
    ),
    (
        "bulk-refused",
        422,
        _("Some operations were refused, and therefore all"),
        _("`results` has an entry for each operation, with its problem. Correct those, or send `atomic: false`."),
    ),
    (
        "idempotency-mismatch",
        422,
        _("The Idempotency-Key was used for another call"),
        _("Use a new key for each different call; the same key only to repeat the same one."),
    ),
    (
        "failed-dependency",
        424,
        _("Another operation of the same call was refused"),
        _("This one alone would have been done. Send it again with the others corrected."),
    ),
    (
        "quarantined",
        409,
        _("The file may not be read"),
        _("It waits for the virus scan, or carries a virus; `detail` says which. Try again in a minute."),
    ),
    (
        "rate-limited",
        429,
        _("Too many calls"),
        _("Wait for the seconds in Retry-After. The RateLimit header says what is left."),
    ),
    (
        "internal",
        500,
        _("The server failed"),
        _("Nothing was written. Give `request_id` to the operator: it finds what happened in the log."),
    ),
    (
        "not-installed",
        501,
        _("The installation lacks a part for this"),
        _("`detail` names it. The operator can add it; other forms of the same answer work without it."),
    ),
    (
        "unavailable",
        503,
        _("The service is not available just now"),
        _("Nothing was written. Repeat the call after the seconds in Retry-After."),
    ),
    (
        "storage-full",
        507,
        _("There is no room for the file"),
        _("Nothing was kept. The operator has to make room; repeat the call then."),
    ),
)
PROBLEMS: dict[str, ProblemType] = {row[0]: ProblemType(*row) for row in _TABLE}
# The kind of a refusal of which only the status is known.
BY_STATUS = {
    400: "validation-failed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    410: "gone",
    412: "precondition-failed",
    413: "payload-too-large",
    415: "unsupported-media-type",
    422: "idempotency-mismatch",
    429: "rate-limited",
    503: "unavailable",
    507: "storage-full",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a member of the body by JSON Pointer, or a parameter."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def to_json(self) -> dict[str, str]:
        where = {"pointer": self.pointer} if self.parameter is None else {"parameter": self.parameter}
        return {**{k: v for k, v in where.items() if v is not None}, "code": self.code, "detail": self.detail}


class ApiProblem(Exception):
    """A refusal on its way to the caller."""

    def __init__(
        self,
        code: str,
        detail: Words = "",
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.type = PROBLEMS[code]
        self.detail, self.errors = detail, tuple(errors)
        self.headers, self.extra = dict(headers or {}), dict(extra or {})
        super().__init__(f"{code}: {detail}")


def problem_response(problem: ApiProblem, request: HttpRequest) -> HttpResponse:
    """The problem document."""
    body = {
        "type": problem.type.uri,
        "title": str(problem.type.title),
        "status": problem.type.status,
        "detail": str(problem.detail or problem.type.remedy),
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
        **problem.extra,
    }
    if problem.errors:
        body["errors"] = [fault.to_json() for fault in problem.errors]
    headers = dict(problem.headers)
    if problem.type.status == 401:
        headers.setdefault("WWW-Authenticate", challenge(problem.type.code))
    response = HttpResponse(
        orjson.dumps(body, default=str), status=problem.type.status, content_type=CONTENT_TYPE, headers=headers
    )
    setattr(response, CODE_OF_ANSWER, problem.type.code)
    return response


def challenge(code: str) -> str:
    """How to sign in, as RFC 6750 says it; a token that was sent and refused is called so."""
    error = ', error="invalid_token", error_description="The token has expired"' if code == "token-expired" else ""
    return f'Bearer realm="Atrium"{error}, Api-Key realm="Atrium"'
