"""A map is links and outlines: every mark leads somewhere, and the first view shows what matters."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from facilities.maps import BoundingBox, MapPoint, build_map
from facilities.maps.outlines import FILE, LAYERS, draw_outlines
from facilities.maps.projection import View
from tests.maps.test_clusters import point, published_points


def address(box: BoundingBox | None) -> str:
    return "/properties/" if box is None else f"/properties/?bbox={box}"


def box_of(link: str) -> BoundingBox:
    return BoundingBox.parse(link.partition("bbox=")[2])


def test_the_first_view_leaves_far_islands_out_and_says_so() -> None:
    drawing = build_map(published_points(), None, address)
    assert (drawing.total, drawing.inside, drawing.outside) == (4_326, 4_171, 155)
    assert drawing.box.contains(44.9, -68.8)
    assert not drawing.box.contains(21.3, -157.8)
    everything = build_map(published_points(), box_of(drawing.all_address), address)
    assert everything.outside == 0
    assert everything.box.crosses_antimeridian


def test_a_group_leads_to_the_area_that_holds_it() -> None:
    points = published_points()
    group = build_map(points, None, address).marks[0]
    box = box_of(group.address)
    assert sum(box.contains(one.latitude, one.longitude) for one in points) >= group.count
    assert group.label.startswith(f"{group.count:,} properties in WASHINGTON and ")


def test_a_single_property_leads_to_its_page() -> None:
    mark = build_map([point(41.88, -87.63, "tower")], None, address).marks[0]
    assert (mark.is_property, mark.label, mark.address) == (True, "tower", "/tower/")


def test_controls_carry_the_area_and_end_where_there_is_no_more() -> None:
    controls = {one.name: one for one in build_map(published_points(), None, address).controls}
    assert not controls["reset"].address
    east = box_of(controls["east"].address)
    west = box_of(controls["west"].address)
    assert east.west > west.west
    world = build_map([], None, address)
    assert not {one.name: one for one in world.controls}["zoom-out"].address


def test_controls_fill_the_window_and_need_no_rectangle() -> None:
    points = published_points()
    zoomed = {one.name: one for one in build_map(points, None, address).controls}["zoom-in"]
    assert build_map(points, box_of(zoomed.address), address).selection is None


def test_a_narrow_area_is_drawn_as_a_rectangle_inside_its_window() -> None:
    drawing = build_map(published_points(), BoundingBox(-77.15, 38.8, -77.0, 38.95), address)
    assert drawing.selection is not None
    assert 0 < drawing.selection.x < drawing.width / 2
    assert drawing.selection.height == pytest.approx(drawing.height, abs=1)


def test_a_map_without_properties_shows_the_world() -> None:
    drawing = build_map([], None, address)
    assert (drawing.marks, drawing.total, drawing.box.west, drawing.box.east) == ((), 0, -180, 180)
    assert drawing.countries


def test_outlines_are_small_and_stay_near_the_window() -> None:
    assert FILE.stat().st_size < 200_000
    view = View.showing(BoundingBox(-88.5, 41.3, -87.2, 42.3), (800, 480))
    data = draw_outlines("states", view)
    assert 0 < len(data) < 5_000
    assert draw_outlines("countries", View.showing(BoundingBox(-100, 38, -99, 39), (800, 480))) == ""


@pytest.mark.parametrize("layer", LAYERS)
def test_no_outline_runs_across_the_world(layer: str) -> None:
    """A country over the antimeridian must not be drawn as a band around the globe."""
    data = draw_outlines(layer, View.showing(BoundingBox(-180, -60, 180, 75), (800, 480)))
    steps = re.findall(r"(-?\d+),(-?\d+)(?=[ z])", data)
    inland = [int(across) for across, down in steps if abs(int(down)) <= 1]
    assert max(map(abs, inland)) < 300


def test_the_page_has_links_and_no_inline_style() -> None:
    html = render_to_string("map/map.html", {"map": build_map(published_points(), None, address), "target": "#all"})
    assert "style=" not in html
    assert "<script" not in html
    assert 'hx-target="#all"' in html
    assert html.count("<foreignObject") == html.count("map-group map-group-") + html.count('class="map-property"')
    assert "4,171</data> properties in sight" in html
    assert len(html) < 60_000


def test_names_are_escaped() -> None:
    drawing = build_map([MapPoint("1", 1, 1, '"><script>', "/1/")], None, address)
    assert "<script>" not in render_to_string("map/map.html", {"map": drawing})


def test_the_readme_names_the_sources() -> None:
    readme = (Path(FILE).parent / "README.md").read_text()
    assert "Natural Earth" in readme
    assert "Census Bureau" in readme
