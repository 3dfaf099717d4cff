"""Every permission of the installation, in the groups in which people see and grant them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.looks import words_of
from core.surfaces import permissions, surfaces

# In a role: everything there is, also what a later version adds.
EVERYTHING = "*"

# Accounts have no surface (people are not records of one organization), so their permissions are written out.
ACCOUNTS: tuple[tuple[str, Any], ...] = (
    ("accounts.view_membership", _("See people and what they may do")),
    ("accounts.invite_person", _("Invite people")),
    ("accounts.change_membership", _("Change roles, places and dates of people")),
    ("accounts.end_membership", _("End memberships")),
    ("accounts.export_person", _("Export what is known of a person")),
    ("accounts.erase_person", _("Erase a person's data")),
    ("accounts.view_role", _("See roles")),
    ("accounts.add_role", _("Add roles")),
    ("accounts.change_role", _("Change roles")),
    ("accounts.delete_role", _("Delete roles")),
    ("accounts.view_credential", _("See credentials of programs")),
    ("accounts.create_credential", _("Create credentials")),
    ("accounts.rotate_credential", _("Give a credential a new secret")),
    ("accounts.revoke_credential", _("Revoke credentials")),
    ("accounts.view_auditlog", _("See the log of the API's calls")),
    ("accounts.change_organization", _("Change the organization's settings")),
    ("accounts.export_organization", _("Export the whole organization")),
    ("accounts.keep_sandbox", _("Make, reset and delete the sandbox")),
)
BASIC = {"view": _("See"), "add": _("Add"), "change": _("Change"), "delete": _("Delete")}


@dataclass(frozen=True, slots=True)
class PermissionGroup:
    """The permissions of one module under its name."""

    label: Any
    permissions: tuple[tuple[str, Any], ...]


@cache
def all_permissions() -> tuple[str, ...]:
    """Every permission that a role can hold."""
    return (*permissions(), *(name for name, _label in ACCOUNTS))


@cache
def permission_groups() -> tuple[PermissionGroup, ...]:
    """The same, one group a module, in the order of the sidebar."""
    groups = [
        PermissionGroup(
            words_of(surface.plural), tuple((surface.permission(v), _verb_label(surface, v)) for v in surface.verbs)
        )
        for surface in surfaces()
    ]
    return (*groups, PermissionGroup(_("People, roles and credentials"), ACCOUNTS))


def _verb_label(surface: Any, verb: str) -> Any:
    action = surface.action(verb)
    return action.label if action else (surface.grants.get(verb) or BASIC.get(verb, words_of(verb)))


def expand(granted: Iterable[str]) -> frozenset[str]:
    """What a role's list means today: `*` is everything, and a permission nobody knows any more is nothing."""
    return _expanded(frozenset(granted))


@lru_cache(maxsize=1024)
def _expanded(granted: frozenset[str]) -> frozenset[str]:
    """Roles are few: each list is expanded once, and its set hashed once."""
    known = frozenset(all_permissions())
    return known if EVERYTHING in granted else granted & known
