"""People and organizations in the admin. They lie outside every organization, so only few facts change here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Membership, Organization, Person
from core.admin import ReadOnlyAdmin, actor_of, is_acting


class PlatformAdmin(ReadOnlyAdmin):
    """Shown to staff in an organization; changed by platform administrators alone."""

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_acting(request) and request.user.is_superuser


@admin.register(Person)
class PersonAdmin(PlatformAdmin):
    """The members of the chosen organization. Name and address are the person's own to change."""

    list_display = ("name", "email", "kind", "is_active", "is_staff")
    list_filter = ("kind", "is_active")
    fields = ("name", "email", "kind", "time_zone", "is_active", "is_staff", "is_superuser", "last_login", "created_at")
    readonly_fields = ("name", "email", "kind", "time_zone", "last_login", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        members = Membership.objects.visible_to(actor_of(request))
        return Person.objects.filter(pk__in=members.values("person_id"))


@admin.register(Organization)
class OrganizationAdmin(PlatformAdmin):
    """The chosen organization itself."""

    list_display = ("name", "slug", "time_zone", "is_active")
    readonly_fields = ("slug", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        return Organization.objects.filter(pk=actor_of(request).organization_id)
