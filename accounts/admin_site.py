"""The admin's doorway: platform staff with a second step, in one organization at a time."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization

# Where the session keeps which organization is looked at.
CHOSEN = "admin_organization"
# Addresses of the admin that need no organization.
BEFORE_CHOOSING = frozenset({"choose", "login", "logout", "jsi18n"})


class AtriumAdminSite(AdminSite):
    """Signing in happens on the one sign-in page; an organization is chosen before anything is shown."""

    site_header = "Atrium"
    site_title = _("Atrium admin")
    index_title = _("Platform administration")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take only what keeps to the chosen organization (core.admin)."""
        if getattr(admin_class, "knows_organization", False):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return is_staff(request) and not lacks_second_step(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        target = request.GET.get("next") or "/admin/"
        if not request.user.is_authenticated:
            return redirect_to_login(target)
        if not is_staff(request):
            raise PermissionDenied
        if lacks_second_step(request):
            messages.warning(request, _("The admin opens with two-step sign-in only. Set it up here."))
            return redirect("mfa_index")
        return redirect("admin:index")

    def get_urls(self) -> list[Any]:
        return [path("organization/", self.admin_view(self.choose), name="choose"), *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Made where it is shown: every page is given it, and sorting names in their language was half of its time."""
        make = super().get_app_list
        return SimpleLazyObject(lambda: make(request, app_label))

    def choose(self, request: HttpRequest) -> HttpResponse:
        """Which organization to look at; what is done is recorded there under the person's name."""
        organizations = Organization.objects.filter(is_active=True)
        if request.method == "POST":
            chosen = organizations.filter(slug=request.POST.get("organization", "")).first()
            if chosen is not None:
                request.session[CHOSEN] = str(chosen.pk)
                return redirect("admin:index")
        context = {**self.each_context(request), "title": _("Choose an organization"), "organizations": organizations}
        return TemplateResponse(request, "admin/choose.html", context)


def is_staff(request: HttpRequest) -> bool:
    """Whether the person belongs to the platform's staff."""
    return request.user.is_authenticated and request.user.is_active and request.user.is_staff


def lacks_second_step(request: HttpRequest) -> bool:
    """Whether the operator asks for a second step that this person has not set up."""
    return settings.ATRIUM_ADMIN_MFA and not is_mfa_enabled(request.user)


def chosen_organization(request: HttpRequest) -> Organization | None:
    """The organization the session is in, if it still is one."""
    pk = request.session.get(CHOSEN)
    return Organization.objects.filter(pk=pk, is_active=True).first() if pk else None
