"""The private addresses of one's calendar: making, withdrawing, and what a calendar program reads."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Organization
from core.acting import acting
from core.errors import RuleBroken
from core.pages.addresses import address
from core.pages.answers import page
from core.pages.requests import PageRequest
from workorders.actions.feeds import create_calendar_feed, reader_of, withdraw_calendar_feed
from workorders.choices import FeedScope
from workorders.feeds import build_calendar, work_of
from workorders.models import CalendarFeed
from workorders.surfaces import work_orders


class FeedForm(forms.Form):
    """A new address."""

    name = forms.CharField(
        label=gettext_lazy("Where you will read it"), max_length=60, help_text=gettext_lazy("Such as “My phone”.")
    )
    whose = forms.ChoiceField(label=gettext_lazy("Whose work"), choices=FeedScope.choices)


@page
def feeds_page(request: PageRequest) -> HttpResponse:
    """One's own addresses. A new one is shown once."""
    request.actor.require(work_orders.permission("view"))
    form, made = FeedForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _feed, secret = create_calendar_feed(actor=request.actor, **form.cleaned_data)
        except RuleBroken as refused:
            for problem in refused.problems:
                form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        else:
            made, form = request.build_absolute_uri(reverse("calendar-feed", args=[secret])), FeedForm()
    feeds = [
        {"feed": feed, "withdraw_url": address(request, work_orders.slug, "calendar", "feeds", feed.pk, "withdraw")}
        for feed in CalendarFeed.objects.visible_to(request.actor).order_by("name", "id")
    ]
    url = address(request, work_orders.slug, "calendar")
    context = {"form": form, "made": made, "feeds": feeds, "calendar_url": url}
    return render(request, "workorders/calendar_feeds.html", context, status=422 if form.errors else 200)


@require_POST
@page
def withdraw_page(request: PageRequest, feed: UUID) -> HttpResponse:
    """Take one of one's own addresses back."""
    found = CalendarFeed.objects.get_visible(request.actor, pk=feed)
    withdraw_calendar_feed(found, actor=request.actor)
    messages.success(request, _("The address of “%s” opens nothing any more") % found.name)
    return redirect(address(request, work_orders.slug, "calendar", "feeds"))


@require_GET
def feed_file(request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar program reads. Who asks is known by the address alone, so it is in no log of ours as a person."""
    found = reader_of(secret)
    if found is None:
        raise Http404
    feed, actor = found
    with acting(actor):
        organization = Organization.objects.get(pk=actor.organization_id)
        site = request.build_absolute_uri(f"/{organization.slug}/")
        content = build_calendar(feed, work_of(feed, actor), site=site)
    headers = {"Content-Disposition": 'inline; filename="work.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
