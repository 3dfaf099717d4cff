"""Controls a form may choose beside Django's own. Each one reads and submits without a script."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """A calendar day; the browser shows it in the reader's way of writing."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of the day, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class ZonedDateTimeInput(forms.DateTimeInput):
    """A day and time at a property, whose zone is written beside it ("Chicago time")."""

    input_type = "datetime-local"

    def __init__(self, zone: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
        self.zone = zone


class UnitInput(forms.TextInput):
    """A figure with its currency or unit inside the frame: ``UnitInput(suffix="sq ft")``."""

    def __init__(self, prefix: str = "", suffix: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", **(attrs or {})})
        self.prefix = prefix
        self.suffix = suffix


class SearchSelect(forms.Select):
    """A select that becomes a list with search.

    ``url`` answers ``?q=`` with option elements, for lists too long to send with the page.
    """

    def __init__(self, url: str = "", attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        searched = {"data-combobox": url} if url else {"data-combobox": True}
        super().__init__({**(attrs or {}), **searched}, choices)


class Switch(forms.CheckboxInput):
    """On or off at once, where a tick would say "I agree"."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"role": "switch", **(attrs or {})})


class FileDrop(forms.ClearableFileInput):
    """Files by drop, by choice or, with ``camera``, straight from a phone's camera."""

    template_name = "django/forms/widgets/file_drop.html"
    kind = "files"

    def __init__(self, limits: Any = "", camera: bool = False, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.limits = limits
        self.camera = camera

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"limits": self.limits, "camera": self.camera}
        return context


class FilesDrop(FileDrop):
    """Several files at once."""

    allow_multiple_selected = True
