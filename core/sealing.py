"""Secrets that must be read again, such as what signs a webhook: encrypted at rest, each use with its own key."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def seal(secret: str, *, purpose: str) -> str:
    """The secret as it may be stored."""
    return _box(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The secret again; what a former secret key of the installation sealed opens too."""
    return _box(purpose).decrypt(sealed.encode()).decode()


def _box(purpose: str) -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(secret: str, purpose: str) -> bytes:
    digest = salted_hmac("atrium.sealing", purpose, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
