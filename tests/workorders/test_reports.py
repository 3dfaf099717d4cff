"""Reports: every number is the count or sum of the rows it opens, and what the API's aggregate says of the same."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.aggregates import read_aggregate
from core.acting import acting
from core.actor import Actor
from core.errors import NotPermitted
from core.query import QueryError
from core.surfaces import surface_named
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast, make_person
from tests.pages.conftest import browser_of
from tests.workorders.reporting import fill
from workorders.models import WorkOrder
from workorders.reports.asking import Asked, fields_of, plain_condition, read_asked
from workorders.reports.behind import rows_behind
from workorders.reports.catalogue import BY_NAME, REPORTS
from workorders.reports.counting import Line, Result, read_report
from workorders.reports.figures import Figure, Report

EACH = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)


def ask(report: Report, actor: Actor, **parameters: str) -> Result:
    return read_report(read_asked(report, {name: [value] for name, value in parameters.items()}, actor))


def figures(result: Result) -> Iterator[tuple[Figure, Line | None, Any]]:
    """Every figure of every line, and those of the total."""
    for line in (*result.lines, None):
        for block in result.asked.report.blocks:
            for figure in block.figures:
                yield figure, line, (line or result.total).values[figure.name]


def by_the_api(asked: Asked, figure: Figure, line: Line | None, actor: Actor) -> Any:
    """What the API's aggregate says of the rows behind a figure."""
    module, parameters = rows_behind(asked, figure, line)
    measure = f"sum:{figure.sum}" if figure.sum else "count"
    query = QueryDict(urlencode({**parameters, "measures": measure}))
    (found,) = read_aggregate(surface_named(module), actor, query)["results"]
    return found[measure]


@EACH
def test_every_name_of_a_report_is_known(report: Report) -> None:
    assert {name for name, _kind in report.picture.series} <= {*report.columns}
    for name in report.columns:
        assert report.column(name).name == name
    for block in report.blocks:
        fields = fields_of(block.module)
        assert set(report.by) <= set(block.by)
        assert {*block.by.values(), *filter(None, (block.period, block.currency))} <= set(fields)
        for figure in block.figures:
            assert plain_condition(fields, {**block.where, **figure.where}) is not None


@pytest.mark.slow
@EACH
def test_every_number_is_the_apis_for_the_same_rows(cast: Cast, report: Report) -> None:
    fill(cast)
    checked = 0
    with acting(cast.ana):
        for by in report.by:
            result = ask(report, cast.ana, by=by, period="last_90_days")
            assert result.lines, by
            for figure, line, value in figures(result):
                told = by_the_api(result.asked, figure, line, cast.ana)
                assert Decimal(told or 0) == value, (by, figure.name, line)
                checked += 1
    assert checked > len(report.columns)


def test_what_the_figures_mean(cast: Cast) -> None:
    fill(cast)
    with acting(cast.ana):
        plans = ask(BY_NAME["plan-compliance"], cast.ana, by="plan").total.values
        names = ("due", "in_time", "early", "late", "missed", "not_performed", "overdue", "compliance")
        assert tuple(plans[name] for name in names) == (7, 2, 1, 1, 1, 1, 1, Decimal("28.6"))
        fixed = ask(BY_NAME["first-time-fix"], cast.ana, period="today", by="property")
        (tower, *_rest) = (line for line in fixed.lines if line.label == "Tower")
        assert [tower.values[name] for name in ("sent_back", "recalled")] == [1, 1]
        assert tower.values["at_once"] == (tower.values["completed"] or 0) - 2
        ages = ask(BY_NAME["ageing"], cast.ana).total.values
        parts = [ages[name] for name, _kind in BY_NAME["ageing"].picture.series]
        assert sum(parts) == ages["open"] and all(parts)
        kept = ask(BY_NAME["service-levels"], cast.ana, period="any").total.values
        assert kept["kept_percent"] == round(Decimal(100) * kept["kept"] / (kept["kept"] + kept["broken"]), 1)
        money = ask(BY_NAME["costs"], cast.ana, period="any").total.values
        assert money["actual"] == sum(money[kind] for kind in ("labour", "material", "vendor", "other"))


