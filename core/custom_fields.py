"""Custom fields: what an organization wants to know of its records beyond the fields everybody has."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acting import known_definitions, transaction_memory
from core.actor import Actor
from core.errors import Problem
from core.known_definitions import KnownDefinitions
from core.records import Record
from core.told import spell_moment
from core.validators import validate_code

LONGEST_TEXT = 1_000


class CustomFieldKind(models.TextChoices):
    """What sort of value a custom field holds."""

    TEXT = "text", gettext_lazy("Text")
    LONGTEXT = "longtext", gettext_lazy("Long text")
    INTEGER = "integer", gettext_lazy("Whole number")
    DECIMAL = "decimal", gettext_lazy("Number")
    BOOLEAN = "boolean", gettext_lazy("Yes or no")
    DATE = "date", gettext_lazy("Date")
    DATETIME = "datetime", gettext_lazy("Date and time")
    CHOICE = "choice", gettext_lazy("Choice")
    REFERENCE = "reference", gettext_lazy("Reference")


class CustomField(Record):
    """The definition of one custom field of one module. Its name is the key under which records keep the value."""

    module = "custom_field"

    record_module = models.CharField(gettext_lazy("module"), max_length=60)
    name = models.CharField(gettext_lazy("name"), max_length=60, validators=[validate_code])
    label = models.CharField(gettext_lazy("label"), max_length=120)
    help = models.CharField(gettext_lazy("help"), max_length=250, blank=True)
    kind = models.CharField(gettext_lazy("kind"), max_length=20, choices=CustomFieldKind)
    choices = models.JSONField(
        gettext_lazy("choices"),
        default=list,
        blank=True,
        help_text=gettext_lazy("For a choice: code and label of each."),
    )
    to = models.CharField(
        gettext_lazy("refers to"), max_length=60, blank=True, help_text=gettext_lazy("For a reference: the module.")
    )
    required = models.BooleanField(gettext_lazy("required"), default=False)
    position = models.PositiveIntegerField(gettext_lazy("position"), default=0)
    is_active = models.BooleanField(gettext_lazy("active"), default=True)

    class Meta:
        db_table = "core_custom_field"
        verbose_name = gettext_lazy("custom field")
        verbose_name_plural = gettext_lazy("custom fields")
        ordering = ["record_module", "position", "label"]
        indexes = [
            models.Index(fields=["organization", "record_module", "position", "id"], name="custom_field_in_order")
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="custom_field_number_once"),
            models.UniqueConstraint(
                fields=["organization", "record_module", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="custom_field_name_taken",
                violation_error_message=gettext_lazy("The module already has a custom field of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """A choice needs choices, a reference a module to refer to."""
        if self.kind == CustomFieldKind.CHOICE and not _are_choices(self.choices):
            raise ValidationError({"choices": ValidationError(_("Give code and label of each choice."), "choices")})
        if self.kind == CustomFieldKind.REFERENCE and model_of(self.to) is None:
            raise ValidationError({"to": ValidationError(_("Name the module it refers to."), "module")})
        if model_of(self.record_module) is None:
            raise ValidationError({"record_module": ValidationError(_("There is no such module."), "module")})


def definitions(module: str, *, actor: Actor) -> Mapping[str, CustomField]:
    """The active custom fields of a module by name: told when the transaction began, and read once it has written."""
    memory = transaction_memory()
    key = ("custom_fields", module)
    if key not in memory:
        known = known_definitions()
        memory[key] = _read(module, actor) if known is None else _told(module, known)
    return memory[key]


def _read(module: str, actor: Actor) -> Mapping[str, CustomField]:
    rows = CustomField.objects.visible_to(actor).filter(record_module=module, is_active=True)
    return {row.name: row for row in rows}


def _told(module: str, known: KnownDefinitions) -> Mapping[str, CustomField]:
    if module not in known.by_module:
        rows = (row for row in known.rows if row["record_module"] == module)
        known.by_module[module] = {row["name"]: _built(row) for row in rows}
    found: Mapping[str, CustomField] = known.by_module[module]
    return found


def _built(row: Mapping[str, Any]) -> CustomField:
    """The definition of a row that came as JSON."""
    fields = {one.attname: one for one in CustomField._meta.concrete_fields}
    return CustomField.from_db(None, list(fields), [one.to_python(row[name]) for name, one in fields.items()])


def ever_defined(module: str, actor: Actor) -> Mapping[str, CustomField]:
    """The custom fields of a module by name, those withdrawn since too: history still tells of them."""
    rows = CustomField.objects.visible_to(actor).filter(record_module=module)
    return {row.name: row for row in rows}


def forget_definitions() -> None:
    """Read the definitions again: one of them was changed in this transaction."""
    memory = transaction_memory()
    for key in [key for key in memory if key[0] == "custom_fields"]:
        del memory[key]


def custom_field_problems(
    row: Record, *, actor: Actor, known: Mapping[str, CustomField] | None = None
) -> list[Problem]:
    """Check and normalize a record's custom values. An unknown name is refused, an empty value taken out.

    `known` are the definitions of its module, where they were read for a set of records.
    """
    known = definitions(row.module, actor=actor) if known is None else known
    given = row.custom_fields
    if not isinstance(given, dict):
        return [Problem("custom_fields", "invalid", _("Give an object of names and values."))]
    problems = [
        Problem(f"custom_fields.{name}", "unknown-field", _("There is no such custom field."))
        for name in given
        if name not in known and name not in _withdrawn(row, actor)
    ]
    row.custom_fields = {name: value for name, value in given.items() if value not in (None, "")}
    for name, field in known.items():
        problems += _value_problems(row, name, field, actor)
    return problems


def _withdrawn(row: Record, actor: Actor) -> set[str]:
    """Fields no longer active: records keep the values they have."""
    rows = CustomField.objects.visible_to(actor).filter(record_module=row.module, is_active=False)
    return set(rows.values_list("name", flat=True))


def _value_problems(row: Record, name: str, field: CustomField, actor: Actor) -> list[Problem]:
    member = f"custom_fields.{name}"
    if name not in row.custom_fields:
        return [Problem(member, "required", _("This is required."))] if field.required else []
    try:
        row.custom_fields[name] = PARSERS[field.kind](row.custom_fields[name], field, actor)
    except ValidationError as error:
        if field.kind == CustomFieldKind.CHOICE and _is_stored(row, name):
            return []
        return [Problem(member, error.code or "invalid", " ".join(error.messages))]
    return []


def _is_stored(row: Record, name: str) -> bool:
    """Whether the record has the value already: a choice that was taken away since stays where it was made."""
    if row._state.adding:
        return False
    stored = type(row)._base_manager.filter(pk=row.pk).values_list("custom_fields", flat=True).first() or {}
    return name in stored and stored[name] == row.custom_fields[name]


def _text(value: Any, field: CustomField, actor: Actor) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValidationError(_("Give a text."), "text")
    if field.kind == CustomFieldKind.TEXT and len(value) > LONGEST_TEXT:
        raise ValidationError(_("At most %(count)s characters.") % {"count": LONGEST_TEXT}, "too-long")
    return value


def _integer(value: Any, field: CustomField, actor: Actor) -> int:
    number = _number(value)
    if number != number.to_integral_value() or abs(number) >= 2**53:
        raise ValidationError(_("Give a whole number."), "integer")
    return int(number)


def _decimal(value: Any, field: CustomField, actor: Actor) -> int | float:
    """A JSON number that has every digit of what was given, so that it can be compared in the database."""
    number = _number(value)
    if number == number.to_integral_value() and abs(number) < 2**53:
        return int(number)
    if Decimal(repr(float(number))) != number:
        raise ValidationError(_("Give a number of at most 15 digits."), "digits")
    return float(number)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValidationError(_("Give a number."), "number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValidationError(_("Give a number."), "number") from None
    if not number.is_finite() or abs(number.adjusted()) > 300:
        raise ValidationError(_("Give a number."), "number")
    return number


def _boolean(value: Any, field: CustomField, actor: Actor) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("Give yes or no."), "boolean")
    return value


def _date(value: Any, field: CustomField, actor: Actor) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        parsed = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    if parsed is None:
        raise ValidationError(_("Give a date such as 2026-05-31."), "date")
    return parsed.isoformat()


def _datetime(value: Any, field: CustomField, actor: Actor) -> str:
    """Kept in UTC with six digits, so that texts sort as the times do."""
    try:
        parsed = value if isinstance(value, datetime) else parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    if parsed is None or is_naive(parsed):
        raise ValidationError(_("Give a time with its offset, such as 2026-05-31T09:00:00Z."), "datetime")
    return spell_moment(parsed)


def _choice(value: Any, field: CustomField, actor: Actor) -> str:
    if value not in [code for code, _label in field.choices]:
        raise ValidationError(_("This is none of the choices."), "choice")
    return str(value)


def _reference(value: Any, field: CustomField, actor: Actor) -> str:
    """The id of a record; what the actor may not see gets the same answer as a random id."""
    model = model_of(field.to)
    try:
        key = value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        key = None
    if model is None or key is None or not model.objects.visible_to(actor).filter(pk=key).exists():
        raise ValidationError(_("There is no such record."), "unknown-reference")
    return str(key)


PARSERS: dict[str, Callable[[Any, CustomField, Actor], Any]] = {
    CustomFieldKind.TEXT: _text,
    CustomFieldKind.LONGTEXT: _text,
    CustomFieldKind.INTEGER: _integer,
    CustomFieldKind.DECIMAL: _decimal,
    CustomFieldKind.BOOLEAN: _boolean,
    CustomFieldKind.DATE: _date,
    CustomFieldKind.DATETIME: _datetime,
    CustomFieldKind.CHOICE: _choice,
    CustomFieldKind.REFERENCE: _reference,
}


def _are_choices(value: object) -> bool:
    """A list of pairs of code and label, each code once."""
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value):
        return False
    texts = all(isinstance(text, str) and text for pair in value for text in pair)
    return texts and len({code for code, _label in value}) == len(value)


def model_of(module: str) -> type[Record] | None:
    """The model of a module that has a surface."""
    from core.surfaces import surfaces  # the surfaces import the actions, and these the rules that call us

    return next((surface.model for surface in surfaces() if surface.module == module), None)
