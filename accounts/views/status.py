"""How the installation and this organization are doing, for those who run it."""

import math
from typing import Any

import django
from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.copies.versions import own_version
from core.acting import acting
from core.actor import Actor
from core.documents.scanning import scanner_answers
from core.http import ActingRequest
from core.operations.gauges import Gauge, gauges
from core.operations.health import CHECKS
from core.operations.metrics import is_alarming

SEE = "accounts.change_organization"
NAMES = {
    "database": "PostgreSQL",
    "migrations": gettext_lazy("Tables"),
    "cache": gettext_lazy("Cache"),
    "broker": gettext_lazy("Queue"),
    "scanner": gettext_lazy("Virus scanner"),
}


def status(request: ActingRequest, organization: str) -> HttpResponse:
    """Servers, figures, versions."""
    request.actor.require(SEE)
    rows = [row_of(gauge, request) for gauge in gauges()]
    context = {"checks": checks(), "rows": rows, "facts": facts(), "alarms": sum(row["alarm"] for row in rows)}
    return render(request, "accounts/settings/status.html", context)


@require_POST
def retry(request: ActingRequest, organization: str, gauge: str) -> HttpResponse:
    """Try again what one figure counts as failed."""
    request.actor.require(SEE)
    found = next((one for one in gauges() if one.name == gauge and one.retry is not None), None)
    if found is None or found.retry is None:
        raise Http404
    request.actor.require(found.permission)
    messages.success(request, _("%d tried again") % found.retry(request.actor))
    return redirect("settings:status", organization)


def checks() -> list[dict[str, Any]]:
    """Every server with whether it answers; the scanner only where one is set up."""
    asked = [*CHECKS, *([("scanner", scanner_answers)] if settings.CLAMD_ADDRESS else [])]
    return [{"name": NAMES[name], "answers": answers()} for name, answers in asked]


def row_of(gauge: Gauge, request: ActingRequest) -> dict[str, Any]:
    """One figure as the page shows it. Counted as Atrium itself: it is of the organization, not of who looks."""
    system = Actor.system(request.actor.organization_id)
    if gauge.read is not None:
        value = gauge.read()
    else:
        assert gauge.count is not None, f"{gauge.name} neither reads nor counts"
        with acting(system):
            value = gauge.count(system)
    path = f"/{request.organization.slug}/{gauge.path}/" if gauge.path else ""
    unknown = math.isnan(value)
    return {
        "gauge": gauge,
        "value": None if unknown else round(value),
        "alarm": is_alarming(gauge, value),
        "url": path,
        "retry": gauge.retry is not None and value > 0 and request.actor.may(gauge.permission),
    }


def facts() -> list[dict[str, str]]:
    """What runs."""
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        server = cursor.fetchone()[0]
    return [
        {"label": "Atrium", "value": own_version()},
        {"label": "Django", "value": django.get_version()},
        {"label": "PostgreSQL", "value": server},
        {"label": _("Files"), "value": _("Bucket") if settings.S3_BUCKET else _("Disk of this machine")},
        {"label": _("Virus scan"), "value": _("Set up") if settings.CLAMD_ADDRESS else _("Not set up")},
    ]
