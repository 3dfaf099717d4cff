"""A few dozen properties that differ in everything a list shows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from core.acting import acting
from facilities.models import Property

NAMES = ["Tower", "=1+1", "-5", "@home", "+1", 'quote " comma ,', "new\nline", "tab\tin", "é ☃ 😀", "\\N", "it's"]


@pytest.fixture
def properties(cast):
    """Forty properties of Ana's organization, made by one statement."""
    with acting(cast.ana):
        Property.objects.bulk_create(make_property(cast, place) for place in range(40))
    return cast


def make_property(cast, place):
    return Property(
        organization=cast.organization,
        portfolio=cast.portfolio,
        region=cast.region if place % 3 else None,
        parent=cast.tower if place % 4 else None,
        number=1_000 + place,
        name=NAMES[place % len(NAMES)],
        gross_area=Decimal(place * 7919 % 1000) / 8 if place % 5 else None,
        latitude=place / 3 if place % 2 else None,
        longitude=0.0 if place % 2 else None,
        year_built=1900 + place // 10 if place % 6 else None,
        custom_fields={"floor": place, "note": 'é"', "deep": [None, {"a": 1.5}]} if place % 2 else {},
        archived_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=place * 100_000) if place % 2 else None,
    )


@pytest.fixture
def statements(django_assert_num_queries):
    return django_assert_num_queries


@pytest.fixture(autouse=True)
def session_zone(db):
    """Another active zone must not show in any answer."""
    from django.utils import timezone

    with timezone.override("America/Chicago"):
        yield
    assert connection.timezone_name == "UTC"
