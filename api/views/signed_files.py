"""A document for whoever holds its signed address: always as a file, never shown inside a page."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Credential
from accounts.scopes import covers
from core.acting import acting
from core.actor import Actor
from core.documents.actions import get_visible_document
from core.documents.files import file_answer
from core.documents.signing import AddressVoid, Grant, is_taken_back, read_signature
from core.errors import AtriumError
from core.imports.people import actor_of


@never_cache
@require_safe
def signed_file(request: HttpRequest, document: UUID, signature: str) -> HttpResponseBase:
    """The file. An address that is altered, over, or taken back, or whose giver lost the right, is refused alike."""
    try:
        grant = read_signature(signature, document)
        giver = giver_of(grant)
        with acting(giver):
            found = get_visible_document(giver, pk=document)
            if is_taken_back(found, grant):
                raise AddressVoid
            return file_answer(found, attached=True)
    except (AddressVoid, AtriumError):
        raise PermissionDenied from None


def giver_of(grant: Grant) -> Actor:
    """Who gave the address, with the rights of today; AddressVoid when they have none any more."""
    giver = actor_of(grant.organization_id, pk=grant.person_id) if grant.person_id else None
    if giver is None or (grant.credential_id is not None and not stands(grant.organization_id, grant.credential_id)):
        raise AddressVoid
    return giver


def stands(organization_id: UUID, credential_id: UUID) -> bool:
    """Whether the credential that gave the address still opens documents."""
    system = Actor.system(organization_id)
    with acting(system):
        credential = Credential.objects.visible_to(system).filter(pk=credential_id, revoked_at=None).first()
    if credential is None or (credential.expires_at is not None and credential.expires_at < timezone.now()):
        return False
    return covers(credential.scopes, "documents:read")
