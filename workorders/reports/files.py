"""A report as a file: CSV and Excel for those who go on counting, PDF for those who read and file it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.charts import Chart
from core.figures import say_moment, say_money, say_number
from core.reading.exports import harmless
from core.typesetting import typeset
from workorders.report_choices import ReportFormat
from workorders.reports.asking import Asked
from workorders.reports.counting import Line, Result, Value
from workorders.reports.drawing import MINUTES, draw
from workorders.reports.figures import Figure, Share, Unit
from workorders.reports.grouping import LABELS
from workorders.reports.words import conditions_in_words

TEMPLATE = Path(__file__).with_name("report.typ")
CONTENT_TYPES = {
    ReportFormat.CSV: "text/csv; charset=utf-8",
    ReportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFormat.PDF: "application/pdf",
}
# The colours of the pages' charts in daylight, for a picture that stands outside a page.
INK = (
    ".axis{stroke:#d4d8de;stroke-width:1}text{fill:#4b5563;font:11px 'Source Sans Pro'}"
    ".d1{fill:#2f6fb3}.d2{fill:#a9c4e2}.d3{fill:#7d8794}.bad{fill:#c03a2b}"
)


@dataclass(frozen=True, slots=True)
class File:
    """What is sent or downloaded."""

    name: str
    content_type: str
    content: bytes


def build_file(result: Result, format: str, *, owner: str) -> File:
    """The report in a format; `owner` is the organization's name."""
    kind = ReportFormat(format)
    content = {ReportFormat.CSV: as_csv, ReportFormat.XLSX: as_xlsx}.get(kind)
    made = content(result) if content else as_pdf(result, owner)
    return File(file_name(result, kind), CONTENT_TYPES[kind], made)


def file_name(result: Result, ending: str) -> str:
    """What the file is called: the report and the day it is of."""
    day = timezone.localtime(result.asked.reader.now).date()
    return f"{result.asked.report.name}-{day.isoformat()}.{ending}"


def columns_of(asked: Asked) -> list[Figure | Share]:
    """The columns of figures, in their order."""
    return [asked.report.column(name) for name in asked.report.columns]


def headings(asked: Asked) -> list[str]:
    """The head of the table; money says its currency."""
    named = [
        f"{one.label}, {asked.currency}" if one.unit == "money" and asked.currency else str(one.label)
        for one in columns_of(asked)
    ]
    return [str(LABELS[asked.by]), *named]


def lines_of(result: Result) -> Sequence[Line]:
    """Every line, and the total."""
    return (*result.lines, result.total)


def counted(value: Value, unit: Unit) -> Value:
    """A figure as a spreadsheet takes it: hours instead of minutes."""
    return round(Decimal(value) / MINUTES, 2) if unit == "hours" and value is not None else value


def said(value: Value, unit: Unit, currency: str) -> str:
    """A figure as people read it."""
    value = counted(value, unit)
    if value is None:
        return "\u2014"
    if unit == "money":
        return say_money(value, currency)
    return say_number(value, {"percent": 1, "hours": 2}.get(unit, 0))


def as_csv(result: Result) -> bytes:
    """Plain figures, and texts that no spreadsheet takes for a formula."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([harmless(one) for one in headings(result.asked)])
    for line in lines_of(result):
        values = [counted(line.values[one.name], one.unit) for one in columns_of(result.asked)]
        rows.writerow([harmless(line.label), *("" if value is None else value for value in values)])
    return text.getvalue().encode()


def as_xlsx(result: Result) -> bytes:
    """A workbook: the table, and on a second sheet what was asked."""
    # Late: a heavy package that few requests need.
    from xlsxwriter import Workbook

    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as workbook:
        bold = workbook.add_format({"bold": True})
        _write_table(workbook.add_worksheet(_("Report")), result, bold)
        sheet = workbook.add_worksheet(_("What was asked"))
        for row, (label, words) in enumerate(facts_of(result.asked)):
            sheet.write_string(row, 0, label, bold)
            sheet.write_string(row, 1, words)
    return file.getvalue()


def _write_table(sheet: Any, result: Result, bold: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 34)
    sheet.write_row(0, 0, headings(result.asked), bold)
    for row, line in enumerate(lines_of(result), start=1):
        style = bold if line is result.total else None
        sheet.write_string(row, 0, line.label, style)
        for place, one in enumerate(columns_of(result.asked), start=1):
            value = counted(line.values[one.name], one.unit)
            if value is not None:
                sheet.write_number(row, place, value, style)


def as_pdf(result: Result, owner: str) -> bytes:
    """A printed page: what was asked, the picture and the table."""
    asked, chart = result.asked, draw(result)
    figures = columns_of(asked)
    data = {
        "title": str(asked.report.label),
        "help": str(asked.report.help),
        "owner": owner,
        "facts": facts_of(asked),
        "chart": printed_chart(chart) if chart else "",
        "legend": [[one.kind, one.name] for one in chart.series] if chart and len(chart.series) > 1 else [],
        "heads": headings(asked),
        "rows": [
            [line.label, *(said(line.values[one.name], one.unit, asked.currency) for one in figures)]
            for line in lines_of(result)
        ],
        "nothing": "" if result.lines else _("Nothing of this in the period."),
        "page": _("Page"),
    }
    return typeset(TEMPLATE, data)


def facts_of(asked: Asked) -> list[list[str]]:
    """What was asked, as label and words."""
    place = str(asked.reader.place.record) if asked.reader.place else _("Everything you may see")
    found = [[_("Period"), asked.period.words], [_("Place"), place], [_("By"), str(LABELS[asked.by])]]
    if words := conditions_in_words(asked):
        found.append([_("Only"), words])
    return [*found, [_("As of"), say_moment(asked.reader.now)]]


def printed_chart(chart: Chart) -> str:
    """The picture by itself: outside a page it brings its own colours."""
    head, body = str(chart.svg).split(">", 1)
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{INK}</style>{body}'
