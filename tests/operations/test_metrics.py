"""Metrics: who may read them, what they say, and that several processes count together."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from core.operations.figures import feed_lag, fence_age, queue_depth
from core.operations.gauges import Gauge, gauges
from core.operations.metrics import is_alarming, read_gauges
from facilities.actions.properties import update_property
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
COUNT = """
import sys
from prometheus_client import Histogram
Histogram("atrium_test_seconds", "Test.", ["route"]).labels("/x").observe(float(sys.argv[1]))
"""
TELL = """
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""


def told(answer: Any) -> dict[str, float]:
    """Every sample by its name and labels."""
    lines = [line for line in answer.content.decode().splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}


def test_requests_are_counted_by_pattern_and_status(cast: Cast) -> None:
    ana = ApiClient(make_key(cast.ana))
    name = "atrium_http_request_duration_seconds_count"
    route = 'route="/api/v1/properties/<uuid:id>/"'
    before = told(Client().get("/metrics"))
    ana.get(f"properties/{cast.tower.pk}/")
    ana.get(f"properties/{cast.elsewhere.pk}/")
    after = told(Client().get("/metrics"))
    for status in (200, 404):
        sample = f'{name}{{method="GET",{route},status="{status}"}}'
        assert after[sample] - before.get(sample, 0) == 1
    assert not any(str(cast.tower.pk) in sample for sample in after)


def test_every_gauge_is_told_once(cast: Cast) -> None:
    samples = told(Client().get("/metrics"))
    assert {f"atrium_{one.name}" for one in gauges()} <= samples.keys()
    assert samples["atrium_changes_in_default_partition"] == 0
    assert len({one.name for one in gauges()}) == len(gauges())


@pytest.mark.parametrize(
    ("token", "sent", "address", "status"),
    [
        ("", {}, "127.0.0.1", 200),
        ("", {}, "10.1.2.3", 404),
        ("s3cret", {}, "127.0.0.1", 404),
        ("s3cret", {"Authorization": "Bearer wrong"}, "127.0.0.1", 404),
        ("s3cret", {"Authorization": "Bearer s3cret"}, "10.1.2.3", 200),
    ],
)
def test_only_the_scraper_reads_them(
    cast: Cast, settings: Any, token: str, sent: dict[str, str], address: str, status: int
) -> None:
    settings.ATRIUM_METRICS_TOKEN = token
    answer = Client().get("/metrics", headers=sent, REMOTE_ADDR=address)
    assert answer.status_code == status


def test_several_processes_count_together(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for seconds in ("0.5", "1.5"):
        subprocess.run([sys.executable, "-c", COUNT, seconds], env=environment, check=True)
    done = subprocess.run([sys.executable, "-c", TELL], env=environment, check=True, capture_output=True, text=True)
    assert 'atrium_test_seconds_count{route="/x"} 2.0' in done.stdout
    assert 'atrium_test_seconds_sum{route="/x"} 2.0' in done.stdout


def test_a_change_that_nobody_read_makes_a_lag(cast: Cast) -> None:
    from core.feed import Cursor, FeedPosition

    with acting(cast.ana):
        position = FeedPosition.objects.create(organization_id=cast.organization.pk, consumer="lagging")
        assert feed_lag(cast.ana) > 0
        position.move(Cursor.now())
        own = position.high + 1
        position.move(Cursor(position.era, own, own, 10**12))
        assert feed_lag(cast.ana) == 0
        update_property(cast.tower, actor=cast.ana, name="Taller")
        assert fence_age() >= 0 and queue_depth() >= 0


def test_what_cannot_be_read_is_an_alarm() -> None:
    quiet = Gauge(name="a", label="A", help="A")
    loud = Gauge(name="b", label="B", help="B", alarm=1)
    assert is_alarming(quiet, float("nan")) and not is_alarming(quiet, 10**9)
    assert is_alarming(loud, 1) and not is_alarming(loud, 0)


def test_gauges_of_organizations_are_summed_and_waits_are_not(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    two = (
        Gauge(name="many", label="M", help="M", count=lambda actor: 2),
        Gauge(name="wait", label="W", help="W", count=lambda actor: 2, total=max, unit="seconds"),
    )
    monkeypatch.setattr("core.operations.metrics.gauges", lambda: two)
    assert {gauge.name: value for gauge, value in read_gauges()} == {"many": 4, "wait": 2}
