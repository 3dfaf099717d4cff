"""From a secret, or from who is signed in, to an Actor: one query each, asked afresh for every request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest

from accounts.models import Credential, Organization, Person
from accounts.permissions import all_permissions, expand
from accounts.scopes import remaining
from core.actor import Actor, Scope, Source
from core.addresses import parse_address
from core.errors import AtriumError
from core.keys import hash_secret

# `Authorization: Bearer …` carries an OAuth2 token, `Authorization: Api-Key …` a key.
SCHEMES = {"bearer": Credential.CLIENT, "api-key": Credential.KEY}
# Names under which people put a secret into an address, where logs and histories keep it.
IN_URL = frozenset(
    "access_token accesstoken api_key api-key apikey x-api-key client_secret clientsecret authorization bearer "
    "bearer_token secret password token".split()
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose credential a secret is, whether or not it still opens anything."""

    organization_id: UUID
    credential_id: UUID
    person_id: UUID


class AuthenticationRefused(AtriumError):
    """The caller is not who it would have to be. `code` is the problem's type, `status` the answer's.

    `owner` says whose secret it was, where that is known.
    """

    code: ClassVar[str] = "unauthenticated"
    status: ClassVar[int] = 401

    def __init__(self, owner: "Owner | None" = None) -> None:
        self.owner = owner
        super().__init__()


class Unauthenticated(AuthenticationRefused):
    """No secret, an unknown one, or one whose service account or membership is not active."""


class TokenExpired(AuthenticationRefused):
    """The token or key was good, and its time is over."""

    code = "token-expired"


class Revoked(AuthenticationRefused):
    """Somebody took the credential back."""

    code = "revoked"


class AddressNotAllowed(AuthenticationRefused):
    """The credential is good, but not from this network."""

    code = "ip-not-allowed"
    status = 403


