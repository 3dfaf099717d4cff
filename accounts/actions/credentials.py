"""What may be done to credentials: the keys and clients with which programs sign in."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.memberships import add_member
from accounts.granting import Place, check_role, check_scopes, check_standing
from accounts.models import Application, Credential, Membership, Person, Role
from core.actor import Actor
from core.errors import RuleBroken
from core.ids import new_id
from core.keys import Key, hash_secret, new_secret
from core.validators import validate_network
from core.writing import changing, creating

KEY_KIND = "api_key"
PREFIXES = {Credential.KEY: "ak", Credential.CLIENT: "ac"}
# How long the former secret still opens after a rotation, so that every copy of a program can be changed in peace.
OVERLAP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A credential with its secret, which is shown this once and stored as its hash only."""

    credential: Credential
    secret: str

    @property
    def key(self) -> str:
        """What a program sends as an API key; empty for an OAuth2 client."""
        return f"{self.credential.prefix}.{self.secret}" if self.credential.kind == Credential.KEY else ""


def create_credential(
    *,
    actor: Actor,
    name: str,
    role: Role,
    scopes: Sequence[str],
    kind: str = Credential.CLIENT,
    places: Iterable[Place] = (),
    whole_organization: bool | None = None,
    allowed_networks: Sequence[str] = (),
    rate_per_minute: int = 600,
    calls_per_day: int | None = None,
    expires_at: datetime | None = None,
) -> Issued:
    """Let a program in, as a service account of its own. It is given no more than its maker holds."""
    actor.require("accounts.create_credential")
    check_scopes(scopes, actor=actor)
    check_role(role, actor=actor)
    credential = Credential(
        id=new_id(),
        name=name,
        kind=kind,
        prefix=f"{PREFIXES[kind]}_{secrets.token_hex(10)}",
        scopes=list(dict.fromkeys(scopes)),
        allowed_networks=checked_networks(allowed_networks),
        rate_per_minute=rate_per_minute,
        calls_per_day=calls_per_day,
        expires_at=expires_at,
    )
    credential.person = service_account(credential)
    add_member(
        actor=actor,
        person=credential.person,
        role=role,
        places=places,
        whole_organization=whole_organization,
        permission="accounts.create_credential",
    )
    with creating(credential, event="credential.created", actor=actor):
        pass
    secret = new_secret()
    store_secret(credential, secret)
    return Issued(credential, secret)


def rotate_credential(
    credential: Credential,
    *,
    actor: Actor,
    overlap: timedelta = OVERLAP,
    former_until: datetime | None = None,
    version: int | None = None,
) -> Issued:
    """Issue a new secret. The former one still opens for `overlap`, or until `former_until`, and none before it does.

    Tokens that were given out live on.
    """
    former_until = former_until or timezone.now() + overlap
    with changing(
        credential,
        event="credential.rotated",
        permission="accounts.rotate_credential",
        actor=actor,
        version=version,
    ) as row:
        refuse_revoked(row)
        refuse_past(former_until, overlap)
        check_standing(membership_of(row), actor=actor)
        check_scopes(row.scopes, actor=actor)
        row.rotated_at, row.former_until = timezone.now(), former_until
    secret = new_secret()
    store_secret(credential, secret, former_until=former_until)
    return Issued(credential, secret)


def revoke_credential(credential: Credential, *, actor: Actor, version: int | None = None) -> Credential:
    """Shut a program out, from its next call on. This cannot be undone; a new credential can be made."""
    with changing(
        credential,
        event="credential.revoked",
        permission="accounts.revoke_credential",
        actor=actor,
        version=version,
    ) as row:
        refuse_revoked(row)
        row.revoked_at = timezone.now()
    Person.objects.filter(pk=credential.person_id).update(is_active=False)
    return credential


def refuse_revoked(credential: Credential) -> None:
    """What was revoked stays so."""
    if credential.revoked_at is not None:
        raise RuleBroken("", "revoked", _("This credential was revoked."), status=409)


def refuse_past(former_until: datetime, overlap: timedelta) -> None:
    """A secret is closed at once by no overlap, not by a day in the past, which is a mistake."""
    if former_until <= timezone.now() and overlap > timedelta():
        raise RuleBroken("former_until", "past", _("Choose a time that is still to come."))


def service_account(credential: Credential) -> Person:
    """The person as which a program acts. It has no mailbox and no password."""
    return Person.objects.create_user(f"{credential.prefix}@service.invalid", name=credential.name, kind=Person.SERVICE)


def membership_of(credential: Credential) -> Membership:
    """The membership of the credential's service account."""
    return Membership.objects.get(organization_id=credential.organization_id, person_id=credential.person_id)


def store_secret(credential: Credential, secret: str, *, former_until: datetime | None = None) -> None:
    """Keep the hash of a new secret, and of the former one until its time is over."""
    if credential.kind == Credential.KEY:
        _store_key(credential, secret, former_until)
    else:
        _store_client(credential, secret, former_until)


def _store_key(credential: Credential, secret: str, former_until: datetime | None) -> None:
    keys = Key.objects.filter(kind=KEY_KIND, record_id=credential.pk)
    # Two secrets open at most: the new one, and the one before it.
    keys.exclude(expires_at=None).delete()
    keys.filter(expires_at=None).update(expires_at=former_until)
    Key.objects.create(
        hash=hash_secret(f"{credential.prefix}.{secret}"),
        organization_id=credential.organization_id,
        kind=KEY_KIND,
        record_id=credential.pk,
    )


def _store_client(credential: Credential, secret: str, former_until: datetime | None) -> None:
    client, _created = Application.objects.get_or_create(
        client_id=credential.prefix,
        defaults={
            "organization_id": credential.organization_id,
            "credential_id": credential.pk,
            "name": credential.name,
            "user_id": credential.person_id,
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_CLIENT_CREDENTIALS,
            "allowed_scopes": " ".join(credential.scopes),
            "client_secret": hash_secret(secret),
            # A secret of 256 random bits needs no stretching: a third of a second for each token otherwise.
            "hash_client_secret": False,
        },
    )
    if former_until is not None:
        client.former_secret, client.former_secret_until = client.client_secret, former_until
        client.client_secret = hash_secret(secret)
        client.save()


def checked_networks(networks: Sequence[str]) -> list[str]:
    """The networks of an allowlist, each checked."""
    for network in networks:
        try:
            validate_network(network)
        except ValidationError as error:
            raise RuleBroken("allowed_networks", "network", " ".join(error.messages)) from error
    return list(networks)
