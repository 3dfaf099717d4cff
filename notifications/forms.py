"""The forms of the preferences: a matrix of kinds and ways, and when mail goes out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from core.widgets import TimeInput
from notifications.kinds import Kind, kinds
from notifications.models import NotificationSchedule
from notifications.wishes import Ways

WAYS = (("in_app", _("in Atrium")), ("mail", _("by mail")))


@dataclass(frozen=True, slots=True)
class Line:
    """One kind with its two boxes."""

    kind: Kind
    boxes: list[BoundField]


class WaysForm(forms.Form):
    """By which ways each kind comes: two boxes a kind."""

    def __init__(self, data: Any = None, *, ways: Mapping[str, Ways]) -> None:
        super().__init__(data)
        for kind in kinds():
            for way, label in WAYS:
                self.fields[f"{kind.name}.{way}"] = forms.BooleanField(
                    required=False,
                    initial=getattr(ways[kind.name], way),
                    widget=forms.CheckboxInput({"aria-label": f"{kind.label}: {label}"}),
                )

    def lines(self) -> Iterator[Line]:
        """The rows of the matrix."""
        for kind in kinds():
            yield Line(kind, [self[f"{kind.name}.{way}"] for way, _label in WAYS])

    def changed_ways(self) -> dict[str, Ways]:
        """The kinds that were chosen anew."""
        touched = {name.rpartition(".")[0] for name in self.changed_data}
        return {name: Ways(self.cleaned_data[f"{name}.in_app"], self.cleaned_data[f"{name}.mail"]) for name in touched}


class ScheduleForm(forms.ModelForm):
    """When mail goes out. A language is asked for only where the installation speaks several."""

    class Meta:
        model = NotificationSchedule
        fields = ("digest", "digest_time", "digest_day", "quiet_from", "quiet_until", "time_zone", "language")
        widgets = {name: TimeInput for name in ("digest_time", "quiet_from", "quiet_until")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]
        else:
            choices = [("", _("that of the installation")), *settings.LANGUAGES]
            self.fields["language"] = forms.ChoiceField(label=_("Language of mail"), choices=choices, required=False)
