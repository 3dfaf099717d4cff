"""What the wizard asks: a file, and then for each column the field it fills."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.errors import RuleBroken
from core.imports.dates import DATE_FORMATS
from core.imports.mapping import Mapping
from core.imports.reading import ENCODINGS
from core.imports.targets import match_targets, targets_of
from core.surfaces import Surface
from core.widgets import FileDrop

LONGEST_PASTE = 1_000_000


class UploadForm(forms.Form):
    """A file, or lines pasted from a spreadsheet."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    pasted = forms.CharField(
        label=gettext_lazy("Or paste lines from a spreadsheet"),
        help_text=gettext_lazy("With the line of headings."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.ATRIUM_MAX_IMPORT_BYTES // 1_000_000
        self.fields["file"].widget = FileDrop(
            limits=_("CSV or XLSX, up to %d MB") % limit, attrs={"accept": ".csv,.xlsx"}
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("pasted", "").strip():
            self.add_error("file", _("Choose a file, or paste some lines."))
        return cleaned


class ColumnField(forms.ChoiceField):
    """What one column fills, with its first values to recognize it by."""

    def __init__(self, samples: list[str], **kwargs: Any) -> None:
        self.samples = samples
        super().__init__(**kwargs)


class MappingForm(forms.Form):
    """One choice for each column of the file, and how its lines are told apart, its days and texts written."""

    match = forms.ChoiceField(
        label=gettext_lazy("A line finds its record by"),
        required=False,
        help_text=gettext_lazy("Found records are updated. Without it every line becomes a new record."),
    )
    system = forms.CharField(
        label=gettext_lazy("System the external ids come from"),
        help_text=gettext_lazy("A short name such as yardi."),
        required=False,
        max_length=60,
    )
    dates = forms.ChoiceField(label=gettext_lazy("Days are written"), choices=[(one, one) for one in DATE_FORMATS])
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        required=False,
        choices=[("", gettext_lazy("As the file says, else UTF-8")), *((one, one.upper()) for one in ENCODINGS)],
    )

    def __init__(
        self, *args: Any, surface: Surface, columns: list[dict[str, Any]], actor: Actor, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        targets = targets_of(surface, actor=actor)
        choices = [("", _("Leave out")), *((one.name, self._label(one)) for one in targets.values())]
        self.names = {f"column_{place}": column["name"] for place, column in enumerate(columns)}
        for (name, heading), column in zip(self.names.items(), columns, strict=True):
            self.fields[name] = ColumnField(column["values"], label=heading, choices=choices, required=False)
        matches = [(one.name, one.label) for one in match_targets(surface, actor=actor)]
        choice: Any = self.fields["match"]
        choice.choices = [("", _("Nothing: every line is new")), *matches]

    @staticmethod
    def _label(target: Any) -> str:
        return f"{target.label} *" if target.is_required else target.label

    def columns(self) -> list[forms.BoundField]:
        """The choice of each column, in the file's order."""
        return [self[name] for name in self.names]

    def options(self) -> list[forms.BoundField]:
        """What concerns the whole file."""
        return [self[name] for name in ("match", "system", "dates", "encoding")]

    def mapping(self) -> Mapping:
        """What was chosen."""
        chosen = {heading: self.cleaned_data[name] for name, heading in self.names.items()}
        return Mapping(
            {heading: target for heading, target in chosen.items() if target},
            **{name: self.cleaned_data[name] for name in ("match", "system", "dates", "encoding")},
        )

    def add_problems(self, error: RuleBroken) -> None:
        """Each fault at its column or option, or above the form."""
        fields = {f"columns.{heading}": name for name, heading in self.names.items()}
        for problem in error.problems:
            name = fields.get(problem.field, problem.field)
            self.add_error(name if name in self.fields else None, problem.message)


def initial_of(mapping: dict[str, Any], columns: list[dict[str, Any]]) -> dict[str, Any]:
    """The form's values for a mapping."""
    chosen = mapping.get("columns", {})
    options = {name: mapping.get(name, "") for name in ("match", "system", "dates", "encoding")}
    return {**options, **{f"column_{place}": chosen.get(one["name"], "") for place, one in enumerate(columns)}}