@pytest.mark.slow
def test_a_number_opens_a_list_of_so_many_rows(cast: Cast) -> None:
    fill(cast)
    ana = browser_of(cast.ana)
    for name, query in (
        ("ageing", "by=trade"),
        ("service-levels", "by=month&priority=P1"),
        ("plan-compliance", f"by=plan&in=property:{cast.tower.number}"),
        ("first-time-fix", "by=property&period=last_30_days"),
        ("technicians", ""),
    ):
        page = ana.get(f"/lakeside/reports/{name}/?{query}")
        assert page.status_code == 200
        lines = [*page.context["lines"][:3], page.context["total"]]
        links = [one for line in lines for one in line["cells"] if one.get("url") and "time-entries" not in one["url"]]
        assert links
        for one in links:
            assert str(ana.get(one["url"]).context["count"]) == one["words"], (name, one)


@pytest.mark.slow
@EACH
def test_a_report_is_read_by_as_many_statements_whatever_its_size(cast: Cast, report: Report) -> None:
    few = statements(cast, report)
    fill(cast)
    assert statements(cast, report) <= few + 1  # what the lines are called


def statements(cast: Cast, report: Report) -> int:
    with acting(cast.ana), CaptureQueriesContext(connection) as captured:
        ask(report, cast.ana, period="any")
    return len(captured)


