"""Forms from a surface: text becomes typed values here, and nothing else. Every rule lives in the action."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.forms import SimpleArrayField
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.custom_fields import LONGEST_TEXT
from core.custom_questions import PREFIX
from core.errors import RuleBroken
from core.pages.addresses import address, list_address
from core.pages.columns import zone_of
from core.pages.fields import name_of, title_of
from core.pages.options import people_of
from core.pages.requests import PageRequest
from core.records import Owned, Record
from core.surfaces import Input, Surface, surface_named, surface_of
from core.widgets import DateInput, SearchSelect, ZonedDateTimeInput

# Records offered without a script; with one, the search finds any.
OFFERED = 50


class ReferenceField(forms.Field):
    """One record of another module, chosen by name. What the person may not see cannot be chosen.

    What is kept already may stay, though it could not be chosen any more: it was archived, or went out of use.
    """

    default_error_messages = {"unknown": gettext_lazy("There is no such record.")}

    def __init__(self, rows: models.QuerySet[Any], url: str = "", kept: Any = None, **kwargs: Any) -> None:
        self.rows, self.kept = rows, kept
        super().__init__(widget=SearchSelect(url=url), **kwargs)

    def prepare_value(self, value: Any) -> str:
        return str(getattr(value, "pk", value) or "")

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            rows = self.kept if self.kept is not None and self.keeps(value) else self.rows
            return rows.get(pk=value)
        except (self.rows.model.DoesNotExist, ValueError, forms.ValidationError):
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown-reference") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)

    def keeps(self, value: Any) -> bool:
        """Whether the value is the one that is stored."""
        return is_id(value) and self.kept.filter(pk=value).exists()

    def offer(self, chosen: Any) -> None:
        """The options of the select: the first by name, and the one that is chosen."""
        rows = {str(row.pk): row for row in self.rows[:OFFERED]}
        if chosen and str(chosen) not in rows and is_id(chosen):
            rows |= {str(row.pk): row for row in self.rows.filter(pk=chosen)}
        if self.kept is not None and str(chosen) not in rows:
            rows |= {str(row.pk): row for row in self.kept if str(row.pk) == str(chosen)}
        self.widget.choices = [("", ""), *((key, name_of(row)) for key, row in rows.items())]


def is_id(text: Any) -> bool:
    """Whether it could be the id of a record."""
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True


class PlaceTimeField(forms.DateTimeField):
    """A moment told by the clock of a place, whose zone is written beside the control."""

    def __init__(self, zone: str, **kwargs: Any) -> None:
        self.zone = ZoneInfo(zone)
        super().__init__(widget=ZonedDateTimeInput(zone_words(zone)), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        is_moment = isinstance(value, datetime) and timezone.is_aware(value)
        return value.astimezone(self.zone).replace(tzinfo=None) if is_moment else value

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)


def zone_words(zone: str) -> str:
    """ "Chicago time"."""
    return _("%s time") % zone.rpartition("/")[2].replace("_", " ")


class RecordForm(forms.Form):
    """The fields of a surface, of an action or of a bulk change, in groups."""

    def __init__(self, *args: Any, groups: Sequence[tuple[Any, Sequence[str]]] = (), **kwargs: Any) -> None:
        self.groups = groups
        super().__init__(*args, **kwargs)

    def grouped(self) -> Iterable[tuple[Any, list[forms.BoundField]]]:
        """Each group's heading with its fields."""
        for label, names in self.groups or (("", tuple(self.fields)),):
            if fields := [self[name] for name in names if name in self.fields]:
                yield label, fields

    def offer_references(self) -> None:
        """Fill the selects of references, once all fields are there."""
        for bound in self:
            if isinstance(bound.field, ReferenceField):
                bound.field.offer(bound.value())

    def add_problems(self, error: RuleBroken) -> None:
        """Each problem at the field it concerns, or above the form."""
        for problem in error.problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


def build_form(
    request: PageRequest,
    surface: Surface,
    names: Sequence[str | Input],
    *,
    record: Any = None,
    initial: Mapping[str, Any] | None = None,
    data: Any = None,
    files: Any = None,
) -> RecordForm:
    """A form over fields of the module's model and further inputs; `record` gives the present values."""
    given = {**(values_of(record, names) if record is not None else {}), **(initial or {})}
    form = RecordForm(data, files, initial=given, groups=groups_of(surface, names))
    for one in names:
        name = one if isinstance(one, str) else one.name
        form.fields[name] = (
            model_field(request, surface.model, one, record)
            if isinstance(one, str)
            else input_field(request, one, record)
        )
    form.offer_references()
    return form


