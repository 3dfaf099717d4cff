"""Who asks, and what an answer says once everything that may differ is taken out."""

import copy
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings

from accounts.actions.credentials import create_credential
from accounts.models import Credential, Organization, Role
from core.acting import acting
from core.actor import Actor
from core.limits import lift_limit
from tests.api.conftest import ApiClient, make_key
from tests.matrix.world import World
from tests.pages.conftest import browser_of

REQUEST = "0a0a0a0a-0000-4000-8000-000000000000"
# Tokens against forged requests, and tokens of the page's own scripts.
PASSING = (
    (re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+'), rb"\1"),
    (re.compile(rb'(X-CSRFToken&quot;: &quot;|"X-CSRFToken": ")[\w]+'), rb"\1"),
)
# They count bytes, calls and moments, or differ with every answer.
UNCOMPARED = frozenset({"Content-Length", "RateLimit", "X-Request-Id", "Date", "Expires", "Set-Cookie"})


@dataclass
class Caller:
    """One of the cast at one of the doorways."""

    name: str
    client: Client
    actor: Actor | None
    # What exists for the caller, by what is asked about it: the world stays as it is.
    sees: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    @property
    def is_program(self) -> bool:
        return isinstance(self.client, ApiClient)


@dataclass(frozen=True)
class Answer:
    """What a caller gets; `wrote` is whether anything was changed by asking."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    wrote: bool

    @property
    def is_success(self) -> bool:
        return self.status < 300


def make_callers(world: World) -> dict[str, Caller]:
    """Browsers and programs of the cast; nobody has none of both."""
    cast = world.cast
    people = {
        "ana": cast.ana,
        "ben": cast.ben,
        "vera": cast.vera,
        "cleo": cast.cleo,
        "idle": world.idle,
        "viewer": world.viewer,
    }
    callers = {name: Caller(name, browser_at_home(actor), actor) for name, actor in people.items()}
    for name, actor in {**people, "sys": cast.sys}.items():
        callers[f"{name}'s key"] = Caller(f"{name}'s key", ApiClient(make_key(actor)), actor)
    callers["sys's token"] = Caller("sys's token", token_client(cast.sys), cast.sys)
    callers["nobody"] = Caller("nobody", Client(), None)
    callers["a program of nobody"] = Caller("a program of nobody", ApiClient(), None)
    for caller in callers.values():
        caller.client.raise_request_exception = False
    return callers


def browser_at_home(actor: Actor) -> Client:
    """A browser that was in the organization before: otherwise each request would be its first, and note that."""
    client = browser_of(actor)
    assert client.get(f"/{Organization.objects.get(pk=actor.organization_id).slug}/").status_code == 200
    return client


def token_client(actor: Actor) -> ApiClient:
    """A program that has traded its OAuth2 client for a token."""
    system = Actor.system(actor.organization_id)
    with acting(system):
        role = Role.objects.get(name="Role of Sys")
        issued = create_credential(
            actor=system,
            name="Token",
            role=role,
            scopes=["*:write"],
            kind=Credential.CLIENT,
            rate_per_minute=1_000_000,
        )
    form = {
        "grant_type": "client_credentials",
        "client_id": issued.credential.prefix,
        "client_secret": issued.secret,
    }
    token = Client().post("/oauth/token/", form).json()["access_token"]
    client = ApiClient()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def ask(caller: Caller, method: str, path: str, words: Sequence[str] = (), body: Any = None) -> Answer:
    """The answer to one request; whatever it wrote or put into the browser is undone."""
    cookies = dict(caller.client.cookies)
    with passing():
        response = send(caller, method, path, body)
        content = b"".join(response.streaming_content) if response.streaming else response.content
    caller.client.cookies.clear()
    caller.client.cookies.update(cookies)
    wrote = history.has_grown() and response.status_code < 400
    headers = tuple(sorted((k, blank(v, words)) for k, v in response.headers.items() if k not in UNCOMPARED))
    for pattern, instead in PASSING:
        content = pattern.sub(instead, content)
    return Answer(response.status_code, headers, blank(content.decode(errors="replace"), words).encode(), wrote)


@contextmanager
def passing() -> Iterator[None]:
    """A transaction alone, of which nothing stays."""
    around = transaction.atomic()
    around._from_testcase = True  # as the database's own test case does: doorways may open transactions inside
    with around:
        try:
            yield
        finally:
            connection.needs_rollback = False
            transaction.set_rollback(True)
            lift_limit()  # each request is a short transaction, however long a test within one takes


@contextmanager
def unframed() -> Iterator[None]:
    """Pages without what stands around all of them alike: half of the work, where nobody reads more than the rest.

    Neither the shell nor the words, signs and scripts of every page, which are the same whoever reads it.
    """
    engine = copy.deepcopy(settings.TEMPLATES[0])
    engine["OPTIONS"]["context_processors"].remove("core.pages.shell.shell")
    engine["DIRS"] = [Path(__file__).parent / "templates", *engine["DIRS"]]
    with override_settings(TEMPLATES=[engine]):
        yield


@dataclass
class History:
    """How many rows of history were begun at the last answer: until the next nobody writes, and undoing keeps count."""

    rows: int = 0

    def has_grown(self) -> bool:
        """Whether any was begun since this was last asked."""
        before, self.rows = self.rows, changes_made()
        return self.rows != before


history = History()


def changes_made() -> int:
    """How many rows of history were ever begun, by anybody."""
    with connection.cursor() as cursor:
        cursor.execute("select last_value from core_change_id_seq")
        return cursor.fetchone()[0]


def send(caller: Caller, method: str, path: str, body: Any) -> Any:
    extra: dict[str, Any] = {"headers": {"X-Request-Id": REQUEST}}
    if caller.is_program:
        return caller.client.send(method, path, body if method in ("POST", "PUT", "PATCH") else None, **extra)
    if method == "POST":
        return caller.client.post(path, body or {}, **extra)
    return caller.client.generic(method, path, **extra)


def blank(text: str, words: Sequence[str]) -> str:
    """The text without the words that led to the target; few answers repeat any."""
    for word in (word for word in words if word in text):
        text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])", "…", text)
    return text
