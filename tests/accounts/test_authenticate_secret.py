"""One query from a secret to an Actor, and every reason to refuse it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.credentials import revoke_credential, rotate_credential
from accounts.authentication import AddressNotAllowed, Revoked, TokenExpired, Unauthenticated, authenticate_secret
from accounts.granting import Place
from accounts.models import Credential, CredentialUse, Membership, Organization, Person
from core.acting import acting
from core.actor import Actor
from core.errors import RuleBroken
from core.keys import Key, hash_secret
from tests.accounts.conftest import Issue
from tests.cast import Cast


def actor_of(key: str, address: str = "192.0.2.7") -> Actor:
    return authenticate_secret(f"Api-Key {key}", address=address, request_id="r-1")


def test_a_key_becomes_an_actor_in_one_query(cast: Cast, issue: Issue) -> None:
    issued = issue(rate_per_minute=40)
    with CaptureQueriesContext(connection) as queries:
        actor = actor_of(issued.key)
    assert len(queries) == 1
    assert (actor.organization_id, actor.person_id) == (cast.organization.pk, issued.credential.person_id)
    assert (actor.source, actor.request_id, actor.time_zone) == ("api", "r-1", "America/Chicago")
    assert (actor.token_scopes, actor.rate_per_minute) == ({"properties:read"}, 40)
    assert actor.permissions == cast.ana.permissions and actor.scope.everything


def test_the_secret_is_stored_as_its_hash_only(issue: Issue, system: Actor) -> None:
    issued = issue()
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(k::text, ' ') from core_key k")
        stored = cursor.fetchone()[0]
    assert issued.secret not in stored
    assert Key.objects.get(record_id=issued.credential.pk).kind == "api_key"


@pytest.mark.parametrize(
    "header", ["", "Api-Key", "Api-Key ", "Basic YTpi", "Bearer x", "Api-Key ak_1.x", "Api-Key \x00", "Api-Key é"]
)
def test_what_is_no_secret_is_refused(db: None, header: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        authenticate_secret(header, address="")
    assert (refused.value.code, refused.value.status) == ("unauthenticated", 401)


def test_a_key_is_no_bearer_token(issue: Issue) -> None:
    with pytest.raises(Unauthenticated):
        authenticate_secret(f"Bearer {issue().key}", address="")


def test_a_revoked_key_is_refused(issue: Issue, system: Actor) -> None:
    issued = issue()
    with acting(system):
        revoke_credential(issued.credential, actor=system)
    with pytest.raises(Revoked):
        actor_of(issued.key)


def test_a_key_with_a_past_end_is_refused(issue: Issue) -> None:
    issued = issue(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(TokenExpired):
        actor_of(issued.key)


def test_the_former_secret_opens_until_the_overlap_ends(issue: Issue, system: Actor) -> None:
    former = issue()
    with acting(system):
        fresh = rotate_credential(former.credential, actor=system)
    assert actor_of(former.key).credential_id == actor_of(fresh.key).credential_id
    with acting(system):
        latest = rotate_credential(former.credential, actor=system, overlap=timedelta(0))
    with pytest.raises(TokenExpired):
        actor_of(fresh.key)
    assert actor_of(latest.key)


def test_two_secrets_open_until_a_chosen_time_and_never_three(issue: Issue, system: Actor) -> None:
    first = issue()
    until = timezone.now() + timedelta(days=30)
    with acting(system):
        second = rotate_credential(first.credential, actor=system, former_until=until)
        assert second.credential.former_until == until
    assert Key.objects.get(hash=hash_secret(first.key)).expires_at == until
    assert actor_of(first.key) and actor_of(second.key)
    with acting(system):
        third = rotate_credential(first.credential, actor=system, former_until=until)
    with pytest.raises(Unauthenticated):
        actor_of(first.key)
    assert actor_of(second.key) and actor_of(third.key)


def test_a_secret_is_not_closed_in_the_past(issue: Issue, system: Actor) -> None:
    issued = issue()
    past = timezone.now() - timedelta(hours=1)
    with acting(system), pytest.raises(RuleBroken) as refused:
        rotate_credential(issued.credential, actor=system, former_until=past)
    assert [(one.field, one.code) for one in refused.value.problems] == [("former_until", "past")]
    assert actor_of(issued.key)


def test_an_inactive_service_account_is_refused(issue: Issue) -> None:
    issued = issue()
    Person.objects.filter(pk=issued.credential.person_id).update(is_active=False)
    with pytest.raises(Unauthenticated):
        actor_of(issued.key)


def test_an_inactive_organization_is_refused(cast: Cast, issue: Issue) -> None:
    issued = issue()
    Organization.objects.filter(pk=cast.organization.pk).update(is_active=False)
    with pytest.raises(Unauthenticated):
        actor_of(issued.key)


@pytest.mark.parametrize("dates", [{"starts_on": date(2999, 1, 1)}, {"ends_on": date(2001, 1, 1)}])
def test_a_membership_outside_its_dates_is_refused(issue: Issue, system: Actor, dates: dict[str, date]) -> None:
    issued = issue()
    with acting(system):
        Membership.objects.filter(person_id=issued.credential.person_id).update(**dates)
    with pytest.raises(Unauthenticated):
        actor_of(issued.key)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("2001:db8::1", True),
        ("11.0.0.1", False),
        ("", False),
        ("10.1.2.3, 1.1.1.1", False),
    ],
)
def test_the_allowlist_holds(issue: Issue, address: str, allowed: bool) -> None:
    issued = issue(allowed_networks=["10.0.0.0/8", "2001:db8::/32"])
    if allowed:
        assert actor_of(issued.key, address)
        return
    with pytest.raises(AddressNotAllowed) as refused:
        actor_of(issued.key, address)
    assert (refused.value.code, refused.value.status) == ("ip-not-allowed", 403)


def test_places_narrow_the_scope(cast: Cast, issue: Issue) -> None:
    places = [Place("portfolio", cast.portfolio.pk), Place("region", cast.region.pk), Place("property", cast.tower.pk)]
    scope = actor_of(issue(places=places).key).scope
    assert not scope.everything
    assert (scope.portfolios, scope.regions, scope.properties) == (
        {cast.portfolio.pk},
        ("chicago/",),
        {cast.tower.pk},
    )


def test_a_limited_membership_without_places_sees_nothing(cast: Cast, issue: Issue, system: Actor) -> None:
    issued = issue()
    with acting(system):
        Membership.objects.filter(person_id=issued.credential.person_id).update(whole_organization=False)
    scope = actor_of(issued.key).scope
    assert not (scope.everything or scope.portfolios or scope.regions or scope.properties)


def test_the_last_use_is_noted_once_a_minute(issue: Issue, system: Actor) -> None:
    issued = issue()
    actor_of(issued.key)
    with acting(system):
        first = CredentialUse.objects.get(pk=issued.credential.pk).last_used_at
    actor_of(issued.key)
    with acting(system):
        assert CredentialUse.objects.get(pk=issued.credential.pk).last_used_at == first


def test_a_credential_of_another_kind_is_not_mistaken(issue: Issue) -> None:
    client = issue(kind=Credential.CLIENT)
    assert client.key == ""
    with pytest.raises(Unauthenticated):
        actor_of(f"{client.credential.prefix}.{client.secret}")
