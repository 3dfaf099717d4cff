"""What stands around every page: the sidebar, the scope switch, search and the person's menu."""

from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.pages.addresses import PLACE, address, list_address
from core.pages.places import Place, place_of, visible_rows
from core.pages.requests import PageRequest
from core.reading.rows import count_each
from core.surfaces import Surface, surface_with_slug, surfaces

UNREAD = "unread notifications"
# "99+" is as good as the number, and every page counts.
MOST = 100


def shell(request: PageRequest) -> dict[str, Any]:
    """Context processor: the shell of a signed-in person's page. Error pages outside an organization have none."""
    if getattr(request, "actor", None) is None or getattr(request, "organization", None) is None:
        return {}
    return {"shell": LazyShell(request)}


class LazyShell:
    """Each part is read when the template asks for it, so that a partial for HTMX pays for nothing."""

    def __init__(self, request: PageRequest) -> None:
        self.request = request

    @property
    def home_url(self) -> str:
        return address(self.request)

    @property
    def search_url(self) -> str:
        return address(self.request, "search")

    @property
    def suggest_url(self) -> str:
        return address(self.request, "search", "jump")

    @property
    def search_text(self) -> str:
        is_search = self.request.resolver_match and self.request.resolver_match.url_name == "search"
        return self.request.GET.get("q", "") if is_search else ""

    @property
    def person(self) -> Any:
        return self.request.user

    @property
    def organization(self) -> Any:
        return self.request.organization

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        """Home and the groups of modules the person may view, the present one marked."""
        home = nav_item(_("Home"), "home", self.home_url, current=self._path == self._home)
        modules = [item for group in sidebar_groups() for item in self._items(group)]
        before, later = self._pages(settings.ATRIUM_PAGES), self._pages(settings.ATRIUM_LATER_PAGES)
        return [home, *before, *modules, *later, *self._settings()]

    def _pages(self, listed: str) -> list[dict[str, Any]]:
        """Pages of their own (config/surfaces.py) that the person may open."""
        return [
            nav_item(label, icon, address(self.request, *path.split("/")), current=self._is_on(path))
            for label, icon, path, permission in import_string(listed)
            if not permission or self.request.actor.may(permission)
        ]

    def _is_on(self, path: str) -> bool:
        return self._path.startswith(f"{self._home}{path}/")

    def _settings(self) -> list[dict[str, Any]]:
        """The organization's own settings, at the foot, for who may see any of them."""
        rights = ("accounts.view_membership", "accounts.view_role", "accounts.view_credential")
        if not any(self.request.actor.may(right) for right in rights):
            return []
        url = address(self.request, "settings")
        current = self._path.startswith(f"{self._home}settings/")
        return [nav_item(_("Settings"), "settings", url, current=current, foot=True)]

    def _items(self, group: dict[str, Any]) -> list[dict[str, Any]]:
        seen = [one for one in group["surfaces"] if self.request.actor.may(one.permission("view"))]
        if not seen:
            return []
        current = next((one for one in seen if self._is_at(one)), None)
        label, icon = group["label"] or capfirst(seen[0].plural), group["icon"] or seen[0].icon
        opened = current is not None
        # What waits in modules that are not shown by themselves is counted at the first.
        told = seen[:1] if opened else seen
        url, waiting = list_address(self.request, seen[0]), sum(self._waiting.get(one.slug, 0) for one in told)
        first = nav_item(label, icon, url, current=current is seen[0], waiting=waiting)
        return [first, *(self._below(one, current=one is current) for one in seen[1:] if opened)]

    def _below(self, surface: Surface, *, current: bool) -> dict[str, Any]:
        url, waiting = list_address(self.request, surface), self._waiting.get(surface.slug, 0)
        return nav_item(capfirst(surface.plural), surface.icon, url, current=current, below=True, waiting=waiting)

    def _is_at(self, surface: Surface) -> bool:
        return self._is_on(surface.slug) and not self._is_on_page

    @cached_property
    def _is_on_page(self) -> bool:
        pages = import_string(settings.ATRIUM_PAGES)
        return any(self._is_on(path) for _label, _icon, path, _permission in pages)

    @property
    def _path(self) -> str:
        return self.request.path

    @property
    def _home(self) -> str:
        return f"/{self.request.organization.slug}/"

    @cached_property
    def scope(self) -> dict[str, Any]:
        """The place the page is limited to, the way up to it, and the way out."""
        place = place_of(self.request)
        everything = {"label": self.request.organization.name, "trail": [], "recent": [], "url": ""}
        if place is None:
            return everything
        trail = [{"label": str(record)} for record in place.trail]
        return {**everything, "label": str(place.record), "trail": trail, "url": leave_place(self.request)}

    @property
    def scope_search_url(self) -> str:
        return address(self.request, "places", next=self.request.get_full_path())

    @cached_property
    def _waiting(self) -> dict[str, int]:
        """How many records of each module wait for the person, and notifications are unread, each up to a hundred."""
        rows: dict[str, QuerySet[Any]] = {UNREAD: self._bell[1]}
        for surface in surfaces():
            asked = surface.waiting(self.request.actor) if surface.waiting else None
            if asked is not None and self.request.actor.may(surface.permission("view")):
                seen = visible_rows(self.request, surface.model)
                rows[surface.slug] = seen.filter(asked, archived_at__isnull=True).order_by()[:MOST]
        return count_each(rows)

    @cached_property
    def _bell(self) -> tuple[str, QuerySet[Any]]:
        unread: tuple[str, QuerySet[Any]] = import_string(settings.ATRIUM_BELL)(self.request)
        return unread

    @property
    def notifications_url(self) -> str:
        return self._bell[0]

    @property
    def notifications(self) -> int:
        """How many are unread."""
        return self._waiting[UNREAD]

    @property
    def person_menu(self) -> list[dict[str, Any]]:
        return [
            nav_item(_("Profile"), "user", reverse("profile")),
            nav_item(_("Notifications"), "bell", address(self.request, "notifications", "preferences")),
            nav_item(_("Change organization"), "building", reverse("organizations")),
            nav_item(_("Sign out"), "logout", reverse("account_logout"), method="post"),
        ]


