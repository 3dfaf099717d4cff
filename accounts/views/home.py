"""The way in: from "/" to the organization a person works in."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.authentication import organizations_of
from accounts.middleware import LAST_ORGANIZATION
from accounts.models import Person


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Go to the last or only organization; with several and none used yet, ask; with none, say so."""
    organizations = organizations_of(cast(Person, request.user))
    slugs = [organization.slug for organization in organizations]
    last = request.session.get(LAST_ORGANIZATION)
    if last in slugs or len(slugs) == 1:
        return redirect(f"/{last if last in slugs else slugs[0]}/")
    return choose_organization(request)


@login_required
def choose_organization(request: HttpRequest) -> HttpResponse:
    """Every organization a person may enter."""
    return render(
        request, "accounts/organizations.html", {"organizations": organizations_of(cast(Person, request.user))}
    )
