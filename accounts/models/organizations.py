"""Organizations: the walls between customers of one installation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from core.validators import validate_country, validate_currency, validate_time_zone


class Organization(models.Model):
    """A company or public body that runs buildings. Nothing of it is ever visible to another organization."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=60, unique=True, help_text=_("Its part of every page's address."))
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_time_zone])
    currency = models.CharField(_("currency"), max_length=3, default="USD", validators=[validate_currency])
    country = models.CharField(_("country"), max_length=2, default="US", validators=[validate_country])
    area_unit = models.CharField(
        _("unit of area"),
        max_length=4,
        choices=[("sqft", _("square feet")), ("sqm", _("square metres"))],
        default="sqft",
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # What a sandbox was copied from. The database lets nobody change it: a sandbox is one from its first row on.
    sandbox_of = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("sandbox of"), related_name="sandbox", null=True, editable=False
    )

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sandbox(self) -> bool:
        """Whether it is a copy to try things on, from which nothing reaches a person outside."""
        return self.sandbox_of_id is not None
