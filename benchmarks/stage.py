"""Everything a measurement needs: servers, callers, the organizations and their tokens."""

import base64
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from django.conf import settings

from benchmarks.clients import Clients, HttpCall
from benchmarks.filling import BUSY, Filled
from benchmarks.servers import WebServer
from core.actor import Actor
from core.imports.people import actor_of

LIST = "/api/v1/work-orders/"


@dataclass
class Stage:
    """The scene of all figures."""

    atrium: WebServer
    plain: WebServer
    clients: Clients
    filled: list[Filled]

    @property
    def small(self) -> Filled:
        return self.filled[0]

    @property
    def busy(self) -> Filled:
        """The one whose orders are all open."""
        return next(one for one in self.filled if one.slug == BUSY)

    @property
    def large(self) -> Filled:
        return self.filled[-1]

    @cached_property
    def tokens(self) -> dict[str, str]:
        """An access token of each organization, asked for as any program does."""
        return {one.slug: self._token(one) for one in self.filled}

    def _token(self, one: Filled) -> str:
        basic = base64.b64encode(f"{one.client_id}:{one.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"grant_type": "client_credentials"}).encode()
        answer: dict[str, Any] = json.loads(
            HttpCall(self.atrium.port, "/oauth/token/", headers, method="POST", body=body).read()
        )
        return str(answer["access_token"])

    def call(self, one: Filled, path: str, *, body: bytes | None = None, status: int = 200) -> HttpCall:
        """A request of one organization's program to Atrium."""
        headers = {"Authorization": f"Bearer {self.tokens[one.slug]}", "Accept": "application/json"}
        if body is None:
            return HttpCall(self.atrium.port, path, headers, status=status)
        headers["Content-Type"] = "application/json"
        return HttpCall(self.atrium.port, path, headers, method="POST", body=body, status=status)

    def plain_call(self, kind: str, one: Filled, question: str) -> HttpCall:
        """The same of plain Django."""
        headers = {"Authorization": f"Bearer {self.tokens[one.slug]}", "Accept": "application/json"}
        return HttpCall(self.plain.port, f"/{kind}/{one.organization}/?{question}", headers)

    def actor(self, one: Filled) -> Actor:
        return Actor.system(UUID(str(one.organization)))

    def person(self, one: Filled) -> Actor:
        """Somebody who may do everything there."""
        found = actor_of(UUID(str(one.organization)), pk=one.person)
        if found is None:
            raise RuntimeError(f"nobody acts for {one.slug}")
        return found

    def owner(self) -> psycopg.Connection[Any]:
        """A connection that no policy narrows."""
        return psycopg.connect(settings.DATABASE_ADMIN_URL, autocommit=True)
