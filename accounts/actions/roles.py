"""What may be done to roles."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.choices import RoleTemplate
from accounts.granting import check_permissions
from accounts.models import Membership, Role
from accounts.permissions import EVERYTHING
from core.actor import Actor
from core.errors import RuleBroken
from core.references import refuse_if_referred_to
from core.writing import changing, creating, deleting


def create_role(*, actor: Actor, name: str, permissions: Sequence[str] = (), template: str = "") -> Role:
    """Add a role. Nobody puts a permission into it that they do not hold themselves."""
    check_permissions(permissions, actor=actor)
    role = Role(name=name, permissions=ordered(permissions), template=template)
    with creating(role, event="role.created", permission="accounts.add_role", actor=actor):
        pass
    return role


def change_role(
    role: Role,
    *,
    actor: Actor,
    name: str | None = None,
    permissions: Sequence[str] | None = None,
    version: int | None = None,
) -> Role:
    """Rename a role or change what it holds. The administrator's role holds everything and stays so."""
    with changing(role, event="role.updated", permission="accounts.change_role", actor=actor, version=version) as row:
        row.name = row.name if name is None else name
        if permissions is not None:
            refuse_administrator(row)
            check_permissions(set(permissions) ^ set(row.permissions), actor=actor)
            row.permissions = ordered(permissions)
    return role


def delete_role(role: Role, *, actor: Actor, version: int | None = None) -> None:
    """Remove a role that nobody has, and that nothing names. The administrator's role stays."""
    with deleting(role, event="role.deleted", permission="accounts.delete_role", actor=actor, version=version) as row:
        refuse_administrator(row)
        members = Membership.objects.visible_to(actor).filter(role=row).count()
        if members:
            raise RuleBroken("", "in-use", _("%s people or programs have this role.") % members, status=409)
        refuse_if_referred_to(row, actor=actor)


def refuse_administrator(role: Role) -> None:
    """An organization must never be left without anybody who may run it."""
    if role.template == RoleTemplate.ADMINISTRATOR:
        raise RuleBroken("permissions", "fixed-role", _("The administrator's role cannot be changed."), status=409)


def ordered(permissions: Sequence[str]) -> list[str]:
    """One order, so that a change of nothing is none."""
    return [EVERYTHING] if EVERYTHING in permissions else sorted(set(permissions))
