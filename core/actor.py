"""Who acts: a person, a credential's service account, a connector or the system, in one organization."""

from dataclasses import dataclass, field
from typing import Literal, Self
from uuid import UUID

from core.errors import NotPermitted

Source = Literal[
    "page", "api", "admin", "import", "bulk", "command", "job", "rule", "connector", "mail", "demo", "system"
]


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of an organization an actor sees. `everything`, or the union of the named nodes and what is below."""

    everything: bool = True
    portfolios: frozenset[UUID] = frozenset()
    regions: tuple[str, ...] = ()  # materialized paths
    properties: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Every write and every read names one. `person_id` is None only for the system itself."""

    organization_id: UUID
    person_id: UUID | None
    name: str
    source: Source
    permissions: frozenset[str] = frozenset()
    scope: Scope = field(default_factory=Scope)
    request_id: str = ""
    credential_id: UUID | None = None
    # Scopes of the token or key (`workorders:read`); None for people, whom no token narrows.
    token_scopes: frozenset[str] | None = None
    # Calls a minute, and a day of UTC, of the credential; people are not limited by them.
    rate_per_minute: int | None = None
    calls_per_day: int | None = None
    time_zone: str = "UTC"
    is_system: bool = False

    @classmethod
    def system(cls, organization_id: UUID, *, source: Source = "system", name: str = "Atrium") -> Self:
        """The application itself, at work for one organization: it holds every permission."""
        return cls(organization_id=organization_id, person_id=None, name=name, source=source, is_system=True)

    def may(self, permission: str) -> bool:
        """Whether the role holds `permission`, such as `workorders.assign_workorder`."""
        return self.is_system or permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise NotPermitted unless the role holds `permission`."""
        if not self.may(permission):
            raise NotPermitted(permission)
