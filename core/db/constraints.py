"""Constraints that several models share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def one_of(field: str, choices: type[models.TextChoices], *, name: str) -> models.CheckConstraint:
    """A state or kind is text of a fixed list, and the database holds it to the list whatever the way."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}),
        name=name,
        violation_error_message=_("This is none of the choices."),
        violation_error_code="invalid_choice",
    )