def groups_of(surface: Surface, names: Sequence[str | Input]) -> Sequence[tuple[Any, Sequence[str]]]:
    """The groups of a form; what the organization itself wants to know stands in one of its own."""
    more = tuple(one.name for one in names if isinstance(one, Input) and one.name.startswith(PREFIX))
    return (*(surface.groups or (("", surface.form),)), (_("More"), more)) if more else surface.groups


def values_of(record: Any, names: Iterable[str | Input]) -> dict[str, Any]:
    """The present values of the fields a form asks for."""
    fields = {field.name: field for field in record._meta.concrete_fields}
    return {name: getattr(record, fields[name].attname) for name in names if isinstance(name, str) and name in fields}


def model_field(request: PageRequest, model: type[models.Model], name: str, record: Any) -> forms.Field:
    """The form field of a model field."""
    field: Any = model._meta.get_field(name)
    common: dict[str, Any] = {
        "label": capfirst(str(field.verbose_name)),
        "required": not field.blank,
        "help_text": field.help_text,
    }
    common |= {"initial": field.default} if field.has_default() else {}
    if field.is_relation:
        stored = getattr(record, field.attname, None)
        return reference_field(request, field.related_model, field.get_limit_choices_to(), stored=stored, **common)
    if isinstance(field, models.DateTimeField):
        return PlaceTimeField(zone_of(record) or request.actor.time_zone, **common)
    if name == "time_zone":
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]
        return forms.ChoiceField(choices=zones, widget=SearchSelect(), **common)
    made: forms.Field = field.formfield()
    if isinstance(made, forms.DateField):
        made.widget = DateInput()
    if isinstance(made, SimpleArrayField):
        made.help_text = made.help_text or _("Separated by commas.")
    return made


def reference_field(
    request: PageRequest, model: type[models.Model], limit: Any = (), *, stored: Any = None, **common: Any
) -> ReferenceField:
    """A choice among what the person may see of a module, or among the organization's people."""
    if model._meta.label == settings.AUTH_USER_MODEL:
        kept = model._default_manager.filter(pk=stored) if stored else None
        return ReferenceField(people_of(request.actor), address(request, "people", "options"), kept, **common)
    surface = surface_of(model)
    rows: Any = model.objects.visible_to(request.actor) if issubclass(model, Owned) else model._default_manager.all()
    kept = rows.filter(pk=stored) if stored else None
    if issubclass(model, Record):
        rows = rows.filter(archived_at__isnull=True)
    if any(one.name == "is_active" for one in model._meta.concrete_fields):
        rows = rows.filter(is_active=True)
    rows = rows.filter(**limit) if limit else rows
    url = f"{list_address(request, surface).partition('?')[0]}options/" if surface and not limit else ""
    return ReferenceField(rows.order_by(title_of(model), "pk"), url, kept, **common)


def input_field(request: PageRequest, one: Input, record: Any) -> forms.Field:
    """The form field of something an action asks for beside the model's fields."""
    common: dict[str, Any] = {"label": one.label, "required": one.required, "help_text": one.help}
    match one.kind:
        case "reference":
            return reference_field(request, surface_named(one.to).model, dict(one.limit), **common)
        case "person":
            return reference_field(request, get_user_model(), **common)
        case "choice":
            empty = () if one.required else (("", ""),)
            return forms.ChoiceField(choices=(*empty, *one.choices), **common)
        case "datetime":
            return PlaceTimeField(zone_of(record) or request.actor.time_zone, **common)
        case "boolean":
            return forms.BooleanField(**{**common, "required": False})
    return PLAIN[one.kind](**common)


PLAIN = {
    "text": lambda **common: forms.CharField(max_length=LONGEST_TEXT, **common),
    "longtext": lambda **common: forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **common),
    "integer": lambda **common: forms.IntegerField(**common),
    "decimal": lambda **common: forms.DecimalField(**common),
    "date": lambda **common: forms.DateField(widget=DateInput(), **common),
}
