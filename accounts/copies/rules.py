"""What a copy leaves out, empties or invents. Everything else of every table goes along, also of later modules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.conf import settings
from django.utils.module_loading import import_string

# What stands for something that tells who a person is: an address, a number, a name, words, the name of a file.
Invented = Literal["email", "phone", "name", "words", "file", "nothing"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Tables are named as the database names them, columns as `table.column`. Each omission has its reason."""

    # Never leave this installation.
    stays: Mapping[str, str]
    # Are not in a sandbox either, beside those that never leave.
    not_in_sandbox: Mapping[str, str]
    # SQL of what stands in an export, and in what an import takes, in place of a value.
    replaced: Mapping[str, str]
    # Values that every import makes anew.
    made: Mapping[str, Callable[[], str]]
    # Columns that tell who somebody is: a sandbox has something invented there.
    invented: Mapping[str, Invented]
    # Columns whose names sound as if they did, and why they do not.
    harmless: Mapping[str, str]
    # Readers of the changes, whom an imported history is no news.
    readers: tuple[str, ...]


@cache
def rules() -> Rules:
    """The installation's own, from config/copying.py."""
    found: Rules = import_string(settings.ATRIUM_COPYING)
    return found
