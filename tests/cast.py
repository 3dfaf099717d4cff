"""The cast of every test: Ana, Ben, Vera, Cleo and Sys, and the few places they work in."""

from dataclasses import dataclass

from accounts.models import Membership, MembershipPlace, Organization, Person, Role
from accounts.permissions import all_permissions
from core.acting import acting
from core.actor import Actor, Scope
from core.surfaces import permissions
from core.writing import creating
from facilities.actions.properties import create_property
from facilities.models import Portfolio, Property, Region


@dataclass
class Cast:
    """Two organizations. Ana runs the first, Ben and Vera work in it, Sys is a program; Cleo runs the second."""

    organization: Organization
    other: Organization
    ana: Actor
    ben: Actor
    vera: Actor
    sys: Actor
    cleo: Actor
    portfolio: Portfolio
    region: Region
    tower: Property
    annex: Property
    elsewhere: Property


VIEW_AND_WORK = (
    "view_",
    "accept_",
    "decline_assignment_",
    "start_",
    "hold_",
    "resume_",
    "complete_",
    "check_",
    "add_timeentry",
    "change_timeentry",
    "delete_timeentry",
    "sign_",
    "tick_",
    "untick_",
    "comment_",
    "others_",
    "read_meter",
)


def make_cast() -> Cast:
    """Fill the two organizations; everything is written inside `acting()`, as anywhere else."""
    one = Organization.objects.create(name="Lakeside", slug="lakeside", time_zone="America/Chicago")
    two = Organization.objects.create(name="Harbour", slug="harbour", time_zone="Europe/Amsterdam")
    ana, cleo = make_person(one, "Ana Alvarez", all_permissions()), make_person(two, "Cleo Chen", all_permissions())
    with acting(ana):
        portfolio, region = make_places(ana, "Great Lakes", "Chicago")
        tower = create_property(
            actor=ana,
            name="Tower",
            code="T1",
            region=region,
            portfolio=portfolio,
            time_zone="America/Chicago",
            city="Chicago",
        )
        annex = create_property(actor=ana, name="Annex", code="A1", portfolio=portfolio, time_zone="America/Chicago")
    with acting(cleo):
        far, _ = make_places(cleo, "Ports", "Rotterdam")
        elsewhere = create_property(actor=cleo, name="Elsewhere", code="T1", portfolio=far)
    work = tuple(p for p in permissions() if p.split(".")[1].startswith(VIEW_AND_WORK))
    ben = make_person(one, "Ben Brown", work, places=(tower,))
    vera = make_person(
        one, "Vera Vance", tuple(p for p in work if "workorder" in p and "others" not in p), places=(tower,)
    )
    sys = make_person(one, "Sys", all_permissions(), kind=Person.SERVICE)
    return Cast(one, two, ana, ben, vera, sys, cleo, portfolio, region, tower, annex, elsewhere)


def make_person(
    organization: Organization,
    name: str,
    granted: tuple[str, ...],
    *,
    places: tuple[Property, ...] = (),
    kind: str = Person.HUMAN,
) -> Actor:
    """A person with a membership, and the actor they are on a page."""
    first = name.split()[0].lower()
    person = Person.objects.create_user(
        f"{first}@{organization.slug}.example", "correct horse battery", name=name, kind=kind
    )
    system = Actor.system(organization.id)
    with acting(system):
        with creating(
            Role(name=f"Role of {name}", permissions=list(granted)), event="role.created", actor=system
        ) as role:
            pass
        membership = Membership(person=person, role=role, whole_organization=not places)
        with creating(membership, event="membership.created", actor=system):
            pass
        for place in places:
            entry = MembershipPlace(membership=membership, kind="property", place_id=place.id)
            with creating(entry, event="membership.updated", actor=system):
                pass
    scope = Scope() if not places else Scope(everything=False, properties=frozenset(p.id for p in places))
    return Actor(
        organization_id=organization.id,
        person_id=person.id,
        name=name,
        source="page",
        permissions=frozenset(granted),
        scope=scope,
        time_zone=organization.time_zone,
    )


def make_places(actor: Actor, portfolio_name: str, region_name: str) -> tuple[Portfolio, Region]:
    """One portfolio with one region."""
    with creating(Portfolio(name=portfolio_name), event="portfolio.created", actor=actor) as portfolio:
        pass
    with creating(Region(name=region_name, portfolio=portfolio), event="region.created", actor=actor) as region:
        region.path = f"{region_name.lower()}/"
    return portfolio, region
