"""Callers of the API: each of the cast with a key of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Credential
from core.acting import acting
from core.actor import Actor
from core.keys import Key, hash_secret, new_secret
from core.writing import creating
from tests.cast import Cast


class ApiClient(Client):
    """Sends and reads JSON below /api/v1/."""

    def __init__(self, secret: str = "", **defaults: Any) -> None:
        super().__init__(raise_request_exception=False, **defaults)
        if secret:
            self.defaults["HTTP_AUTHORIZATION"] = f"Api-Key {secret}"

    def generic(  # type: ignore[override]  # a smaller one: what these tests send
        self, method: str, path: str, data: Any = "", content_type: str = "application/json", **extra: Any
    ) -> Any:
        full = path if path.startswith("/") else f"/api/v1/{path}"
        return super().generic(method, full, data, content_type, **extra)

    def send(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        """The call with `body` as JSON."""
        import json

        return self.generic(method, path, "" if body is None else json.dumps(body), **extra)


def make_key(actor: Actor, scopes: tuple[str, ...] = ("*:write",)) -> str:
    """A key under which `actor` calls."""
    system = Actor.system(actor.organization_id)
    prefix, secret = f"atr_{str(actor.person_id)[-8:]}", new_secret()
    with acting(system):
        credential = Credential(
            name=actor.name,
            kind=Credential.KEY,
            person_id=actor.person_id,
            prefix=prefix,
            scopes=list(scopes),
            # Some tests ask every address: they are not what the limit is for.
            rate_per_minute=1_000_000,
        )
        with creating(credential, event="credential.created", actor=system):
            pass
        Key.objects.create(
            hash=hash_secret(f"{prefix}.{secret}"),
            organization_id=actor.organization_id,
            kind="api_key",
            record_id=credential.id,
        )
    return f"{prefix}.{secret}"


Caller = Callable[..., ApiClient]


@pytest.fixture
def as_() -> Caller:
    """`as_(cast.ana)` is a client that calls with a key of hers."""

    def caller(actor: Actor, scopes: tuple[str, ...] = ("*:write",)) -> ApiClient:
        return ApiClient(make_key(actor, scopes))

    return caller


@pytest.fixture
def ana(cast: Cast, as_: Caller) -> ApiClient:
    return as_(cast.ana)


@pytest.fixture
def nobody() -> ApiClient:
    return ApiClient()


@pytest.fixture
def exports_by_hand(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of each test for itself, no worker, and no signs of life: another connection would not see the rows."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("core.jobs.running.BEAT", 3_600.0)
    monkeypatch.setattr("api.exporting.tasks.write_export.delay", lambda *ids: None)
