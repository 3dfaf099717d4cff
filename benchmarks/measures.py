"""All figures, in the order of the table."""

from benchmarks.clocks import clock_figures
from benchmarks.exports import export_figures
from benchmarks.figures import Figure
from benchmarks.lists import list_figures
from benchmarks.pages import page_figures
from benchmarks.plans import plan_figures
from benchmarks.platform import platform_figures
from benchmarks.stage import Stage
from benchmarks.statements import statement_figures
from benchmarks.webhooks import webhook_figures
from benchmarks.writes import write_figures


def build_figures(stage: Stage) -> list[Figure]:
    """What the project promises, each with its bar and its goal."""
    reading = [*list_figures(stage), *export_figures(stage), *page_figures(stage)]
    doing = [*write_figures(stage), *clock_figures(stage), *plan_figures(stage)]
    telling = [*platform_figures(stage), *webhook_figures(stage)]
    return [*reading, *doing, *telling, *statement_figures(stage)]
