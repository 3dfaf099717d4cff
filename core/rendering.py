"""How Django forms look and speak: label, help, control, error, in this order, named to screen readers."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property

TYPED = (
    forms.TextInput,
    forms.PasswordInput,
    forms.EmailInput,
    forms.NumberInput,
    forms.DateInput,
    forms.Textarea,
    forms.Select,
    forms.ClearableFileInput,
)
UNSTYLED = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class AtriumBoundField(BoundField):
    """A field that knows how it is drawn; templates read ``kind``, ``prefix``, ``suffix`` and ``zone``."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if self.is_typed(widget) and not self.is_affixed:
            own = widget.attrs.get("class", "")
            attrs["class"] = f"input {own}".strip()
        return attrs

    @staticmethod
    def is_typed(widget: forms.Widget) -> bool:
        return isinstance(widget, TYPED) and not isinstance(widget, UNSTYLED)

    @cached_property
    def is_affixed(self) -> bool:
        """Whether a sign stands inside the frame of the control, as a currency or a unit does."""
        return bool(self.prefix or self.suffix)

    @property
    def prefix(self) -> str:
        return getattr(self.field.widget, "prefix", "")

    @property
    def suffix(self) -> str:
        return getattr(self.field.widget, "suffix", "")

    @property
    def zone(self) -> str:
        return getattr(self.field.widget, "zone", "")

    @property
    def kind(self) -> str:
        """``check`` for one box, ``files`` for a drop area that draws itself, ``typed`` for the rest."""
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "check"
        return getattr(self.field.widget, "kind", "typed")

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if described is None or not self.zone or not self.auto_id:
            return described
        return f"{self.auto_id}_zone {described}".strip()


class AtriumRenderer(TemplatesSetting):
    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = AtriumBoundField
