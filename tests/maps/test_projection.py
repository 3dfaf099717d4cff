"""Degrees become pixels and come back, at any zoom and over the antimeridian."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities.maps import BoundingBox
from facilities.maps.projection import View, latitude_of, longitude_of, world_x, world_y

SIZE = (800, 480)


@given(st.floats(-85, 85), st.floats(-180, 179.999))
def test_a_place_comes_back(latitude: float, longitude: float) -> None:
    assert latitude_of(world_y(latitude)) == pytest.approx(latitude, abs=1e-9)
    assert longitude_of(world_x(longitude)) == pytest.approx(longitude, abs=1e-9)


# A window is never wider than the world, so it cannot hold an area from pole to pole.
@given(st.floats(-180, 179), st.floats(-55, 70), st.floats(0.01, 170), st.floats(0.01, 0.99))
def test_a_view_shows_all_of_its_area(west: float, south: float, across: float, part: float) -> None:
    east = (west + across + 180) % 360 - 180
    north = south + (74 - south) * part
    view = View.showing(BoundingBox(west, south, east, north), SIZE)
    for longitude, latitude in ((west, south), (east, north)):
        x, y = view.pixel(world_x(longitude), world_y(latitude))
        assert min(x, 1 / view.unit - x) < 1e-3 or 0 <= x <= SIZE[0] + 1e-3
        assert -1e-3 <= y <= SIZE[1] + 1e-3


def test_zooming_in_and_out_returns() -> None:
    view = View.showing(BoundingBox(-90, 40, -80, 45), SIZE)
    assert view.zoomed(2).zoomed(0.5).box.corners == pytest.approx(view.box.corners)


def test_panning_east_crosses_the_antimeridian() -> None:
    view = View.showing(BoundingBox(160, 10, 178, 20), SIZE).panned(0.5, 0)
    assert view.box.crosses_antimeridian
    assert view.box.contains(15, -179)


def test_the_widest_view_is_the_world_once() -> None:
    view = View.showing(BoundingBox(-90, 40, -80, 45), SIZE).zoomed(1e-9)
    assert (view.box.west, view.box.east) == (-180, 180)
