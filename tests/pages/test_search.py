"""The search box: the best hits of what the person sees, not what is left of everybody's best hits."""

from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from core.pages import search_page
from facilities.actions.properties import create_property, update_property
from tests.cast import Cast


@pytest.fixture
def crowd(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """More and better hits elsewhere than the box takes."""
    monkeypatch.setattr(search_page, "IN_ALL", 3)
    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, city="Larkspur")
        for number in range(5):
            create_property(actor=cast.ana, name=f"Larkspur {number}", city="Larkspur", portfolio=cast.portfolio)


def labels(answer: Any) -> list[str]:
    return [hit["label"] for group in answer.context["groups"] for hit in group["hits"]]


def test_a_narrow_scope_finds_its_own(ana: Client, ben: Client, crowd: None) -> None:
    assert "Tower" not in labels(ana.get("/lakeside/search/?q=larkspur"))
    assert labels(ben.get("/lakeside/search/?q=larkspur")) == ["Tower"]
    assert labels(ben.get("/lakeside/search/jump/?q=larkspur")) == ["Tower"]


def test_so_does_the_place_that_is_looked_at(ana: Client, cast: Cast, crowd: None) -> None:
    assert labels(ana.get(f"/lakeside/search/?q=larkspur&in=property:{cast.tower.number}")) == ["Tower"]


def test_another_organizations_words_find_nothing(cleo: Client, ana: Client, crowd: None) -> None:
    assert cleo.get("/lakeside/search/?q=larkspur").status_code == 404
    assert labels(cleo.get("/harbour/search/?q=larkspur")) == []
    assert labels(ana.get("/lakeside/search/?q=elsewhere")) == []
