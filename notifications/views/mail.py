"""Settings: what was sent and what became of it, and who is not written to."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.errors import RuleBroken
from core.pages.addresses import address
from core.pages.answers import page
from core.pages.requests import PageRequest
from notifications.actions.mail import MANAGE, release_address, retry_mail, suppress_address
from notifications.choices import MailState
from notifications.models import Mail, MailSuppression
from notifications.views.notices import read_uuid

SHOWN = 50
UNPROCESSABLE = 422


class SuppressionForm(forms.Form):
    """An address that is to be left alone."""

    address = forms.EmailField(label=gettext_lazy("E-mail address"))


@page
def mail_log(request: PageRequest) -> HttpResponse:
    """The newest letters: to whom, about what, and how that went. Their words are their readers'."""
    request.actor.require(MANAGE)
    state = request.GET.get("state", "")
    state = state if state in MailState.values else ""
    rows = Mail.objects.visible_to(request.actor).order_by("-pk").defer("text", "html")
    rows = rows.filter(state=state) if state else rows
    before = read_uuid(request.GET.get("before", ""))
    found = list((rows.filter(pk__lt=before) if before else rows)[: SHOWN + 1])
    older = found[SHOWN - 1].pk if len(found) > SHOWN else None
    context = {
        "mails": found[:SHOWN],
        "tabs": tabs(request, state),
        "older_url": address(request, "settings", "mail", state=state, before=older) if older else "",
        "newest_url": address(request, "settings", "mail", state=state) if before else "",
    }
    return render(request, "notifications/mail_log.html", context)


def tabs(request: PageRequest, state: str) -> list[dict[str, Any]]:
    """All letters, or those that stand somewhere."""
    states = [("", _("All")), *MailState.choices]
    return [
        {"label": label, "url": address(request, "settings", "mail", state=value), "current": value == state}
        for value, label in states
    ]


@require_POST
@page
def retry(request: PageRequest, pk: UUID) -> HttpResponse:
    """Try one again."""
    request.actor.require(MANAGE)
    mail = Mail.objects.get_visible(request.actor, pk=pk)
    try:
        retry_mail(mail, actor=request.actor)
        messages.success(request, _("It is tried again"))
    except RuleBroken as refused:
        messages.error(request, refused.problems[0].message)
    return redirect(address(request, "settings", "mail"))


@page
def suppressions(request: PageRequest) -> HttpResponse:
    """Addresses that are left alone; add one."""
    request.actor.require(MANAGE)
    form = SuppressionForm(request.POST or None)
    if form.is_valid():
        try:
            suppress_address(actor=request.actor, address=form.cleaned_data["address"])
            messages.success(request, _("The address is left alone"))
            return redirect(address(request, "settings", "mail", "suppressed"))
        except RuleBroken as refused:
            form.add_error("address", refused.problems[0].message)
    rows = MailSuppression.objects.visible_to(request.actor)[:1000]
    context = {"form": form, "suppressions": rows}
    return render(request, "notifications/suppressions.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@page
def release(request: PageRequest, suppression: UUID) -> HttpResponse:
    """Write to an address again."""
    row = MailSuppression.objects.get_visible(request.actor, pk=suppression)
    release_address(row, actor=request.actor)
    messages.success(request, _("The address is written to again"))
    return redirect(address(request, "settings", "mail", "suppressed"))