REFUSALS: dict[str, type[AuthenticationRefused]] = {
    kind.code: kind for kind in (Unauthenticated, TokenExpired, Revoked, AddressNotAllowed)
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person is in one organization today."""

    organization: Organization
    permissions: frozenset[str]
    scope: Scope


def authenticate_secret(header_value: str, *, address: str, source: Source = "api", request_id: str = "") -> Actor:
    """The actor of an `Authorization` value such as `Bearer …` or `Api-Key prefix.secret`; refusals are raised.

    `address` is the caller's own (core.addresses), held against the credential's networks.
    """
    scheme, _space, secret = header_value.strip().partition(" ")
    kind = SCHEMES.get(scheme.casefold())
    if kind is None or not secret.strip():
        raise Unauthenticated
    row = _look_up(kind, secret.strip(), address)
    if row is None:
        raise Unauthenticated
    if row["refusal"]:
        raise REFUSALS[row["refusal"]](_owner_of(row))
    return _actor_of(row, source=source, request_id=request_id)


def header_of(request: HttpRequest) -> str:
    """The `Authorization` value of a request; an `X-API-Key` is written as one. Two secrets are refused."""
    authorization, key = request.headers.get("Authorization", ""), request.headers.get("X-API-Key", "")
    if authorization and key:
        raise Unauthenticated
    return authorization or (f"Api-Key {key}" if key else "")


def credentials_in_url(request: HttpRequest) -> list[str]:
    """The parameters of an address that carry a secret: refused even when the secret is good."""
    return sorted(name for name in request.GET if name.casefold() in IN_URL)


def owner_of_secret_in_url(request: HttpRequest) -> Owner | None:
    """Whose secret stands in an address, if it is one of ours: whoever has it must be able to find out."""
    for name in credentials_in_url(request):
        for kind in SCHEMES.values():
            row = _look_up(kind, request.GET[name].strip(), "")
            if row is not None:
                return _owner_of(row)
    return None


def refusal_of_client(client_id: str, address: str) -> str:
    """Why an OAuth2 client gets no token: the code of a refusal, empty when it may have one."""
    row = _ask("client", client_id, address)
    return Unauthenticated.code if row is None else row["refusal"]


def token_state(secret: str) -> bool:
    """Whether an access token opens anything now, from wherever its credential may be used."""
    row = _look_up(Credential.CLIENT, secret, "")
    return row is not None and row["refusal"] in {"", AddressNotAllowed.code}


def _look_up(kind: str, secret: str, address: str) -> dict[str, Any] | None:
    return _ask(kind, hash_secret(secret), address)


def _ask(scheme: str, sought: str, address: str) -> dict[str, Any] | None:
    """A request's first statement, so it also finds out whether the kept connection still lives: none is sent before.

    A connection that has died is opened anew, once.
    """
    caller = parse_address(address)
    question = "select * from accounts_authenticate(%s, %s, %s::inet)"
    values = [scheme, sought, None if caller is None else str(caller)]
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs leave it out
    try:
        return _first(question, values)
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block or connection.connection is None or connection.is_usable():
            raise
        connection.close()
        return _first(question, values)


def _actor_of(row: Mapping[str, Any], *, source: Source, request_id: str) -> Actor:
    granted = row["granted_scopes"]
    carried = row["carried_scopes"]
    return Actor(
        organization_id=row["organization_id"],
        person_id=row["person_id"],
        name=row["name"],
        source=source,
        permissions=expand(row["permissions"]),
        scope=_scope_of(row),
        request_id=request_id,
        credential_id=row["credential_id"],
        token_scopes=frozenset(granted) if carried is None else remaining(carried, granted),
        time_zone=row["time_zone"],
        rate_per_minute=row["rate_per_minute"],
        calls_per_day=row["calls_per_day"],
    )


def _owner_of(row: Mapping[str, Any]) -> Owner:
    return Owner(row["organization_id"], row["credential_id"], row["person_id"])


def _scope_of(row: Mapping[str, Any]) -> Scope:
    if row["whole_organization"]:
        return Scope()
    return Scope(
        everything=False,
        portfolios=frozenset(row["portfolios"]),
        regions=tuple(sorted(row["regions"])),
        properties=frozenset(row["properties"]),
    )


_ORGANIZATION = (
    "id", "name", "slug", "time_zone", "currency", "country", "area_unit", "is_active", "created_at", "sandbox_of_id",
)  # fmt: skip
_STANDINGS = (
    "select s.permissions, s.whole_organization, s.portfolios, s.regions, s.properties, "
    + ", ".join(f"o.{column}" for column in _ORGANIZATION)
    + " from accounts_standing(%s) s join accounts_organization o on o.id = s.organization_id"
)

_MEMBERS = (
    "select p.id as person_id, p.name as person_name, p.time_zone as person_zone, o.time_zone,"
    " s.permissions, s.whole_organization, s.portfolios, s.regions, s.properties"
    " from accounts_person p cross join lateral accounts_standing(p.id) s"
    " join accounts_organization o on o.id = s.organization_id"
    " where p.id = any(%s) and p.is_active and o.id = %s"
)


def organizations_of(person: Person) -> list[Organization]:
    """The organizations a person is a member of today, by name."""
    rows = _all(f"{_STANDINGS} order by o.name, o.id", [person.pk])
    return [_organization_of(row) for row in rows]


def standing_of(person: Person, slug: str) -> Standing | None:
    """What a person is in the organization at that address; None for no member and for no such organization."""
    row = _first(f"{_STANDINGS} where o.slug = %s", [person.pk, slug])
    if row is None:
        return None
    return Standing(_organization_of(row), expand(row["permissions"]), _scope_of(row))


def page_actor(person: Person, standing: Standing, request: HttpRequest) -> Actor:
    """A person at work in the browser."""
    return Actor(
        organization_id=standing.organization.pk,
        person_id=person.pk,
        name=person.name,
        source="page",
        permissions=standing.permissions,
        scope=standing.scope,
        request_id=getattr(request, "request_id", ""),
        time_zone=person.time_zone or standing.organization.time_zone,
    )


def member_actor(person: Person, organization_id: UUID) -> Actor | None:
    """A member whose work goes on outside a request, such as an import; None for who is no member today."""
    return member_actors([person.pk], organization_id).get(person.pk)


def member_actors(people: Sequence[UUID], organization_id: UUID) -> dict[UUID, Actor]:
    """The same for several people in one statement. Whoever is no member today, or not active, is left out."""
    rows = _all(_MEMBERS, [list(people), organization_id]) if people else []
    return {
        row["person_id"]: Actor(
            organization_id=organization_id,
            person_id=row["person_id"],
            name=row["person_name"],
            source="job",
            permissions=expand(row["permissions"]),
            scope=_scope_of(row),
            time_zone=row["person_zone"] or row["time_zone"],
        )
        for row in rows
    }


def staff_actor(person: Person, organization: Organization, request: HttpRequest) -> Actor:
    """Platform staff in the admin, in the one organization they chose: every write names them."""
    return Actor(
        organization_id=organization.pk,
        person_id=person.pk,
        name=person.name,
        source="admin",
        permissions=frozenset(all_permissions()),
        request_id=getattr(request, "request_id", ""),
        time_zone=person.time_zone or organization.time_zone,
    )


def _organization_of(row: Mapping[str, Any]) -> Organization:
    return Organization.from_db("default", _ORGANIZATION, [row[column] for column in _ORGANIZATION])


def _first(sql: str, parameters: Sequence[str | UUID | list[UUID] | None]) -> dict[str, Any] | None:
    rows = _all(sql, parameters)
    return rows[0] if rows else None


def _all(sql: str, parameters: Sequence[str | UUID | list[UUID] | None]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        # Describing a column in full takes as long as reading it.
        result = cursor.cursor.pgresult
        names = [result.fname(place).decode() for place in range(result.nfields)]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