@pytest.mark.slow
@EACH
def test_the_files_hold_the_same_figures(cast: Cast, report: Report) -> None:
    fill(cast)
    ana, url = browser_of(cast.ana), f"/lakeside/reports/{report.name}/"
    page = ana.get(url)
    text = ana.get(f"{url}?format=csv").content.decode().splitlines()
    assert len(text) == len(page.context["lines"]) + 2
    book = ana.get(f"{url}?format=xlsx").content
    with ZipFile(BytesIO(book)) as parts:
        assert {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"} <= set(parts.namelist())
    printed = ana.get(f"{url}?format=pdf")
    assert printed["Content-Type"] == "application/pdf" and printed.content.startswith(b"%PDF")


def test_texts_are_no_formulas_and_no_markup(cast: Cast) -> None:
    with acting(cast.ana):
        from facilities.actions.properties import update_property

        update_property(cast.tower, name='=1+1 #image("x") <b>', actor=cast.ana)
        fill(cast)
    ana, url = browser_of(cast.ana), "/lakeside/reports/ageing/?by=property"
    assert "'=1+1" in ana.get(f"{url}&format=csv").content.decode()
    assert ana.get(f"{url}&format=pdf").content.startswith(b"%PDF")
    assert "<b>" not in ana.get(url).context["chart"].svg


def test_who_works_in_one_building_gets_the_figures_of_that_building(cast: Cast) -> None:
    fill(cast)
    with acting(cast.ben):
        result = ask(BY_NAME["ageing"], cast.ben, by="property")
        assert [line.label for line in result.lines] == ["Tower"]
        expected = WorkOrder.objects.visible_to(cast.ben).filter(
            archived_at__isnull=True, state__in=result.asked.report.blocks[0].where["state__in"].split(",")
        )
        assert result.total.values["open"] == expected.count() > 0
    with acting(cast.cleo):
        assert ask(BY_NAME["ageing"], cast.cleo).lines == ()


def test_what_reports_need_is_asked_for(cast: Cast) -> None:
    costs = surface_named("cost").permission("view")
    without = replace(cast.ana, permissions=cast.ana.permissions - {costs})
    with acting(without), pytest.raises(NotPermitted):
        ask(BY_NAME["costs"], without)
    nobody = browser_of(make_person(cast.organization, "Nia Novak", ("workorders.view_workorder",)))
    assert nobody.get("/lakeside/reports/costs/").status_code == 403
    assert "costs" not in [one["report"].name for one in nobody.get("/lakeside/reports/").context["cards"]]
    assert browser_of(cast.cleo).get("/lakeside/reports/ageing/").status_code == 404
    assert browser_of(cast.ana).get("/lakeside/reports/ageing/?in=property:99").status_code == 404


@pytest.mark.parametrize(
    ("name", "query", "parameter"),
    [
        ("ageing", "period=whenever", "period"),
        ("ageing", "period=2026-02-30,2026-03-01", "period"),
        ("ageing", "period=2026-03-02,2026-03-01", "period"),
        ("ageing", "until=2026-03-02", "from"),
        ("ageing", "from=nonsense", "from"),
        ("ageing", "by=region", "by"),
        ("ageing", "colour=red", "colour"),
        ("ageing", "priority=urgent", "priority"),
        ("ageing", "currency=USD", "currency"),
        ("costs", "currency=XXZ", "currency"),
        ("technicians", "priority=P1", "priority"),
    ],
)
def test_what_is_not_understood_is_named_and_nothing_is_shown(
    cast: Cast, name: str, query: str, parameter: str
) -> None:
    with acting(cast.ana), pytest.raises(QueryError) as refused:
        read_asked(BY_NAME[name], dict(QueryDict(query).lists()), cast.ana)
    assert refused.value.parameter == parameter
    page = browser_of(cast.ana).get(f"/lakeside/reports/{name}/?{query}")
    assert (page.status_code, page.context["error"].parameter) == (400, parameter)


def test_two_days_are_a_period_and_filters_stay_in_every_address(cast: Cast) -> None:
    fill(cast)
    today = timezone.localdate(timezone=ZoneInfo(cast.ana.time_zone)).isoformat()
    ana: Client = browser_of(cast.ana)
    page = ana.get("/lakeside/reports/service-levels/?from=2020-01-01&period=last_month&priority__in=P1,P2&by=trade")
    assert page.context["asked"].period.text == f"2020-01-01,{today}"
    assert all("priority__in=P1,P2" in file["url"] for file in page.context["files"])
    (chip,) = page.context["chips"]
    assert "priority" not in chip["remove_url"] and "by=trade" in chip["remove_url"]


def test_programs_read_the_same_figures(cast: Cast) -> None:
    fill(cast)
    api = ApiClient(make_key(cast.ana))
    listed = api.get("reports/").json()["results"]
    assert [one["name"] for one in listed] == [report.name for report in REPORTS]
    answer = api.get(f"reports/service-levels/?by=property&period=any&priority=P1&in=property:{cast.tower.number}")
    told = answer.json()
    assert answer.status_code == 200 and [line["label"] for line in told["lines"]] == ["Tower"]
    with acting(cast.ana):
        place = f"property:{cast.tower.number}"
        expected = ask(BY_NAME["service-levels"], cast.ana, by="property", period="any", priority="P1", **{"in": place})
    total = expected.total.values
    assert {name: value for name, value in told["total"]["values"].items() if not name.endswith("_percent")} == {
        name: value for name, value in total.items() if not name.endswith("_percent")
    }
    for column in told["columns"]:
        if column["module"]:
            query = urlencode({**column["filter"], "property": str(cast.tower.pk), "measures": column["measure"]})
            (found,) = api.get(f"work-orders/aggregate/?{query}").json()["results"]
            assert found[column["measure"]] == told["total"]["values"][column["name"]], column["name"]
    money = api.get("reports/costs/?period=any").json()
    assert (money["currency"], money["total"]["values"]["actual"]) == ("USD", str(ask_costs(cast)))


def ask_costs(cast: Cast) -> Any:
    with acting(cast.ana):
        return ask(BY_NAME["costs"], cast.ana, period="any").total.values["actual"]


def test_what_programs_may_not_ask(cast: Cast) -> None:
    api = ApiClient(make_key(cast.ana))
    for query in ("colour=red", "format=pdf", "from=2026-01-01", "period=soon", "by=state&by=trade", "by=region"):
        assert api.get(f"reports/service-levels/?{query}").status_code == 400, query
    assert api.get("reports/weather/").status_code == 404
    assert api.get("reports/ageing/?in=property:999").status_code == 404
    assert ApiClient().get("reports/ageing/").status_code == 401
    narrow = ApiClient(make_key(cast.ben, ("vendors:read",)))
    assert narrow.get("reports/ageing/").status_code == 403 and narrow.get("reports/").json() == {"results": []}
