"""What one wants to be told, and what the people of a role are told unless they choose themselves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import Role
from core.pages.addresses import address
from core.pages.answers import page
from core.pages.requests import PageRequest
from notifications.actions.preferences import set_preferences, set_role_preferences, set_schedule
from notifications.forms import ScheduleForm, WaysForm
from notifications.kinds import kinds
from notifications.models import NotificationSchedule
from notifications.views.notices import tabs
from notifications.wishes import Ways, read_role_wishes, read_wishes

UNPROCESSABLE = 422


@page
def preferences(request: PageRequest) -> HttpResponse:
    """One's own matrix and times."""
    actor, data = request.actor, request.POST or None
    wishes = read_wishes([actor], actor)
    assert actor.person_id is not None
    ways = WaysForm(data, ways={kind.name: wishes.ways(actor.person_id, kind.name) for kind in kinds()})
    present = NotificationSchedule.objects.visible_to(actor).filter(person_id=actor.person_id).first()
    schedule = ScheduleForm(data, instance=present or NotificationSchedule(organization_id=actor.organization_id))
    if ways.is_valid() and schedule.is_valid():
        set_preferences(ways.changed_ways(), actor=actor)
        if schedule.has_changed():
            set_schedule(actor=actor, **schedule.cleaned_data)
        messages.success(request, _("Preferences saved"))
        return redirect(address(request, "notifications", "preferences"))
    own = [{**tab, "current": place == 2} for place, tab in enumerate(tabs(request, show_all=False))]
    context = {"ways": ways, "schedule": schedule, "tabs": own, "zone": wishes.zone(actor.person_id)}
    status = UNPROCESSABLE if data else 200
    return render(request, "notifications/preferences.html", context, status=status)


@page
def roles(request: PageRequest) -> HttpResponse:
    """The roles, to choose one."""
    request.actor.require("accounts.view_role")
    rows = Role.objects.visible_to(request.actor).order_by("name")
    return render(request, "notifications/roles.html", {"roles": rows})


@page
def role(request: PageRequest, pk: UUID) -> HttpResponse:
    """What the people of one role are told unless they choose themselves."""
    request.actor.require("accounts.view_role")
    found = Role.objects.get_visible(request.actor, pk=pk)
    chosen = read_role_wishes(found, request.actor)
    declared = {kind.name: Ways(kind.in_app, kind.mail) for kind in kinds()}
    form = WaysForm(request.POST or None, ways={**declared, **chosen})
    if form.is_valid():
        set_role_preferences(found, form.changed_ways(), actor=request.actor)
        messages.success(request, _("Saved for “%s”") % found.name)
        return redirect(address(request, "settings", "notifications"))
    return render(request, "notifications/role.html", {"ways": form, "role": found})
