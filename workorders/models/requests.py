"""The request: what somebody in a building reports, before anybody decides what is done about it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.personal import Named, Personal
from core.records import Owned, OwnedReference, Record
from facilities.scoping import place_condition
from workorders.choices import Entry, RequestSource, RequestState
from workorders.models.request_links import RequestLink
from workorders.models.work_orders import HIDDEN, WorkOrder


def contact(*tells: str) -> Personal:
    """Whom the columns of a contact name."""
    return Personal(
        named=(
            Named(
                account="requester",
                name="requester_name",
                email="requester_email",
                phones=("requester_phone",),
                tells=("language", *tells),
            ),
        )
    )


class Contact(models.Model):
    """Whom to tell: a member of the organization, or whoever left a name and an address."""

    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("requested by"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    requester_name = models.CharField(_("name"), max_length=120, blank=True)
    requester_email = models.EmailField(_("e-mail address"), blank=True)
    requester_phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, editable=False)

    class Meta:
        abstract = True


class Request(Contact, Record):
    """Something that somebody in a building wants seen to. Several may be answered by one work order."""

    module = "request"
    personal = contact(
        "reported_at", "source", "state", "description", "entry", "entry_times", "rating", "rating_comment"
    )

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=20_000)
    property = OwnedReference(
        "facilities.Property", verbose_name=_("property"), related_name="requests", db_index=False
    )
    space = OwnedReference(
        "facilities.Space", verbose_name=_("space"), related_name="requests", null=True, blank=True, db_index=False
    )
    equipment = OwnedReference(
        "facilities.Equipment",
        verbose_name=_("equipment"),
        related_name="requests",
        null=True,
        blank=True,
        db_index=False,
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
    entry = models.CharField(_("may we come in"), max_length=20, choices=Entry, blank=True)
    entry_times = models.CharField(
        _("when"), max_length=200, blank=True, help_text=_("Such as “weekdays from 8 to 11”.")
    )
    public_summary = models.CharField(
        _("shown to others at this place"),
        max_length=200,
        blank=True,
        help_text=_("A few words without names, so that others join instead of reporting it again."),
    )
    state = models.CharField(_("state"), max_length=20, choices=RequestState, default=RequestState.NEW, editable=False)
    source = models.CharField(
        _("came by"), max_length=20, choices=RequestSource, default=RequestSource.PAGE, editable=False
    )
    link = OwnedReference(
        RequestLink,
        verbose_name=_("request link"),
        related_name="requests",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    work_order = OwnedReference(
        WorkOrder,
        verbose_name=_("work order"),
        related_name="requests",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    duplicate_of = OwnedReference(
        "self", verbose_name=_("duplicate of"), related_name="duplicates", null=True, blank=True, db_index=False
    )
    decline_reason = models.CharField(_("reason of the refusal"), max_length=300, blank=True, editable=False)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    rating = models.PositiveSmallIntegerField(
        _("rating"),
        null=True,
        blank=True,
        editable=False,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("Of the work, from 1 (poor) to 5 (very good)."),
    )
    rating_comment = models.TextField(_("about the work"), blank=True, editable=False, max_length=2_000)
    rated_at = models.DateTimeField(_("rated"), null=True, blank=True, editable=False)
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes = [
            models.Index(fields=["organization", "-reported_at", "-id"], name="request_reported", include=HIDDEN),
            models.Index(
                fields=["organization", "state", "reported_at", "id"], name="request_by_state", include=HIDDEN
            ),
            models.Index(fields=["organization", "updated_at", "id"], name="request_sync"),
            models.Index(fields=["organization", "property", "-reported_at"], name="request_by_property"),
            models.Index(fields=["organization", "requester"], name="request_by_requester"),
            models.Index(fields=["space"], name="request_by_space", condition=Q(space__isnull=False)),
            models.Index(fields=["equipment"], name="request_by_equipment", condition=Q(equipment__isnull=False)),
            models.Index(fields=["work_order"], name="request_by_work_order", condition=Q(work_order__isnull=False)),
            models.Index(fields=["link"], name="request_by_link", condition=Q(link__isnull=False)),
            models.Index(fields=["duplicate_of"], name="request_duplicates", condition=Q(duplicate_of__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="request_number_once"),
            one_of("state", RequestState, name="request_state"),
            one_of("source", RequestSource, name="request_source"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)),
                name="request_rating",
                violation_error_message=_("A rating is a number from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=~Q(duplicate_of=F("id")),
                name="request_not_its_own_duplicate",
                violation_error_message=_("A request is no duplicate of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def requester_words(self) -> str:
        """Who asks, as people say it; empty when nobody left a name."""
        return self.requester.name if self.requester else self.requester_name or self.requester_email

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Requests at the properties of the scope."""
        return place_condition(actor, "property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Without the right to see others' requests: one's own."""
        return own_requests(actor)


class RequestComment(Owned):
    """Something said about a request. What is not internal stands on the requester's tracking page."""

    module = "request_comment"
    personal = Personal(
        named=(
            Named(account="created_by", tells=("created_at", "body")),
            Named(of="request", where="from_requester", tells=("created_at", "body")),
        )
    )

    request = OwnedReference(Request, models.CASCADE, verbose_name=_("request"), related_name="comments")
    body = models.TextField(_("comment"), max_length=20_000)
    is_internal = models.BooleanField(_("internal"), default=False, help_text=_("Not shown to the requester."))
    from_requester = models.BooleanField(_("from the requester"), default=False, editable=False)

    class Meta:
        verbose_name = _("comment on a request")
        verbose_name_plural = _("comments on requests")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.body[:60]

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Comments are seen where their request is."""
        return place_condition(actor, "request__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Comments on requests that are seen, and internal ones with the right to read them."""
        condition = own_requests(actor, "request__")
        return condition if actor.may("workorders.internal_request") else condition & Q(is_internal=False)


class AffectedPerson(Contact, Owned):
    """Somebody else who is affected by what a request reports, and wants to know what becomes of it."""

    module = "affected_person"
    personal = contact("created_at", "request_id", "note")

    request = OwnedReference(Request, models.CASCADE, verbose_name=_("request"), related_name="affected")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("person also affected")
        verbose_name_plural = _("people also affected")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.requester_name or self.requester_email or str(_("Somebody"))

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Seen where the request is."""
        return place_condition(actor, "request__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Who else is affected is for those who handle requests, not for the other requesters."""
        return Q() if actor.may("workorders.others_request") else Q(requester_id=actor.person_id)


def own_requests(actor: Actor, prefix: str = "") -> Q:
    """Every request for those who may see others'; otherwise the actor's own."""
    if actor.may("workorders.others_request"):
        return Q()
    return Q(**{f"{prefix}requester_id": actor.person_id}) | Q(**{f"{prefix}created_by_id": actor.person_id})
