"""What kinds of documents there are, and how the look for viruses stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    DRAWING = "drawing", _("Drawing")
    MANUAL = "manual", _("Manual")
    CERTIFICATE = "certificate", _("Certificate")
    CONTRACT = "contract", _("Contract")
    INVOICE = "invoice", _("Invoice")
    REPORT = "report", _("Report")
    OTHER = "other", _("Other")


class ScanState(models.TextChoices):
    """Without a scanner nothing is scanned; with one a file waits until the scanner has seen it."""

    UNSCANNED = "unscanned", _("Not scanned")
    WAITING = "waiting", _("Waits for the virus scan")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("Carries a virus")
