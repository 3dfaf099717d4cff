"""OAuth2 for programs: client credentials and nothing else, over django-oauth-toolkit.

Four things differ from the toolkit: a token acts as its client's service account, carries no more than the client
may have, is stored as its checksum only, and a client whose account, membership or address is refused gets none.
"""

import base64
import binascii
from typing import Any
from urllib.parse import unquote_plus

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauthlib.common import Request

from accounts.authentication import refusal_of_client
from accounts.models import Application
from accounts.scopes import SCOPES, covers
from core.keys import hash_secret


class Scopes(BaseScopes):
    """The scopes of the API; a client that asks for none gets all that it may have."""

    def get_all_scopes(self) -> dict[str, Any]:
        return SCOPES

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        if application is None:
            return list(SCOPES)
        allowed = application.allowed_scopes.split()
        return [scope for scope in SCOPES if covers(allowed, scope)]

    def get_default_scopes(self, application: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        return application.allowed_scopes.split()


class Validator(OAuth2Validator):
    """Who may have a token, and what is kept of it."""

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Unknown client and wrong secret take the same steps, and so the same time and answer."""
        client_id, secret = presented(request)
        client = Application.objects.select_related("user").filter(client_id=client_id).first()
        refused = refusal_of_client(client_id, str(request.headers.get("REMOTE_ADDR", "")))
        right = is_secret_of(client, secret)
        if client is None or refused or not right:
            return False
        request.client = client
        request.client_id = client.client_id
        return True

    def _create_access_token(self, expires: Any, request: Request, token: Any, source_refresh_token: Any = None) -> Any:
        request.user = request.client.user
        return super()._create_access_token(expires, request, token, source_refresh_token)


def presented(request: Request) -> tuple[str, str]:
    """Client id and secret by HTTP Basic, or else from the body."""
    scheme, _space, encoded = str(request.headers.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if scheme.casefold() == "basic":
        pair = decoded(encoded)
    else:
        pair = (str(request.client_id or ""), str(request.client_secret or ""))
    return ("", "") if any("\x00" in part for part in pair) else pair


def decoded(encoded: str) -> tuple[str, str]:
    """The two parts of Basic credentials, each form-encoded (RFC 6749, section 2.3.1); empty when malformed."""
    try:
        client_id, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    return (unquote_plus(client_id), unquote_plus(secret)) if colon else ("", "")


def is_secret_of(client: Application | None, secret: str) -> bool:
    """Compare with the secret and with the one before it, also where there is no client."""
    given = hash_secret(secret)
    present = client.client_secret if client else ""
    former = client.former_secret if client else ""
    is_present = constant_time_compare(given, present or hash_secret("nobody"))
    is_former = constant_time_compare(given, former or hash_secret("nobody"))
    until = client.former_secret_until if client else None
    return bool(client) and (is_present or (is_former and until is not None and until > timezone.now()))
