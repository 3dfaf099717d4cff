"""What an action's offer depends on is declared: a list reads only those columns of a record to say what it offers."""

from itertools import product

import pytest

from api.modules import state_columns
from core.surfaces import surfaces

# What is deleted is not in any list; the address of a record that was deleted asks the record itself.
NEVER_LISTED = {"deleted_at": None}
EACH = pytest.mark.parametrize("surface", [one for one in surfaces() if one.actions], ids=lambda one: one.module)


@EACH
def test_offers_depend_on_declared_columns_alone(surface):
    names = state_columns(surface)
    choices = [[None, True, *(code for code, _label in field_of(surface, name).flatchoices or ())] for name in names]
    for values in product(*choices):
        known = dict(zip(names, values, strict=True)) | NEVER_LISTED
        record = surface.model.from_db("default", [*known], [*known.values()])
        unread = record.get_deferred_fields()
        for action in surface.actions:
            action.offered(record)  # any other column would be read from the database, which this test has not
        assert record.get_deferred_fields() == unread


def field_of(surface, name):
    return surface.model._meta.get_field(name)
