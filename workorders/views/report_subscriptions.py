"""Reports by mail: having one sent, and ending that."""

from typing import Any
from urllib.parse import urlencode
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
from core.pages.places import place_of
from core.pages.requests import PageRequest
from core.query import QueryError
from notifications.choices import Weekday
from notifications.models import Mail
from workorders.actions.report_subscriptions import end_report_subscription, subscribe_to_report
from workorders.members import present_members
from workorders.models import ReportSubscription
from workorders.models.report_subscriptions import MANAGE
from workorders.report_choices import ReportFormat, Rhythm
from workorders.reports.asking import Asked, read_asked
from workorders.reports.catalogue import BY_NAME
from workorders.reports.files import facts_of
from workorders.reports.mailing import unsubscribed_kinds
from workorders.views.reports import failed, report_address

UNPROCESSABLE = 422


class SubscriptionForm(forms.Form):
    """To whom, as which file, and when."""

    person = forms.UUIDField(label=gettext_lazy("To"), required=False, widget=forms.Select)
    format = forms.ChoiceField(label=gettext_lazy("File"), choices=ReportFormat.choices)
    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.choices, initial=Rhythm.WEEKLY)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"),
        choices=Weekday.choices,
        coerce=int,
        help_text=gettext_lazy("For a weekly report."),
    )
    day = forms.IntegerField(
        label=gettext_lazy("Day of the month"),
        min_value=1,
        max_value=28,
        initial=1,
        help_text=gettext_lazy("For a monthly report, 1 to 28."),
    )
    clock = forms.TimeField(
        label=gettext_lazy("At"),
        initial="07:00",
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=gettext_lazy("By the clock of whoever gets it."),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            self.fields["person"].widget = forms.Select(choices=people, attrs={"class": "input"})
        else:
            del self.fields["person"]


@page
def by_mail_page(request: PageRequest) -> HttpResponse:
    """One's own reports by mail; all of them for who runs the organization. With how the last letter went."""
    rows = list(ReportSubscription.objects.visible_to(request.actor).select_related("person").order_by("next_at", "pk"))
    kinds = [row.mail_kind for row in rows]
    mails = Mail.objects.visible_to(request.actor).filter(kind__in=kinds).order_by("kind", "-pk").distinct("kind")
    last = {mail.kind: mail for mail in mails.defer("text", "html")}
    ended = unsubscribed_kinds(rows, request.actor)
    entries = [
        {
            "row": row,
            "label": BY_NAME[row.report].label,
            "url": report_address(request, BY_NAME[row.report]),
            "mail": last.get(row.mail_kind),
            "ended": row.mail_kind in ended,
            "is_own": row.person_id == request.actor.person_id,
            "end_url": address(request, "reports", "by-mail", row.pk, "end"),
        }
        for row in rows
        if row.report in BY_NAME
    ]
    context = {"entries": entries, "reports_url": address(request, "reports")}
    return render(request, "workorders/reports_by_mail.html", context)


@page
def subscribe_page(request: PageRequest, name: str) -> HttpResponse:
    """The form by which the report, as the address asks for it, is sent again and again."""
    report = BY_NAME[name]
    place_of(request)  # first: the page that says "not found" asks for it again
    try:
        asked = read_asked(report, dict(request.GET.lists()), request.actor)
    except QueryError as error:
        return render(request, "workorders/report.html", failed(request, report, error), status=400)
    form = SubscriptionForm(request.POST or None, people=people_of(request))
    if request.method == "POST" and form.is_valid() and subscribe(request, asked, form):
        messages.success(request, _("“%s” is sent by mail") % report.label)
        return redirect(address(request, "reports", "by-mail"))
    context = {
        "report": report,
        "form": form,
        "facts": facts_of(asked)[:-1],
        "report_url": report_address(request, report, **asked.parameters),
        "reports_url": address(request, "reports"),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "workorders/report_subscribe.html", context, status=status)


def subscribe(request: PageRequest, asked: Asked, form: SubscriptionForm) -> bool:
    """Do what the form says; what a rule refuses stands beside its field."""
    question = urlencode(asked.parameters, safe=":,/")
    try:
        subscribe_to_report(
            actor=request.actor,
            report=asked.report.name,
            question=question,
            place=asked.place_text,
            **form.cleaned_data,
        )
    except RuleBroken as refused:
        for problem in refused.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return False
    return True


def people_of(request: PageRequest) -> list[tuple[str, str]]:
    """Whom a report may be sent to: everybody for who runs the organization, otherwise oneself, who is not asked."""
    if not request.actor.may(MANAGE):
        return []
    rows = present_members(request.actor).filter(person__kind="human").order_by("person__name", "pk")
    others = [(str(key), name) for key, name in rows.values_list("person_id", "person__name")]
    own = str(request.actor.person_id)
    return [("", _("Me")), *(one for one in others if one[0] != own)]


@require_POST
@page
def end_page(request: PageRequest, subscription: UUID) -> HttpResponse:
    """Send one no more."""
    row = ReportSubscription.objects.get_visible(request.actor, pk=subscription)
    end_report_subscription(row, actor=request.actor)
    messages.success(request, _("It is sent no more"))
    return redirect(address(request, "reports", "by-mail"))
