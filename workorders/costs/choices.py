"""Fixed choices of the ledger of costs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CostKind(models.TextChoices):
    """What money is spent on."""

    LABOUR = "labour", _("Labour")
    MATERIAL = "material", _("Material")
    VENDOR = "vendor", _("Vendor")
    OTHER = "other", _("Other")


class CostStage(models.TextChoices):
    """How certain an amount is: expected, promised by an order or quote, or spent."""

    ESTIMATE = "estimate", _("Estimate")
    COMMITTED = "committed", _("Committed")
    ACTUAL = "actual", _("Actual")


class CostEntry(models.TextChoices):
    """Why a row stands in the ledger: booked, taken back, released by an invoice, or that release undone."""

    BOOKING = "booking", _("Booking")
    REVERSAL = "reversal", _("Reversal")
    RELEASE = "release", _("Release")
    RESTORED = "restored", _("Restored")


class PriceState(models.TextChoices):
    """Whether whoever is to pay has agreed."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
