"""What a technician is asked at the place. Few questions, big answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from core.widgets import DateInput, FilesDrop
from workorders.choices import TimeKind
from workorders.models import HoldReason, Meter, Task

LONGEST_VISIT = 24 * 60
# The script sends it as a picture of what was drawn; without one the typed name is enough.
DRAWN = "signature"


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be chosen at a job: why it waits, what is still to be ticked, and what can be read there."""

    reasons: Sequence[HoldReason] = ()
    tasks: Sequence[Task] = ()
    meters: Sequence[Meter] = ()


class StepForm(forms.Form):
    """One thing that is done with a job. `at` is when it was done, and `key` lets a phone send it again."""

    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers

    def offer(self, name: str, rows: Iterable[Any], empty: Any = None) -> None:
        """The choices of a field: records by what people call them."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        first = [] if empty is None else [("", empty)]
        field.choices = [*first, *((str(row.pk), str(row)) for row in rows)]

    def asked(self) -> list[forms.BoundField]:
        """The fields that are shown."""
        return [field for field in self.visible_fields() if field.name != DRAWN]

    def add_problems(self, error: RuleBroken) -> None:
        """Each problem at the field it concerns, or above the form."""
        for problem in error.problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)

    def values(self) -> dict[str, Any]:
        """What the action asks for."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class ReasonForm(StepForm):
    """Giving a job back."""

    reason = forms.CharField(label=_("Why"), max_length=300)

    def values(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class PlainForm(StepForm):
    """Nothing is asked, and nothing is told but that it was pressed."""

    def values(self) -> dict[str, Any]:
        return {}


class CheckInForm(StepForm):
    """On the way or there. Where one is is told only by who ticks the box."""

    kind = forms.ChoiceField(choices=TimeKind.choices, widget=forms.HiddenInput, required=False)
    latitude = forms.DecimalField(max_digits=9, decimal_places=6, required=False, widget=forms.HiddenInput)
    longitude = forms.DecimalField(max_digits=9, decimal_places=6, required=False, widget=forms.HiddenInput)
    share_place = forms.BooleanField(label=_("Keep where I am with it"), required=False)

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {**values, "kind": values["kind"] or TimeKind.ON_SITE}


class CheckOutForm(StepForm):
    """Leaving."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class HoldForm(StepForm):
    """Why the work waits."""

    hold_reason = forms.ChoiceField(label=_("Why"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    until = forms.DateField(label=_("Probably until"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("hold_reason", self.offers.reasons, _("Choose a reason"))

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {
            **values,
            "hold_reason": next(one for one in self.offers.reasons if str(one.pk) == values["hold_reason"]),
        }


class TasksForm(StepForm):
    """What of the checklist is done."""

    tasks = forms.MultipleChoiceField(label=_("Done"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("tasks", self.offers.tasks)

    def values(self) -> dict[str, Any]:
        return {"tasks": [one for one in self.offers.tasks if str(one.pk) in self.cleaned_data["tasks"]]}


class ReadingForm(StepForm):
    """What a meter shows."""

    meter = forms.ChoiceField(label=_("Meter"))
    value = forms.DecimalField(label=_("Shows"), max_digits=18, decimal_places=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("meter", self.offers.meters)

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {**values, "meter": next(one for one in self.offers.meters if str(one.pk) == values["meter"])}


class PhotosField(forms.FileField):
    """One or several files."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(PhotosField, self).clean(one) for one in given]


class PhotoForm(StepForm):
    """What it looks like."""

    photos = PhotosField(label=_("Photo"), widget=FilesDrop(camera=True, attrs={"accept": "image/*"}))

    def values(self) -> dict[str, Any]:
        return {"photos": self.cleaned_data["photos"]}


class FinishForm(StepForm):
    """Three answers: what was done, how long it took, a photo. A name where somebody signs."""

    resolution = forms.CharField(label=_("What was done"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=LONGEST_VISIT,
        help_text=_("Not needed while you are checked in."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    photos = PhotosField(label=_("Photo"), required=False, widget=FilesDrop(camera=True, attrs={"accept": "image/*"}))
    signed_name = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    signature = forms.FileField(required=False, widget=forms.FileInput)
