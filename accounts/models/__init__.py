from accounts.models.copies import SANDBOX_KINDS, CopyKind, OrganizationCopy
from accounts.models.credentials import (
    AccessToken,
    Application,
    Credential,
    CredentialUse,
    Grant,
    IDToken,
    RefreshToken,
)
from accounts.models.erasures import Erasure
from accounts.models.organizations import Organization
from accounts.models.people import Person
from accounts.models.roles import Membership, MembershipPlace, Role

__all__ = [
    "SANDBOX_KINDS",
    "AccessToken",
    "Application",
    "CopyKind",
    "Credential",
    "CredentialUse",
    "Erasure",
    "Grant",
    "IDToken",
    "Membership",
    "MembershipPlace",
    "Organization",
    "OrganizationCopy",
    "Person",
    "RefreshToken",
    "Role",
]
