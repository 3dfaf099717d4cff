"""Picklists: the organization's own words for trades, categories, asset types and the like."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record
from core.validators import validate_code


class PicklistItem(Record):
    """One entry of a picklist, such as the trade “Plumbing”. One that is no longer active stays on old records."""

    module = "picklist_item"

    list = models.CharField(_("list"), max_length=60, validators=[validate_code], help_text=_("Such as “trade”."))
    code = models.CharField(_("code"), max_length=60, validators=[validate_code])
    label = models.CharField(_("label"), max_length=120)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("May be chosen for new records."))

    class Meta:
        db_table = "core_picklist_item"
        verbose_name = _("picklist entry")
        verbose_name_plural = _("picklist entries")
        ordering = ["list", "position", "label"]
        indexes = [models.Index(fields=["organization", "list", "position", "id"], name="picklist_item_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="picklist_item_number_once"),
            models.UniqueConstraint(
                fields=["organization", "list", "code"],
                condition=models.Q(deleted_at__isnull=True),
                name="picklist_item_code_taken",
                violation_error_message=_("The list already has an entry with this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
