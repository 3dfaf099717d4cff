"""Pages of the largest organization against the same pages of the smallest: none may load more than it shows."""

import time
from statistics import median

from benchmarks.figures import Figure, Measure
from benchmarks.filling import Filled
from benchmarks.stage import Stage
from benchmarks.statements import browser_of

CALLS = 9


def page_figures(stage: Stage) -> list[Figure]:
    return [grown(stage, name, label, path) for name, label, path in PAGES]


PAGES = (("dashboard", "Dashboard", ""),)


def grown(stage: Stage, name: str, label: str, path: str) -> Figure:
    """How much longer the page takes where there is most to show."""
    large, small = page_time(stage.large, path), page_time(stage.small, path)
    label = f"{label}, largest / smallest organization"
    return Figure(name, label, large, 3, 1.5, small, at_least=False, unit="ms")


def page_time(one: Filled, path: str) -> Measure:
    """Milliseconds of the middle answer, in this process: what the browser does with it is not counted."""

    def measure() -> float:
        client, address = browser_of(one), f"/{one.slug}/{path}"
        times = []
        for _ in range(CALLS):
            start = time.perf_counter()
            response = client.get(address)
            times.append(time.perf_counter() - start)
            if response.status_code != 200:
                raise RuntimeError(f"{address}: {response.status_code}")
        return 1000 * median(times)

    return measure
