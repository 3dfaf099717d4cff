"""Properties that lie close are gathered, none is lost, and circles stay apart."""

from itertools import combinations

from demo.source.buildings import read_buildings
from facilities.maps import BoundingBox, MapPoint
from facilities.maps.clusters import OVERLAP, gather
from facilities.maps.projection import View

SIZE = (800, 480)
AMERICA = BoundingBox(-127, 24, -62, 50)


def published_points() -> list[MapPoint]:
    return [
        MapPoint(row.code, float(row.latitude), float(row.longitude), row.name, f"/{row.code}/", row.city)
        for row in read_buildings()
    ]


def point(latitude: float, longitude: float, name: str = "x") -> MapPoint:
    return MapPoint(name, latitude, longitude, name, f"/{name}/", "Town")


def test_no_property_is_lost() -> None:
    points = published_points()
    clusters, outside = gather(points, View.showing(AMERICA, SIZE))
    assert sum(cluster.count for cluster in clusters) + outside == len(points) == 4_326
    assert outside == 155


def test_circles_stay_apart() -> None:
    clusters, _ = gather(published_points(), View.showing(AMERICA, SIZE))
    for one, other in combinations(clusters, 2):
        distance = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
        assert distance >= one.radius + other.radius - OVERLAP


def test_the_largest_comes_first_and_the_same_each_time() -> None:
    view = View.showing(AMERICA, SIZE)
    first, second = gather(published_points(), view)[0], gather(reversed(published_points()), view)[0]
    assert [cluster.count for cluster in first] == sorted((one.count for one in first), reverse=True)
    assert sorted(one.count for one in first) == sorted(one.count for one in second)


def test_zooming_in_parts_a_group() -> None:
    points = [point(41.88, -87.63, "a"), point(41.90, -87.65, "b")]
    far, _ = gather(points, View.showing(AMERICA, SIZE))
    near, _ = gather(points, View.showing(BoundingBox(-87.7, 41.85, -87.6, 41.93), SIZE))
    assert [one.count for one in far] == [2]
    assert [one.count for one in near] == [1, 1]


def test_one_address_stays_one_group_however_close() -> None:
    points = [point(41.88, -87.63, "a"), point(41.88, -87.63, "b")]
    clusters, _ = gather(points, View.showing(BoundingBox(-87.632, 41.879, -87.628, 41.881), SIZE))
    assert [one.count for one in clusters] == [2]


def test_a_group_over_the_antimeridian_has_a_small_area() -> None:
    view = View.showing(BoundingBox(170, 0, -170, 10), SIZE)
    clusters, _ = gather([point(5, 179.9), point(5, -179.9)], view)
    box = clusters[0].box(crossing=True)
    assert box.crosses_antimeridian
    assert round(box.longitude_span, 3) == 0.2
