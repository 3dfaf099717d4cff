"""What is kept of inbound events: each as it came with what became of it, and the types that are known."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import OwnedReference, Record
from facilities.scoping import place_condition
from integrations.events.choices import EventStatus, Way

type_name = RegexValidator(
    r"\A[a-zA-Z0-9][a-zA-Z0-9_.:/-]*\Z", _("A type is written such as equipment.fault."), code="invalid"
)


class EventType(Record):
    """A kind of event that other systems send, such as equipment.fault, and what its data must look like."""

    module = "event_type"

    name = models.CharField(_("name"), max_length=120, validators=[type_name], help_text=_("Such as equipment.fault."))
    description = models.CharField(_("description"), max_length=300, blank=True)
    schema = models.JSONField(
        _("JSON Schema"), default=dict, blank=True, help_text=_("What the data must look like; empty: anything.")
    )
    example = models.JSONField(_("example"), default=dict, blank=True, help_text=_("Data that the schema allows."))

    class Meta:
        verbose_name = _("event type")
        verbose_name_plural = _("event types")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="event_type_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="event_type_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="event_type_number_once"),
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(deleted_at__isnull=True),
                name="event_type_name_taken",
                violation_error_message=_("There is a type of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Event(Record):
    """Something that happened elsewhere: a fault in a plant, a door forced open, an invoice paid.

    It is kept as it came before anything else is done. What its source calls it is taken once.
    """

    module = "event"
    unrecorded = ("data",)

    source = models.CharField(_("source"), max_length=200, editable=False)
    type = models.CharField(_("type"), max_length=120, editable=False)
    event_id = models.CharField(_("id at its source"), max_length=200, editable=False)
    occurred_at = models.DateTimeField(_("occurred"), editable=False)
    subject_module = models.CharField(_("module of its record"), max_length=60, blank=True, editable=False)
    # As it came: an id, or what another system calls the record ("bms:AHU-1").
    subject_key = models.CharField(_("its record"), max_length=270, blank=True, editable=False)
    subject_id = models.UUIDField(_("record"), null=True, editable=False)
    property = OwnedReference(
        "facilities.Property", verbose_name=_("property"), related_name="+", null=True, editable=False, db_index=False
    )
    data = models.JSONField(_("data"), default=dict, editable=False)
    extensions = models.JSONField(_("further attributes"), default=dict, editable=False)
    way = models.CharField(_("came by"), max_length=10, choices=Way, default=Way.API, editable=False)
    credential_id = models.UUIDField(_("credential"), null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=EventStatus, default=EventStatus.ACCEPTED, editable=False
    )
    error = models.TextField(_("reason"), blank=True, editable=False)
    processed_at = models.DateTimeField(_("processed"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["organization", "-occurred_at", "-id"], name="event_newest"),
            models.Index(fields=["organization", "created_at", "id"], name="event_by_arrival"),
            models.Index(fields=["organization", "updated_at", "id"], name="event_sync"),
            models.Index(
                fields=["organization", "next_attempt_at", "id"],
                name="event_to_do",
                condition=Q(status__in=[EventStatus.ACCEPTED, EventStatus.WAITING]),
            ),
            # Whether a newer one of the same subject and type has been applied already.
            models.Index(fields=["organization", "subject_id", "type", "occurred_at"], name="event_of_subject"),
            models.Index(fields=["property"], name="event_by_property", condition=Q(property__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="event_number_once"),
            models.UniqueConstraint(
                fields=["organization", "source", "event_id"],
                name="event_once",
                violation_error_message=_("This event was received before."),
                violation_error_code="repeated",
            ),
            one_of("status", EventStatus, name="event_status"),
            one_of("way", Way, name="event_way"),
        ]

    def __str__(self) -> str:
        return f"EV-{self.number} {self.type}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Events at the places that are seen, and those one has sent."""
        return place_condition(actor, "property__") | Q(created_by_id=actor.person_id)
