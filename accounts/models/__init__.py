from accounts.models.copies import AT_WORK, CopyKind, CopyStatus, OrganizationCopy, stored_as
from accounts.models.credentials import (
    AccessToken,
    Application,
    Credential,
    CredentialUse,
    Grant,
    IDToken,
    RefreshToken,
)
from accounts.models.organizations import Organization
from accounts.models.people import Person
from accounts.models.roles import Membership, MembershipPlace, Role

__all__ = [
    "AT_WORK",
    "AccessToken",
    "Application",
    "CopyKind",
    "CopyStatus",
    "Credential",
    "CredentialUse",
    "Grant",
    "IDToken",
    "Membership",
    "MembershipPlace",
    "Organization",
    "OrganizationCopy",
    "Person",
    "RefreshToken",
    "Role",
    "stored_as",
]
