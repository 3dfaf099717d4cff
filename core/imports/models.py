"""An import: the file, how it was read, how far it came and what came of it."""

from datetime import UTC, datetime
from pathlib import PurePath
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.personal import Personal
from core.records import Owned, OwnedReference


class Status(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Dry run")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


# A worker is, or should be, at work on these.
AT_WORK = (Status.CHECKING, Status.RUNNING, Status.UNDOING)


def stored_as(batch: "ImportBatch", filename: str) -> str:
    """Where the file lies: by organization and month, under the import's id."""
    month = datetime.now(UTC).strftime("%Y/%m")
    return f"{batch.organization_id}/imports/{month}/{batch.id}{PurePath(filename).suffix.lower()[:10]}"


class ImportBatch(Owned):
    """Records of one module that came from one file. It can be undone as a whole while nobody changed them since."""

    module = "import_batch"

    record_module = models.CharField(_("module"), max_length=60, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=200, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False, help_text=_("Bytes."))
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UPLOADED, editable=False)
    total = models.PositiveIntegerField(_("lines"), default=0, editable=False)
    # The last line of the file whose batch is committed: work goes on behind it.
    line = models.PositiveIntegerField(_("last line done"), default=0, editable=False)
    created = models.PositiveIntegerField(_("created"), default=0, editable=False)
    updated = models.PositiveIntegerField(_("updated"), default=0, editable=False)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0, editable=False)
    refused = models.PositiveIntegerField(_("refused"), default=0, editable=False)
    undone = models.PositiveIntegerField(_("undone records"), default=0, editable=False)
    kept = models.PositiveIntegerField(_("records kept"), default=0, editable=False)
    # Create, update, unchanged and refused as the dry run counted them.
    expected = models.JSONField(_("dry run"), default=dict, blank=True, editable=False)
    failure = models.TextField(_("reason"), blank=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True, editable=False)

    class Meta:
        db_table = "core_import_batch"
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="import_batch_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def request_id(self) -> str:
        """Under this name the change record keeps what the import wrote."""
        return f"import:{self.pk}"

    @property
    def done(self) -> int:
        """Lines that are through."""
        return self.created + self.updated + self.unchanged + self.refused

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """A file may hold more than a narrow scope shows: it is for who uploaded it and who sees everything."""
        return Q() if actor.scope.everything else Q(created_by_id=actor.person_id)


class ImportProblem(Owned):
    """A line that was refused, and why. Kept with its import, so that a killed worker loses none."""

    module = "import_problem"
    recorded = False
    personal = Personal(traces=("value", "cells"))
    alive: ClassVar[dict[str, object]] = {}

    batch = OwnedReference(ImportBatch, models.CASCADE, verbose_name=_("import"), related_name="problems")
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=300, blank=True)
    value = models.CharField(_("value"), max_length=300, blank=True)
    code = models.CharField(_("code"), max_length=60)
    message = models.CharField(_("problem"), max_length=500)
    cells = models.JSONField(_("line as it was"), default=list, encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "core_import_problem"
        verbose_name = _("refused line")
        verbose_name_plural = _("refused lines")
        indexes = [models.Index(fields=["organization", "batch", "line", "id"], name="import_problem_in_order")]

    def __str__(self) -> str:
        return f"{self.line}: {self.message}"

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        return Q() if actor.scope.everything else Q(batch__created_by_id=actor.person_id)
