"""A person's own pages: the profile, and the first steps of somebody invited."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions.memberships import accept_invitation, invited_person
from accounts.forms import ProfileForm, WelcomeForm

YEAR = 365 * 24 * 3600


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, time zone and theme."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form}, status=422 if form.is_bound else 200)
    person = form.save()
    messages.success(request, _("Profile saved"))
    return keep_theme(redirect("profile"), person.theme)


def keep_theme(response: HttpResponse, theme: str) -> HttpResponse:
    """The page is drawn in the theme from its first byte on, so the browser carries it."""
    if theme == "system":
        response.delete_cookie("theme", samesite="Lax")
    else:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax")
    return response


@never_cache
@sensitive_post_parameters("password")
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Where an invitation leads: set name and password, and be signed in."""
    invited = invited_person(secret)
    if invited is None:
        return render(request, "accounts/invitation_spent.html", status=404)
    person, organization = invited
    form = WelcomeForm(request.POST or None, person=person, initial={"name": person.name})
    if not form.is_valid():
        context = {"form": form, "person": person, "organization": organization}
        return render(request, "accounts/welcome.html", context, status=422 if form.is_bound else 200)
    member = accept_invitation(secret, **form.cleaned_data)
    if member is None:
        raise Http404
    login(request, member)
    return redirect(f"/{organization.slug}/")
