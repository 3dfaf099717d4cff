"""Where the link at the foot of each letter leads. Mail programs press it without a person, a browser or a session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core.acting import acting
from core.actor import Actor
from notifications.actions.mail import unsubscribe
from notifications.addresses import read_subscription
from notifications.kinds import kind_named


@never_cache
@csrf_exempt  # a mail program has no token of ours; the link itself is what is believed
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before anything changes: programs that look at links only get the question."""
    subscription = read_subscription(token)
    if subscription is None:
        raise Http404
    done = request.method == "POST"
    if done:
        with acting(Actor.system(subscription.organization_id, source="mail", name="Unsubscribing")):
            unsubscribe(subscription, everything=bool(request.POST.get("everything")))
    kind = kind_named(subscription.kind)
    context = {"kind": kind.label if kind else "", "done": done}
    return render(request, "notifications/unsubscribe.html", context)