def nav_item(
    label: Any,
    icon: str,
    url: str,
    *,
    current: bool = False,
    below: bool = False,
    foot: bool = False,
    method: str = "",
    waiting: int = 0,
) -> dict[str, Any]:
    """An entry with everything that a template asks of it: what is not there is looked for in four ways, each time."""
    state = {"current": current, "below": below, "foot": foot, "waiting": waiting}
    return {"label": label, "icon": icon, "url": url, "method": method, **state}


@cache
def sidebar_groups() -> list[dict[str, Any]]:
    """The groups of the sidebar (config/surfaces.py); a module in none of them stands on its own."""
    groups = [
        {"label": label, "icon": icon, "surfaces": [surface_with_slug(slug) for slug in slugs if _exists(slug)]}
        for label, icon, slugs in import_string(settings.ATRIUM_SIDEBAR)
    ]
    grouped = {surface.slug for group in groups for surface in group["surfaces"]}
    alone = [one for one in surfaces() if one.slug not in grouped]
    return groups + [{"label": "", "icon": one.icon, "surfaces": [one]} for one in alone]


def _exists(slug: str) -> bool:
    return any(surface.slug == slug for surface in surfaces())


def leave_place(request: PageRequest) -> str:
    """The same page without the narrower scope."""
    return with_place(request.get_full_path(), None)


def with_place(url: str, place: Place | None) -> str:
    """An address within another place; pages of a list begin again."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in (PLACE, "cursor")]
    if place is not None:
        kept.append((PLACE, place.text))
    return parts.path + (f"?{urlencode(kept, safe=':,/')}" if kept else "")
