"""The values of custom fields between the form in which records keep them and the one in which forms give them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from core.custom_fields import CustomField, CustomFieldKind
from core.figures import say_day, say_moment

Typed = str | int | float | bool | Decimal | date | datetime | None


def typed_value(field: CustomField, stored: Any) -> Typed:
    """A kept value as Python knows it: days and moments are kept as texts. A reference stays the record's id."""
    if stored is None:
        return None
    if field.kind == CustomFieldKind.DATE:
        return parse_date(stored)
    if field.kind == CustomFieldKind.DATETIME:
        return parse_datetime(stored)
    value: Typed = stored
    return value


def given_value(field: CustomField, given: Any) -> Typed:
    """What a form's control gave, ready for the rule: a chosen record by its id, yes and no as such."""
    if given is None or given == "":
        return None
    if field.kind == CustomFieldKind.BOOLEAN and isinstance(given, str):
        return given == "true"
    value: Typed = str(given.pk) if hasattr(given, "pk") else given
    return value


def label_of_choice(field: CustomField, code: Any) -> str:
    """The label of a choice; a code that was taken from the choices since says itself."""
    return next((label for known, label in field.choices if known == code), str(code))


def value_in_words(field: CustomField, value: Typed) -> str:
    """A typed value where two versions are told side by side. A reference stays its id."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return say_day(value)
    return label_of_choice(field, value) if field.kind == CustomFieldKind.CHOICE else str(value)
