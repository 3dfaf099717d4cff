"""Safe repetition: the first answer to a POST with an Idempotency-Key is kept for a day and given again.

The key is claimed in a transaction of its own, so that a refusal, or a process that dies, does not lose it. The
answer of a write is kept in the write's own transaction: either both are there or neither. A claim whose process
died is free again after its lease.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from api.models import IdempotencyKey
from api.problems import ApiProblem, Fault
from api.requests import ApiRequest
from core.acting import acting
from core.actor import Actor
from core.ids import new_id

LONGEST = 255
KEPT = timedelta(hours=24)
# Headers of an answer that belong to it, and not to the moment in which it is given.
OWN_HEADERS = ("Content-Type", "Location", "ETag")
REPLAYED = "Idempotent-Replayed"


class LostClaim(Exception):
    """The lease ran out while this call was at work, and another call has taken the key over."""


def answer_once(request: HttpRequest, actor: Actor, respond: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer, or for a key that was answered before give that answer again."""
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or key is None:
        return respond()
    check_key(key)
    claim, first = _claim(actor, key, fingerprint(request))
    if not first:
        return _replay(claim)
    cast(ApiRequest, request).idempotency_claim = claim
    try:
        response = respond()
    except BaseException:
        _release(actor, claim)
        raise
    if response.status_code >= 500:
        _release(actor, claim)
    elif response.status_code >= 400:
        with acting(actor):
            _keep(claim, response)
    return response


def keep_answer(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep a write's answer in the write's own transaction. LostClaim undoes the write."""
    claim = getattr(request, "idempotency_claim", None)
    if claim is not None and response.status_code < 400 and not _keep(claim, response):
        raise LostClaim


def check_key(key: str) -> None:
    """Any text a header can hold, up to 255 characters."""
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        detail = _("An Idempotency-Key has 1 to %d printable characters.") % LONGEST
        raise ApiProblem("validation-failed", errors=[Fault("invalid", detail, parameter="Idempotency-Key")])


def fingerprint(request: HttpRequest) -> str:
    """What makes two calls the same: method, address with parameters, and what is sent.

    Of a form with files that is its members: the boundary between them is another one each time, and it is larger than
    what is kept in memory.
    """
    told = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _form(request) if request.content_type == "multipart/form-data" else (request.body,):
        told.update(part)
    return told.hexdigest()


def _form(request: HttpRequest) -> Iterator[bytes]:
    for name, values in sorted(request.POST.lists()):
        yield repr((name, values)).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield repr((name, file.name, file.size)).encode()
            yield from file.chunks()
            file.seek(0)


def _claim(actor: Actor, key: str, fingerprint: str) -> tuple[IdempotencyKey, bool]:
    """The key's row, and whether this call is the one to do the work."""
    assert actor.person_id is not None, "every credential acts as a service account"
    now = timezone.now()
    lease = now + timedelta(seconds=settings.WRITE_TRANSACTION_LIMIT)
    fresh = IdempotencyKey(
        organization_id=actor.organization_id,
        person_id=actor.person_id,
        key=key,
        fingerprint=fingerprint,
        claimed_until=lease,
        expires_at=now + KEPT,
    )
    with acting(actor):
        mine = IdempotencyKey.objects.filter(organization_id=actor.organization_id, person_id=actor.person_id, key=key)
        mine.filter(expires_at__lt=now).delete()
        IdempotencyKey.objects.bulk_create([fresh], ignore_conflicts=True)
        stored = mine.select_for_update().get()
        if stored.id == fresh.id:
            return stored, True
        if stored.fingerprint != fingerprint:
            raise ApiProblem("idempotency-mismatch")
        if stored.status is not None:
            return stored, False
        if stored.claimed_until > now:
            raise ApiProblem("idempotency-in-progress", headers={"Retry-After": "1"})
        stored.claim, stored.claimed_until = new_id(), lease
        stored.save(update_fields=["claim", "claimed_until"])
        return stored, True


def _keep(claim: IdempotencyKey, response: HttpResponseBase) -> bool:
    """Store the answer, unless another call has taken the key over meanwhile."""
    assert isinstance(response, HttpResponse), "only lists are streamed, and they are read by GET"
    headers = {name: response[name] for name in OWN_HEADERS if response.has_header(name)}
    rows = IdempotencyKey.objects.filter(Q(status=None), id=claim.id, claim=claim.claim)
    return bool(rows.update(status=response.status_code, headers=headers, body=kept_body(response)))


def kept_body(response: HttpResponse) -> bytes:
    """What is kept of an answer: a secret that it shows is shown once, and stored nowhere in clear."""
    kept: bytes = getattr(response, "without_secrets", response.content)
    return kept


def _release(actor: Actor, claim: IdempotencyKey) -> None:
    """Forget a call that failed for no fault of the caller's: it may be repeated at once."""
    with acting(actor):
        IdempotencyKey.objects.filter(id=claim.id, claim=claim.claim, status=None).delete()


def _replay(stored: IdempotencyKey) -> HttpResponse:
    return HttpResponse(bytes(stored.body), status=stored.status, headers={**stored.headers, REPLAYED: "true"})
