"""The people who may look around, with their roles and the places those hold in."""

from collections.abc import Iterable

from accounts.choices import RoleTemplate
from accounts.models import Membership, MembershipPlace, Organization, Person, Role
from core.surfaces import permissions
from demo.accounts import PASSWORD, PEOPLE, DemoPerson
from demo.loading.batches import create_all
from demo.loading.hierarchy import Hierarchy


def create_people(organization: Organization, hierarchy: Hierarchy) -> dict[str, Person]:
    """Accounts, roles and memberships of one organization; the people by their first names."""
    roles = create_roles(organization)
    members = [one for one in PEOPLE if one.organization == organization.slug]
    people = {one.first_name: create_person(one) for one in members}
    memberships = {
        one.first_name: Membership(
            person=people[one.first_name],
            role=roles[one.role],
            whole_organization=not (one.property_code or one.portfolio_code),
        )
        for one in members
    }
    create_all(memberships.values(), event="membership.created", organization=organization)
    places = [place for one in members for place in _places(one, memberships[one.first_name], hierarchy)]
    create_all(places, event="membership.updated", organization=organization)
    return people


def create_roles(organization: Organization) -> dict[str, Role]:
    """One role for each template: the administrator may do everything, the others may look."""
    roles = [
        Role(name=str(template.label), template=template, permissions=permissions_of(template))
        for template in RoleTemplate
    ]
    return {role.template: role for role in create_all(roles, event="role.created", organization=organization)}


def permissions_of(template: RoleTemplate) -> list[str]:
    everything = template is RoleTemplate.ADMINISTRATOR
    return [name for name in permissions() if everything or ".view_" in name]


def create_person(person: DemoPerson) -> Person:
    return Person.objects.create_user(person.email, PASSWORD, name=person.name)


def _places(person: DemoPerson, membership: Membership, hierarchy: Hierarchy) -> Iterable[MembershipPlace]:
    if person.property_code:
        place_id = hierarchy.properties[person.property_code].id
        yield MembershipPlace(membership=membership, kind="property", place_id=place_id)
    if person.portfolio_code:
        place_id = hierarchy.portfolios[person.portfolio_code].id
        yield MembershipPlace(membership=membership, kind="portfolio", place_id=place_id)
