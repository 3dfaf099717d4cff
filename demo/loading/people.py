"""The people who may look around or do the work, with their roles and the places those hold in."""

from collections.abc import Sequence

from accounts.actions.memberships import add_member
from accounts.granting import Place
from accounts.models import Organization, Person, Role
from core.acting import acting
from demo.accounts import PASSWORD, PEOPLE, STAFF_EMAIL, STAFF_NAME, WORKERS, DemoPerson
from demo.loading.batches import loader_of
from demo.loading.hierarchy import Hierarchy


def create_people(organization: Organization, hierarchy: Hierarchy) -> dict[str, Person]:
    """Accounts and memberships of one organization; the people by their first names."""
    logins = [(one, create_login(one)) for one in PEOPLE if one.organization == organization.slug]
    workers = [(one, create_worker(one)) for one in WORKERS if one.organization == organization.slug]
    actor = loader_of(organization)
    with acting(actor):
        roles = {role.template: role for role in Role.objects.visible_to(actor)}
        for one, person in logins + workers:
            add_member(actor=actor, person=person, role=roles[one.role], places=places_of(one, hierarchy))
    return {one.first_name: person for one, person in logins + workers}


def create_platform_staff() -> Person:
    """Who may open the admin; a member of no organization."""
    present = Person.objects.filter(email=STAFF_EMAIL).first()
    return present or Person.objects.create_superuser(STAFF_EMAIL, PASSWORD, name=STAFF_NAME)


def create_login(person: DemoPerson) -> Person:
    return Person.objects.create_user(person.email, PASSWORD, name=person.name)


def create_worker(person: DemoPerson) -> Person:
    """Somebody who is assigned work and cannot sign in."""
    return Person.objects.create_user(person.email, name=person.name)


def places_of(person: DemoPerson, hierarchy: Hierarchy) -> Sequence[Place]:
    """Where the role holds; nothing means everywhere."""
    places = []
    if person.property_code:
        places.append(Place("property", hierarchy.properties[person.property_code].id))
    if person.portfolio_code:
        places.append(Place("portfolio", hierarchy.portfolios[person.portfolio_code].id))
    return places
