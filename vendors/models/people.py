"""Who signs in for a vendor: members of the organization who work for that company."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.personal import Named, Personal
from core.records import Owned, OwnedReference
from vendors.models.vendors import Vendor


class VendorPerson(Owned):
    """A member who works for a vendor. Without the right to see others' work they see that vendor's work orders."""

    module = "vendor_person"
    personal = Personal(named=(Named(account="person", tells=("vendor__name",)),))
    alive = {"vendor__deleted_at__isnull": True}

    vendor = OwnedReference(Vendor, models.CASCADE, verbose_name=_("vendor"), related_name="people", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("person of a vendor")
        verbose_name_plural = _("people of vendors")
        indexes = [models.Index(fields=["organization", "person"], name="vendor_person_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "vendor", "person"],
                name="vendor_person_once",
                violation_error_message=_("This person works for the vendor already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.vendor}"
