"""Saved views: a list kept under a name, by a person; changed and dropped by its owner alone; one opens first."""

from dataclasses import replace
from typing import Any

import pytest

from core.acting import acting
from core.actions.saved_views import create_saved_view, delete_saved_view, update_saved_view
from core.actor import Actor
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.saved_views import SavedView, visible_views
from tests.cast import Cast


def keep(actor: Actor, name: str, **values: Any) -> SavedView:
    return create_saved_view(actor=actor, surface="property", name=name, **values)


def events(view: SavedView) -> list[str]:
    return list(Change.objects.filter(record_id=view.pk).order_by("id").values_list("event", flat=True))


def first(actor: Actor, surface: str = "property") -> list[str]:
    """The names of the views that open first."""
    rows = SavedView.objects.filter(surface=surface, owner_id=actor.person_id, is_default=True)
    return list(rows.values_list("name", flat=True))


def test_a_view_is_kept_changed_and_dropped_by_its_owner(cast: Cast) -> None:
    with acting(cast.ben):
        view = keep(cast.ben, "Chicago", parameters="city=Chicago")
        update_saved_view(view, actor=cast.ben, name="Duluth", parameters="city=Duluth", is_shared=True)
        assert (view.version, view.owner_id, view.name, view.parameters) == (
            2, cast.ben.person_id, "Duluth", "city=Duluth"
        )  # fmt: skip
        delete_saved_view(view, actor=cast.ben)
        assert not SavedView.objects.exists()
        assert events(view) == ["saved_view.created", "saved_view.updated", "saved_view.deleted"]


def test_nobody_else_changes_or_drops_a_shared_view(cast: Cast) -> None:
    """Not even who administers: Ben shows it to Ana and keeps it."""
    with acting(cast.ben):
        view = keep(cast.ben, "Ours", is_shared=True)
    with acting(cast.ana):
        assert list(visible_views(cast.ana, "property")) == [view]
        for act in (lambda: update_saved_view(view, actor=cast.ana, name="Mine"),
                    lambda: delete_saved_view(view, actor=cast.ana)):  # fmt: skip
            with pytest.raises(NotPermitted, match="core.change_savedview"):
                act()
        assert (SavedView.objects.get().name, events(view)) == ("Ours", ["saved_view.created"])


def test_a_private_view_is_its_owners_alone(cast: Cast) -> None:
    with acting(cast.ben):
        keep(cast.ben, "Mine")
    with acting(cast.ana):
        keep(cast.ana, "Everybody's", is_shared=True)
        create_saved_view(actor=cast.ana, surface="work_order", name="Orders", is_shared=True)
        assert [view.name for view in visible_views(cast.ana, "property")] == ["Everybody's"]
    with acting(cast.ben):
        assert [view.name for view in visible_views(cast.ben, "property")] == ["Everybody's", "Mine"]
    with acting(cast.cleo):
        assert not visible_views(cast.cleo, "property").exists()


def test_in_another_organization_ones_own_view_does_not_exist(cast: Cast) -> None:
    """Whoever is a member of both has other views in each."""
    with acting(cast.ana):
        view = keep(cast.ana, "Here")
    abroad = replace(cast.cleo, person_id=cast.ana.person_id)
    with acting(abroad):
        for act in (lambda: update_saved_view(view, actor=abroad, name="There"),
                    lambda: delete_saved_view(view, actor=abroad)):  # fmt: skip
            with pytest.raises(NotVisible):
                act()
    with acting(cast.ana):
        assert SavedView.objects.get().name == "Here"


def test_the_system_keeps_no_view_and_may_change_and_drop_anybodys(cast: Cast) -> None:
    system = Actor.system(cast.organization.pk)
    with acting(system):
        with pytest.raises(NotPermitted, match="core.add_savedview"):
            keep(system, "Nobody's")
        assert not SavedView.objects.exists()
    with acting(cast.ben):
        former, view = keep(cast.ben, "Former", is_default=True), keep(cast.ben, "Mine")
    with acting(system):
        update_saved_view(view, actor=system, is_default=True)
        assert first(cast.ben) == ["Mine"]
        delete_saved_view(former, actor=system)
        assert list(SavedView.objects.values_list("name", "owner_id")) == [("Mine", cast.ben.person_id)]


def test_a_name_is_taken_once_a_list_and_person(cast: Cast) -> None:
    with acting(cast.ana):
        keep(cast.ana, "Chicago")
        create_saved_view(actor=cast.ana, surface="work_order", name="Chicago")
        other = keep(cast.ana, "Duluth")
        for act in (lambda: keep(cast.ana, "Chicago"),
                    lambda: update_saved_view(other, actor=cast.ana, name="Chicago")):  # fmt: skip
            with pytest.raises(RuleBroken) as broken:
                act()
            assert (broken.value.problems[0].field, broken.value.code, broken.value.status) == ("name", "unique", 409)
        assert SavedView.objects.get(pk=other.pk).name == "Duluth"
    with acting(cast.ben):
        assert keep(cast.ben, "Chicago").version == 1


def test_one_view_of_a_list_opens_first(cast: Cast) -> None:
    """A new one takes it from the former, and so does one that is changed; other lists and people keep theirs."""
    with acting(cast.ben):
        keep(cast.ben, "Ben's", is_default=True)
    with acting(cast.ana):
        create_saved_view(actor=cast.ana, surface="work_order", name="Orders", is_default=True)
        one = keep(cast.ana, "One", is_default=True)
        two = keep(cast.ana, "Two", is_default=True)
        assert first(cast.ana) == ["Two"]
        update_saved_view(one, actor=cast.ana, is_default=True)
        assert first(cast.ana) == ["One"]
        assert (first(cast.ana, "work_order"), first(cast.ben)) == (["Orders"], ["Ben's"])
        assert events(two) == ["saved_view.created", "saved_view.updated"]


def test_what_opens_first_already_stays_as_it_is(cast: Cast) -> None:
    with acting(cast.ana):
        view = keep(cast.ana, "One", is_default=True)
        update_saved_view(view, actor=cast.ana, is_default=True)
        assert (view.version, first(cast.ana)) == (1, ["One"])
        update_saved_view(view, actor=cast.ana, is_default=False)
        assert (view.version, first(cast.ana)) == (2, [])


def test_a_view_that_is_refused_takes_nothing_from_the_one_that_opens_first(cast: Cast) -> None:
    with acting(cast.ana):
        former, other = keep(cast.ana, "Former", is_default=True), keep(cast.ana, "Other")
        for act in (lambda: keep(cast.ana, "Other", is_default=True),
                    lambda: update_saved_view(other, actor=cast.ana, name="Former", is_default=True)):  # fmt: skip
            with pytest.raises(RuleBroken):
                act()
        assert (first(cast.ana), events(former)) == (["Former"], ["saved_view.created"])
