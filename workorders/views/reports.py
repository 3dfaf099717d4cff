"""The pages of reports: choose one, and read it. Every number opens its rows, and the files hold the same figures."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core.pages.addresses import address, list_address
from core.pages.answers import page
from core.pages.places import place_of
from core.pages.requests import PageRequest
from core.query import QueryError, to_sentence
from core.surfaces import surface_named
from workorders.models import ReportSubscription
from workorders.report_choices import ReportFormat
from workorders.reports.asking import Asked, groupings, read_asked
from workorders.reports.behind import rows_behind
from workorders.reports.catalogue import BY_NAME, readable_by
from workorders.reports.counting import Line, Result, read_report
from workorders.reports.drawing import draw
from workorders.reports.figures import BY, CURRENCY, FORMAT, PERIOD, Figure, Report, Share
from workorders.reports.files import build_file, columns_of, headings, said
from workorders.reports.grouping import LABELS
from workorders.reports.periods import PERIODS
from workorders.reports.words import names_in

# A page shows the first lines; the files hold all of them, and the total is of all.
SHOWN = 100


@page
def reports_page(request: PageRequest) -> HttpResponse:
    """Every report that the person may read."""
    readable = readable_by(request.actor)
    cards = [{"report": report, "url": report_address(request, report)} for report in readable]
    mails = ReportSubscription.objects.visible_to(request.actor).count()
    context = {"cards": cards, "mails": mails, "mails_url": address(request, "reports", "by-mail")}
    return render(request, "workorders/reports.html", context)


@page
def report_page(request: PageRequest, name: str) -> HttpResponse:
    """One report as the address asks for it, or its file. What is not understood shows its error and no figure."""
    report = BY_NAME[name]
    place_of(request)  # first: the page that says "not found" asks for it again
    try:
        result = read_report(read_asked(report, dict(request.GET.lists()), request.actor))
    except QueryError as error:
        return render(request, "workorders/report.html", failed(request, report, error), status=400)
    if request.GET.get(FORMAT, "") in ReportFormat.values:
        return file_answer(request, result)
    return render(request, "workorders/report.html", shown(request, result))


def report_address(request: PageRequest, report: Report, **parameters: Any) -> str:
    """The page of a report."""
    return address(request, "reports", report.name, **parameters)


def failed(request: PageRequest, report: Report, error: QueryError) -> dict[str, Any]:
    """The page of a question that is not understood."""
    urls = {"reports_url": address(request, "reports"), "reset_url": report_address(request, report)}
    return {"report": report, "error": error, **urls}


def file_answer(request: PageRequest, result: Result) -> HttpResponse:
    """The report as a file."""
    file = build_file(result, request.GET[FORMAT], owner=request.organization.name)
    disposition = content_disposition_header(True, file.name) or "attachment"
    return HttpResponse(file.content, content_type=file.content_type, headers={"Content-Disposition": disposition})


def shown(request: PageRequest, result: Result) -> dict[str, Any]:
    """The figures, what they are of, and what may be asked instead."""
    asked = result.asked
    return {
        "report": asked.report,
        "asked": asked,
        "place": asked.reader.place.record if asked.reader.place else request.organization,
        "chart": draw(result),
        "heads": headings(asked),
        "lines": [table_line(request, asked, line) for line in result.lines[:SHOWN]],
        "total": table_line(request, asked, result.total, total=True),
        "left": len(result.lines) - SHOWN if len(result.lines) > SHOWN else 0,
        "chips": chips(request, asked),
        "chooser": chooser(request, result),
        "files": [
            {"label": label, "url": report_address(request, asked.report, **asked.parameters, format=value)}
            for value, label in ReportFormat.choices
        ],
        "reports_url": address(request, "reports"),
        "mail_url": address(request, "reports", asked.report.name, "by-mail", **asked.parameters),
    }


def table_line(request: PageRequest, asked: Asked, line: Line, *, total: bool = False) -> dict[str, Any]:
    """A line of the table; each number of rows, and each sum, opens them."""
    return {
        "label": line.label,
        "cells": [cell(request, asked, column, line, total=total) for column in columns_of(asked)],
    }


def cell(request: PageRequest, asked: Asked, column: Figure | Share, line: Line, *, total: bool) -> dict[str, Any]:
    """A figure, and the list of what stands behind it. Percentages are of the figures beside them."""
    value = line.values[column.name]
    words = {"words": said(value, column.unit, asked.currency)}
    if isinstance(column, Share) or not value:
        return words
    module, parameters = rows_behind(asked, column, None if total else line)
    url = list_address(request, surface_named(module), **parameters, view="all")
    return {**words, "url": url, "tone": column.tone}


def chips(request: PageRequest, asked: Asked) -> list[dict[str, str]]:
    """The conditions that narrow the report, each with the way to be without it."""
    own = {name: value for name, value in asked.parameters.items() if name in (PERIOD, BY, CURRENCY)}
    return [
        {"label": chip.words, "remove_url": report_address(request, asked.report, **own, **chip.without)}
        for chip in to_sentence(asked.filters, names_in(asked))
    ]


def chooser(request: PageRequest, result: Result) -> dict[str, Any]:
    """The form: period, grouping and currency; everything else of the address is kept."""
    asked, period = result.asked, result.asked.period
    known = dict(PERIODS)
    more = [] if period.first or period.word in known else [(period.word, period.words)]
    own = (PERIOD, BY, CURRENCY)
    kept = [(name, value) for name, value in asked.parameters.items() if name not in own]
    return {
        "action": report_address(request, asked.report),
        "kept": kept + ([("in", asked.place_text)] if asked.place_text else []),
        "periods": [*([("", _("Between two days"))] if period.first else more), *PERIODS],
        "groupings": [(name, LABELS[name]) for name in groupings(asked.report, request.actor)],
        "currencies": result.currencies if len(result.currencies) > 1 else (),
    }
