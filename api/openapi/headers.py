"""The headers of answers, described once for all operations."""

from typing import Any


def _header(description: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {"description": description, "required": required, "schema": {"type": "string", **schema}}


EVERY: dict[str, Any] = {
    "X-Request-Id": _header("Names the call in log and history: the caller's own, where it sent one.", required=True),
    "X-API-Version": _header("The version that answered.", required=True, enum=["1"]),
    "RateLimit-Policy": _header("The limits of the credential."),
    "RateLimit": _header("What is left of them."),
}
DEPRECATED: dict[str, Any] = {
    "Deprecation": _header("Since when, as RFC 9745 writes it.", required=True, pattern=r"^@\d+$"),
    "Sunset": _header("Until when it is answered at least.", required=True),
    "Link": _header('The successor, as `rel="successor-version"`.', required=True),
}
SOON = {"Retry-After": _header("Seconds after which to repeat the call.", required=True, pattern=r"^\d+$")}
OF_STATUS: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": _header("How to sign in.", required=True)},
    "403": {"WWW-Authenticate": _header("The scope that is needed, where it is that which is missing.")},
    "409": {"Retry-After": _header("Seconds, where the first call with the Idempotency-Key is still running.")},
    "429": SOON,
    "503": SOON,
}


def headers_of(status: str, operation: dict[str, Any]) -> dict[str, Any]:
    """What the answer of a status carries besides what its operation says."""
    late = DEPRECATED if operation.get("deprecated") and status < "3" else {}
    return {**EVERY, **OF_STATUS.get(status, {}), **late}
