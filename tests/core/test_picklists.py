"""Picklists: entries of an organization, each code once in its list."""

from dataclasses import replace

import pytest

from core.acting import acting
from core.actions.picklists import create_picklist_item, delete_picklist_item, update_picklist_item
from core.actor import Actor
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.picklists import PicklistItem
from tests.cast import Cast


def administrator(actor: Actor) -> Actor:
    """The actor with the rights on picklists."""
    verbs = frozenset(f"core.{verb}_picklistitem" for verb in ("add", "change", "delete"))
    return replace(actor, permissions=actor.permissions | verbs)


def test_an_entry_is_added_renamed_withdrawn_and_deleted(cast: Cast) -> None:
    ana = administrator(cast.ana)
    with acting(ana):
        item = create_picklist_item(actor=ana, list="trade", code="plumbing", label="Plumbing")
        update_picklist_item(item, actor=ana, label="Pipes", is_active=False, position=3)
        assert (item.version, str(item)) == (2, "Pipes")
        delete_picklist_item(item, actor=ana)
        assert not PicklistItem.objects.visible_to(ana).exists()


def test_a_code_is_given_once_per_list_and_organization(cast: Cast) -> None:
    ana, cleo = administrator(cast.ana), administrator(cast.cleo)
    values = {"list": "trade", "code": "hvac", "label": "HVAC"}
    with acting(cleo):
        far = create_picklist_item(actor=cleo, **values)
    with acting(ana):
        create_picklist_item(actor=ana, **values)
        create_picklist_item(actor=ana, **values | {"list": "category"})
        with pytest.raises(RuleBroken) as broken:
            create_picklist_item(actor=ana, **values)
        assert (broken.value.problems[0].field, broken.value.status) == ("code", 409)
        with pytest.raises(NotVisible):
            update_picklist_item(far, actor=ana, label="Mine")
        with pytest.raises(RuleBroken):
            create_picklist_item(actor=ana, list="trade", code="Not a code", label="X")
    with acting(cast.ben), pytest.raises(NotPermitted):
        create_picklist_item(actor=cast.ben, **values)
