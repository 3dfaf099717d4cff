"""The area in the address: what is understood, what is refused in words, and what it contains."""

import pytest

from facilities.maps import BoundingBox, InvalidBoundingBox


def test_an_area_survives_the_address() -> None:
    box = BoundingBox(-88.5, 41.25, -87.1234, 42)
    assert BoundingBox.parse(str(box)) == box
    assert str(box) == "-88.5,41.25,-87.1234,42"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "a,b,c,d",
        "1,2,3,4,5",
        "-190,0,0,1",
        "0,-91,1,1",
        "0,1,1,0",
        "5,0,5,1",
        "nan,0,1,1",
        "0,0,inf,1",
    ],
)
def test_an_impossible_area_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidBoundingBox) as refused:
        BoundingBox.parse(text)
    assert str(refused.value).endswith(".")


def test_an_area_over_the_antimeridian_contains_both_sides() -> None:
    box = BoundingBox.parse("140,-20,-150,25")
    assert box.longitude_span == 70
    assert box.contains(13.47, 144.8)
    assert box.contains(21.3, -157.8)
    assert not box.contains(41.9, -87.6)
    assert not box.contains(35.7, 139.7)
