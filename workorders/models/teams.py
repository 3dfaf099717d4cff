"""Teams: who works together, in which trades and at which places, and what each person is skilled in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.personal import Named, Personal
from core.records import Owned, OwnedReference, Record
from facilities.models import Region
from facilities.scoping import place_condition

TRADES = {"list": "trade"}


class Team(Record):
    """People who share work: an electricians' crew, the night shift. Work may be given to a team as a whole."""

    module = "team"

    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=2_000)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="team_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="team_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="team_number_once"),
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="team_name_taken",
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("Another team already has this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(Owned):
    """One person of a team. Who leads it answers for its work."""

    module = "team_member"
    personal = Personal(named=(Named(account="person", tells=("team__name",)),))
    alive = {"team__deleted_at__isnull": True}

    team = OwnedReference(Team, models.CASCADE, verbose_name=_("team"), related_name="members", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+", db_index=False
    )
    is_lead = models.BooleanField(_("leads the team"), default=False)

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        indexes = [models.Index(fields=["organization", "person"], name="team_member_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "team", "person"],
                name="team_member_once",
                violation_error_message=_("This person is in the team already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.person}"


class TeamTrade(Owned):
    """One trade that a team takes work in."""

    module = "team_trade"
    alive = {"team__deleted_at__isnull": True}

    team = OwnedReference(Team, models.CASCADE, verbose_name=_("team"), related_name="trades", db_index=False)
    trade = OwnedReference(
        "core.PicklistItem", verbose_name=_("trade"), related_name="+", db_index=False, limit_choices_to=TRADES
    )

    class Meta:
        verbose_name = _("trade of a team")
        verbose_name_plural = _("trades of teams")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "team", "trade"],
                name="team_trade_once",
                violation_error_message=_("The team has this trade already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.trade}"


class TeamPlace(Owned):
    """One region or property that a team covers. A team without any covers everything."""

    module = "team_place"
    alive = {"team__deleted_at__isnull": True}

    team = OwnedReference(Team, models.CASCADE, verbose_name=_("team"), related_name="places", db_index=False)
    region = OwnedReference(
        "facilities.Region", models.CASCADE, verbose_name=_("region"), related_name="+", null=True, blank=True
    )
    property = OwnedReference(
        "facilities.Property", models.CASCADE, verbose_name=_("property"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("place of a team")
        verbose_name_plural = _("places of teams")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "team", "region"],
                condition=Q(region__isnull=False),
                name="team_region_once",
                violation_error_message=_("The team covers this region already."),
            ),
            models.UniqueConstraint(
                fields=["organization", "team", "property"],
                condition=Q(property__isnull=False),
                name="team_property_once",
                violation_error_message=_("The team covers this property already."),
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True, property__isnull=False)
                | Q(region__isnull=False, property__isnull=True),
                name="team_place_is_one",
                violation_error_message=_("Name a region or a property."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.region or self.property)

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Places that are seen."""
        regions = Region.objects.filter(Region.scope_condition(actor), organization_id=actor.organization_id)
        return place_condition(actor, "property__") | Q(region_id__in=regions.values("pk"))


class Skill(Record):
    """What a person has learned: a trade, by which certificate, and until when it is valid."""

    module = "skill"
    personal = Personal(named=(Named(account="person", tells=("trade__label", "name", "expires_on")),))

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+", db_index=False
    )
    trade = OwnedReference(
        "core.PicklistItem", verbose_name=_("trade"), related_name="+", db_index=False, limit_choices_to=TRADES
    )
    name = models.CharField(
        _("certificate"), max_length=120, blank=True, help_text=_("Such as a licence; empty: what the trade is called.")
    )
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="skill_by_name"),
            models.Index(fields=["organization", "person", "id"], name="skill_by_person"),
            models.Index(fields=["organization", "expires_on", "id"], name="skill_by_end"),
            models.Index(fields=["organization", "updated_at", "id"], name="skill_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="skill_number_once"),
            models.UniqueConstraint(
                fields=["organization", "person", "trade", "name"],
                name="skill_once",
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("This person has this skill already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
