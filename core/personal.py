"""What of a model tells who people are: said once, on the model.

A sandbox invents something in its place (accounts/copies), and whoever asks what is known of a person, or wants it
erased, is answered by it (accounts/personal). `tests/contracts/test_personal.py` asks of each column that sounds like a
person's whether it is declared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.apps import apps
from django.db import models

Kind = Literal["name", "email", "phone"]
# Where the addresses of those who were erased end: a domain that never leads anywhere (RFC 2606).
ERASED_DOMAIN = "erased.invalid"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a row names, by fields of it. Who has neither account nor address there is told by the name alone.

    Erasing puts a pseudonym in place of the name and empties address and telephone numbers. An export shows them, and
    what the row says of the person besides.
    """

    # A reference to the person's account. It stays: without the name behind it, it is a pseudonym itself.
    account: str = ""
    name: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    # Fields that are of no use without the address, such as whether mail is wanted: erasing switches them off.
    switches: tuple[str, ...] = ()
    # What else the row says of them, or what they said: shown in an export.
    tells: tuple[str, ...] = ()
    # The row is theirs alone and goes with them.
    goes: bool = False
    # Whoever is named by the row at this reference, where this field says so: a requester's answer to a request.
    of: str = ""
    where: str = ""

    @property
    def kinds(self) -> dict[str, Kind]:
        """The fields that tell who somebody is, and how."""
        found: dict[str, Kind] = dict.fromkeys(self.phones, "phone")
        if self.email:
            found[self.email] = "email"
        if self.name:
            found[self.name] = "name"
        return found


@dataclass(frozen=True, slots=True)
class Personal:
    """Whom a model's rows name, and texts that Atrium writes in which a name or an address may stand."""

    named: tuple[Named, ...] = ()
    traces: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, Kind]:
        """The fields that tell who somebody is, and how."""
        return {field: kind for one in self.named for field, kind in one.kinds.items()}


NOBODY = Personal()


def personal_of(model: type[models.Model]) -> Personal:
    """What a model declares."""
    found: Personal = getattr(model, "personal", NOBODY)
    return found


def module_of(model: type[models.Model]) -> str:
    """What the change record calls a model's rows; a log has a column of that name."""
    found = getattr(model, "module", "")
    return found if isinstance(found, str) else ""


def personal_models() -> Iterator[tuple[type[models.Model], Personal]]:
    """Every model that declares something."""
    for model in apps.get_models():
        declared = personal_of(model)
        if declared is not NOBODY:
            yield model, declared


def personal_columns() -> dict[str, Kind]:
    """Every column that tells who somebody is, as `table.column`, and how."""
    return {
        f"{model._meta.db_table}.{model._meta.get_field(field).column}": kind  # type: ignore[union-attr]  # plain columns
        for model, declared in personal_models()
        for field, kind in declared.kinds.items()
    }


def redacted_members() -> set[tuple[str, str]]:
    """Module and member of what may be redacted in the change record: nothing else ever is."""
    return {
        (module, field)
        for model, declared in personal_models()
        if (module := module_of(model))
        for field in (*declared.kinds, *declared.traces)
    }
