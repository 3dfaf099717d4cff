"""What a request to the API carries, once its doorway has seen it."""

from api.audit.recording import Call
from api.limits import Allowance
from api.models import IdempotencyKey
from core.actor import Actor
from core.http import IdentifiedRequest


class ApiRequest(IdentifiedRequest):
    """A request below /api/. Without a credential it has no actor. Never made: a name for checking."""

    actor: Actor | None
    # What the audit log will say of it.
    call: Call
    # What its credential has left of its limits.
    allowance: Allowance
    # The claim on the key of a POST that may be repeated; only where one was sent.
    idempotency_claim: IdempotencyKey
