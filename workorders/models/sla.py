"""What is promised: how soon work is answered and done, for which places and kinds of work."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import Owned, OwnedReference, Record
from facilities.models import Lease
from facilities.scoping import place_condition
from workorders.choices import ResponseMet
from workorders.hours import named, parse_target, write_target
from workorders.models.calendars import BusinessCalendar

PRIORITIES, TIMERS = ("p1", "p2", "p3", "p4"), ("response", "resolution", "vendor")
TARGETS = tuple(f"{priority}_{timer}" for priority in PRIORITIES for timer in TIMERS)


def _target(label: Any) -> models.CharField:
    return models.CharField(label, max_length=20, blank=True, help_text=_("Such as “4 h” or “3 days”."))


def _always(label: Any) -> models.BooleanField:
    return models.BooleanField(label, default=False, help_text=_("These times count at every hour."))


class SlaPolicy(Record):
    """How soon work is answered and done, by priority. The most specific policy that fits an order holds for it.

    A lease is more specific than a property, a property more than a category; a policy with none is the default.
    Times are “4 h” of opening time or “3 days”, working days of the calendar; nothing written means: no promise.
    """

    module = "sla_policy"

    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    lease = OwnedReference(
        "facilities.Lease", verbose_name=_("lease"), related_name="+", null=True, blank=True, db_index=False,
        help_text=_("Work at the properties of this lease, while it runs."),
    )  # fmt: skip
    property = OwnedReference(
        "facilities.Property", verbose_name=_("property"), related_name="+", null=True, blank=True, db_index=False
    )
    category = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("category"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        limit_choices_to={"list": "category"},
    )
    calendar = OwnedReference(
        BusinessCalendar,
        verbose_name=_("calendar"),
        related_name="policies",
        null=True,
        blank=True,
        help_text=_("Empty: the calendar of each property."),
    )
    p1_response = _target(_("P1 response"))
    p1_resolution = _target(_("P1 resolution"))
    p1_vendor = _target(_("P1 vendor"))
    p1_always = _always(_("P1 day and night"))
    p2_response = _target(_("P2 response"))
    p2_resolution = _target(_("P2 resolution"))
    p2_vendor = _target(_("P2 vendor"))
    p2_always = _always(_("P2 day and night"))
    p3_response = _target(_("P3 response"))
    p3_resolution = _target(_("P3 resolution"))
    p3_vendor = _target(_("P3 vendor"))
    p3_always = _always(_("P3 day and night"))
    p4_response = _target(_("P4 response"))
    p4_resolution = _target(_("P4 resolution"))
    p4_vendor = _target(_("P4 vendor"))
    p4_always = _always(_("P4 day and night"))
    response_met_by = models.CharField(
        _("answered by"), max_length=10, choices=ResponseMet, default=ResponseMet.ACCEPTED
    )
    counts_approval = models.BooleanField(
        _("approval counts"), default=False, help_text=_("Time in which work awaits approval counts for the response.")
    )
    at_risk_percent = models.PositiveSmallIntegerField(
        _("at risk from"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("Percent of the time."),
    )
    reopen_days = models.PositiveSmallIntegerField(
        _("days for sending back"),
        default=14,
        validators=[MaxValueValidator(365)],
        help_text=_("Work that is sent back within them goes on by the same clock."),
    )

    class Meta:
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="sla_policy_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="sla_policy_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="sla_policy_number_once"),
            models.UniqueConstraint(
                fields=["organization", "lease", "property", "category"],
                condition=Q(is_active=True, deleted_at__isnull=True),
                nulls_distinct=False,
                name="sla_policy_condition_taken",
                violation_error_message=_("Another policy in use has the same conditions."),
            ),
            one_of("response_met_by", ResponseMet, name="sla_policy_response_met_by"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Policies for everywhere, and those that name a place that is seen."""
        return (Q(property__isnull=True) | place_condition(actor, "property__")) & (
            Q(lease__isnull=True) | Q(lease__in=Lease.objects.filter(Lease.scope_condition(actor)))
        )

    def clean(self) -> None:
        """Promised times are kept in one way of writing: “60 min” is “1 h”."""
        promised = False
        for name in TARGETS:
            with named(name):
                target = parse_target(getattr(self, name))
            setattr(self, name, write_target(target))
            promised = promised or target is not None
        if not promised:
            raise ValidationError({"p1_response": ValidationError(_("Promise at least one time."), code="no-target")})


class SlaVersion(Owned):
    """What a policy promised at a time. Orders refer to it: a promise that was given is not changed afterwards."""

    module = "sla_version"
    append_only = True
    named_by = ("policy",)

    policy = OwnedReference(
        SlaPolicy, models.CASCADE, verbose_name=_("policy"), related_name="versions", db_index=False
    )
    revision = models.PositiveIntegerField(_("revision"))
    terms = models.JSONField(_("terms"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("version of an SLA policy")
        verbose_name_plural = _("versions of SLA policies")
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["organization", "policy", "revision"], name="sla_version_once")]

    def __str__(self) -> str:
        return _("%(policy)s, version %(number)d") % {"policy": self.policy, "number": self.revision}
