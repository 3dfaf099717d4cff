"""An export: what was asked for, how far the worker is, and the file."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.jobs.models import Job


class Export(Job):
    """A file of the records of one module, for who asked for it. It is removed after some days."""

    module = "export"
    stem = "export."

    record_module = models.CharField(_("module"), max_length=60, editable=False)
    format = models.CharField(_("format"), max_length=10, editable=False)
    # Parameters of the list, each with its values: the filters, and which members in which order.
    question = models.JSONField(_("question"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="export_newest")]

    def __str__(self) -> str:
        return f"{self.record_module} ({self.format})"

    @property
    def suffix(self) -> str:
        """What the name of the file ends with."""
        return self.format

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """A file holds what its maker may see: it is for nobody else."""
        return Q(created_by_id=actor.person_id)
