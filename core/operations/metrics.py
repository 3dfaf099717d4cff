"""Metrics for Prometheus: requests and tasks as they happen, gauges when they are asked for.

Counts of several processes meet in the folder PROMETHEUS_MULTIPROC_DIR, which prometheus-client reads by itself;
without it each process tells its own.
"""

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core.acting import acting
from core.actor import Actor
from core.operations.gauges import Gauge, gauges
from core.operations.logs import log_request

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Histogram(
    "atrium_http_request_duration_seconds",
    "Requests by route, method and status.",
    ["route", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
TASKS = Histogram(
    "atrium_task_duration_seconds",
    "Tasks by name and outcome.",
    ["task", "outcome"],
    buckets=(0.01, 0.1, 1, 10, 60, 600),
)


class MetricsMiddleware:
    """Times each request and writes its one line of the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - began
        route = route_of(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, str(response.status_code)).observe(took)
        log_request(request, route, response.status_code, took)
        return response


def route_of(request: HttpRequest) -> str:
    """The pattern of the address: no id and no secret stands in it, and there are only so many."""
    match = request.resolver_match
    return f"/{match.route.lstrip('^')}" if match else "none"


class GaugeCollector(Collector):
    """Reads every gauge anew, organization by organization."""

    def collect(self) -> Iterator[Metric]:
        for gauge, value in read_gauges():
            family = GaugeMetricFamily(f"atrium_{gauge.name}", gauge.help)
            family.add_metric([], value)
            yield family

    def describe(self) -> Iterable[Metric]:
        return ()


def read_gauges() -> Iterator[tuple[Gauge, float]]:
    """Each gauge over all organizations."""
    found: dict[str, list[float]] = {gauge.name: [] for gauge in gauges()}
    for organization in apps.get_model(settings.ATRIUM_ORGANIZATION_MODEL)._default_manager.filter(is_active=True):
        system = Actor.system(organization.pk, name="Metrics")
        with acting(system):
            for gauge in gauges():
                if gauge.count is not None:
                    found[gauge.name].append(gauge.count(system))
    for gauge in gauges():
        yield (
            gauge,
            gauge.read() if gauge.read is not None else (gauge.total(found[gauge.name]) if found[gauge.name] else 0),
        )


def exposition() -> bytes:
    """Everything in the text form that Prometheus reads."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry = REGISTRY
    return generate_latest(registry) + generate_latest(gauge_registry())


def gauge_registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(GaugeCollector())
    return registry


def is_alarming(gauge: Gauge, value: float) -> bool:
    """Whether somebody should look; what cannot be read is a reason to."""
    return math.isnan(value) or (gauge.alarm is not None and value >= gauge.alarm)
