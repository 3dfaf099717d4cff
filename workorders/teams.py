"""Whose "my team" a question means: read only where a question says so."""

from core.actor import Actor
from core.query import Own
from vendors.models import Vendor, VendorPerson
from workorders.models import Team, TeamMember


def own_of(actor: Actor) -> Own:
    """The teams the actor is in, everybody in them, oneself too, and the companies the actor works for."""
    if actor.person_id is None:
        return Own()
    mine = TeamMember.objects.visible_to(actor).filter(person_id=actor.person_id, team__archived_at__isnull=True)
    rows = TeamMember.objects.visible_to(actor).filter(team_id__in=mine.values("team_id"))
    pairs = list(rows.values_list("team_id", "person_id"))
    people = VendorPerson.objects.visible_to(actor).filter(person_id=actor.person_id)
    companies = frozenset(people.values_list("vendor_id", flat=True))
    teams = frozenset(team for team, _person in pairs)
    return Own(
        colleagues=frozenset(person for _team, person in pairs),
        records={Team._meta.label_lower: teams, Vendor._meta.label_lower: companies},
    )
