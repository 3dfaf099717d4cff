"""How sign-in behaves: by invitation only, seen from the caller's own address, its secrets encrypted at rest."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.addresses import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers: an organization invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Key of the rate limits; a caller through a socket file has no address of its own."""
        return client_address(request) or "0.0.0.0"  # noqa: S104 - a name for "no address", nothing is bound

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Signing in and out shows by itself; only what one would not see otherwise is said."""
        if not (message_template or "").endswith(("logged_in.txt", "logged_out.txt")):
            super().add_message(request, level, message_template, *args, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """The key of an authenticator app opens an account, so a copy of the database must not hold it in clear."""

    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a key is called whose owner gives it no name."""
        known = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %d") % (known + 1) if known else _("Passkey")

    def decrypt(self, encrypted_text: str) -> str:
        return box().decrypt(encrypted_text.encode()).decode()


def box() -> MultiFernet:
    """Encrypts with the present secret key and still opens what former ones closed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(derived_key(key)) for key in keys])


def derived_key(secret: str) -> bytes:
    """A key for this use alone."""
    digest = salted_hmac("accounts.adapters", "authenticator", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
