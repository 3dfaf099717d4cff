"""The bases of everything an organization owns. Identity, version and stamps are kept by the database (core/db)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.ids import new_id
from core.personal import NOBODY, Personal
from core.querysets import OwnedQuerySet


class OwnedReference(models.ForeignKey):
    """A reference to a record of the same organization.

    The database key is composite, (organization_id, id), and made by `core.db.operations.GuardModel`: a plain
    foreign key would accept another organization's id, since such checks do not see row-level policies.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


def person_reference(label: Any, **kwargs: Any) -> models.ForeignKey:
    """Who did it. The trigger fills it from the transaction's actor, so no key is checked per row."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        verbose_name=label,
        null=True,
        editable=False,
        db_constraint=False,
        related_name="+",
        db_index=False,
        **kwargs,
    )


class Owned(models.Model):
    """A row of one organization, with its version and who made and last changed it.

    `version` starts at 1 and grows by one with every write that changes something. Stamps are UTC.
    """

    module: ClassVar[str] = ""
    # Whether each write to the table enters the change record; bookkeeping does not (`recorded` of GuardModel).
    recorded: ClassVar[bool] = True
    # Rows that are never changed or removed: the application has no right to, whatever the code says.
    append_only: ClassVar[bool] = False
    # How a living row is told from a deleted one; a plain table deletes for good.
    alive: ClassVar[dict[str, object]] = {}
    # References to what lies in the same place: whoever sees the row sees that too. Of others it is asked (core.sight).
    in_sight: ClassVar[tuple[str, ...]] = ()
    # References that a row's name is read from: whoever asks for names joins them.
    named_by: ClassVar[tuple[str, ...]] = ()
    # Columns that never enter the change record, as `exclude` of GuardModel says: secrets, and what is long and stays.
    unrecorded: ClassVar[tuple[str, ...]] = ()
    # Columns that hold sums of money, and which column says in what currency.
    currencies: ClassVar[Mapping[str, str]] = MappingProxyType({})
    # Whom the rows name, and where: read by copies, exports and erasures of a person.
    personal: ClassVar[Personal] = NOBODY
    # What an action made that is shown this once, in its answer, and never again: a secret.
    revealed: Mapping[str, str] = MappingProxyType({})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(
        settings.ATRIUM_ORGANIZATION_MODEL,
        models.PROTECT,
        verbose_name=_("organization"),
        editable=False,
        related_name="+",
        db_index=False,
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False, null=True)
    created_by = person_reference(_("created by"))
    updated_at = models.DateTimeField(_("updated"), editable=False, null=True)
    updated_by = person_reference(_("updated by"))

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Which rows lie in a narrowed scope. Rows that belong to no place are the whole organization's."""
        return Q()

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Which rows an actor sees whose role shows only their own: a vendor's jobs, a tenant's reports."""
        return Q()


class Record(Owned):
    """A record people speak of by its number, such as WO-1042: archived, deleted, extended by custom fields."""

    alive: ClassVar[dict[str, object]] = {"deleted_at__isnull": True}
    # The counter its number comes from; the family of locations shares one.
    sequence: ClassVar[str] = ""

    number = models.PositiveBigIntegerField(_("number"), editable=False)
    custom_fields = models.JSONField(_("custom fields"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    # Moved when a comment, cost or document of the record changes, so that the record's version moves with it.
    touched_at = models.DateTimeField(_("last activity"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """What a person calls it."""
        return str(self)


class ExternalId(Owned):
    """What another system calls one of our records. A key is given once per system and module."""

    module = "external_id"

    record_module = models.CharField(_("module"), max_length=60)
    record_id = models.UUIDField(_("record"))
    system = models.CharField(_("system"), max_length=60)
    key = models.CharField(_("key"), max_length=200)

    class Meta:
        db_table = "core_external_id"
        verbose_name = _("external id")
        verbose_name_plural = _("external ids")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "record_module", "system", "key"],
                name="external_id_taken",
                violation_error_message=_("Another record already has this external id."),
                violation_error_code="external-id-taken",
            ),
            models.UniqueConstraint(fields=["organization", "record_id", "system"], name="external_id_one_per_system"),
        ]

    def __str__(self) -> str:
        return f"{self.system}:{self.key}"
