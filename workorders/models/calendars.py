"""When work counts: opening hours, holidays and closed days, and which properties keep which."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.records import Owned, OwnedReference, Record
from core.validators import validate_country, validate_time_zone
from facilities.scoping import place_condition
from workorders.holidays import check_place
from workorders.hours import DAYS_OF_WEEK, named, parse_hours, write_hours

LEAST_MINUTES = 60
LONGEST_CLOSURE = timedelta(days=366)


def _hours(label: Any) -> models.CharField:
    return models.CharField(
        label, max_length=120, blank=True, help_text=_("Such as “08:00-12:00, 13:00-17:00”; empty: closed.")
    )


class BusinessCalendar(Record):
    """Opening hours of a week, public holidays and days on which we are closed. Clocks of work orders run by it."""

    module = "calendar"

    name = models.CharField(_("name"), max_length=120)
    is_default = models.BooleanField(
        _("for every other property"), default=False, help_text=_("Properties without a calendar of their own keep it.")
    )
    always_open = models.BooleanField(
        _("day and night"), default=False, help_text=_("Open 24 hours on seven days; the hours below do not matter.")
    )
    monday = _hours(_("Monday"))
    tuesday = _hours(_("Tuesday"))
    wednesday = _hours(_("Wednesday"))
    thursday = _hours(_("Thursday"))
    friday = _hours(_("Friday"))
    saturday = _hours(_("Saturday"))
    sunday = _hours(_("Sunday"))
    country = models.CharField(
        _("holidays of"), max_length=2, blank=True, validators=[validate_country], help_text=_("A country, such as US.")
    )
    subdivision = models.CharField(
        _("state or province"), max_length=10, blank=True, help_text=_("Whose holidays are kept too, such as IL.")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: that of each property."),
    )

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="calendar_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="calendar_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="calendar_number_once"),
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(deleted_at__isnull=True),
                name="calendar_name_taken",
                violation_error_message=_("Another calendar has this name."),
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(is_default=True, deleted_at__isnull=True),
                name="calendar_one_default",
                violation_error_message=_("Another calendar is for every other property already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_place(self.country, self.subdivision)
        minutes = 0
        for day in DAYS_OF_WEEK:
            with named(day):
                spans = parse_hours(getattr(self, day))
            setattr(self, day, write_hours(spans))
            minutes += sum(closes - opens for opens, closes in spans)
        if not self.always_open and minutes < LEAST_MINUTES:
            told = _("A calendar is open for at least an hour of the week.")
            raise ValidationError({"monday": ValidationError(told, code="never-open")})


class CalendarClosure(Owned):
    """Days on which the organization itself is closed, such as the days between the years."""

    module = "calendar_closure"

    calendar = OwnedReference(
        BusinessCalendar, models.CASCADE, verbose_name=_("calendar"), related_name="closures", db_index=False
    )
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("closed days")
        verbose_name_plural = _("closed days")
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["organization", "calendar", "starts_on"], name="closure_of_calendar")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="closure_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.ends_on - self.starts_on > LONGEST_CLOSURE:
            told = _("Closed days last a year at most.")
            raise ValidationError({"ends_on": ValidationError(told, code="too-long")})


class CalendarVersion(Owned):
    """What a calendar said at a time. Clocks refer to it, so that a later change does not rewrite what they counted."""

    module = "calendar_version"
    append_only = True

    calendar = OwnedReference(
        BusinessCalendar, models.CASCADE, verbose_name=_("calendar"), related_name="versions", db_index=False
    )
    revision = models.PositiveIntegerField(_("revision"))
    # {"week": seven lists of [from, until] in minutes, "zone": "" or a name, "closed": {date: name}}
    terms = models.JSONField(_("terms"), encoder=DjangoJSONEncoder)
    known_until = models.PositiveSmallIntegerField(_("holidays known until"))

    class Meta:
        verbose_name = _("version of a calendar")
        verbose_name_plural = _("versions of calendars")
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "calendar", "revision"], name="calendar_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.revision}"


class PropertyCalendar(Owned):
    """Which calendar a property keeps."""

    module = "property_calendar"
    alive = {"property__deleted_at__isnull": True}

    calendar = OwnedReference(BusinessCalendar, models.CASCADE, verbose_name=_("calendar"), related_name="properties")
    property = OwnedReference(
        "facilities.Property", models.CASCADE, verbose_name=_("property"), related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("calendar of a property")
        verbose_name_plural = _("calendars of properties")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "property"],
                name="property_calendar_once",
                violation_error_message=_("The property keeps a calendar already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.property)

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Of properties that are seen."""
        return place_condition(actor, "property__")
