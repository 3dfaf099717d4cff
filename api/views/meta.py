"""What the API says of itself: its modules, and who is calling."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import Credential, Organization, Person
from accounts.scopes import may_use
from api.answers import json_answer, wire_moment
from api.lists import check_known
from api.openapi.operations import ANY_MODULE, Operation
from api.views.base import ApiView
from core.actor import Actor
from core.reading.pages import DEEPEST_OFFSET, LARGEST_LIMIT
from core.surfaces import Surface, surfaces


class ModuleEntry(serializers.Serializer):
    """One module: its names, its address, and the verbs that role and token both allow."""

    module = serializers.CharField(help_text="The singular name in events, references and permissions.")
    name = serializers.CharField()
    url = serializers.URLField()
    scope = serializers.CharField()
    verbs = serializers.ListField(child=serializers.CharField())


class Root(serializers.Serializer):
    """The modules that the caller may read, and where to go on."""

    version = serializers.CharField()
    modules = ModuleEntry(many=True)
    me = serializers.URLField()
    schema = serializers.URLField()
    docs = serializers.URLField()


class CallersOrganization(serializers.Serializer):
    """The organization that the credential belongs to."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    time_zone = serializers.CharField()
    currency = serializers.CharField()


class CallersPerson(serializers.Serializer):
    """Whoever the credential acts as."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()


class CallersCredential(serializers.Serializer):
    """The credential itself; nothing of it is secret."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    prefix = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)


class CallersPlaces(serializers.Serializer):
    """The part of the organization that the caller sees."""

    everything = serializers.BooleanField()
    portfolios = serializers.ListField(child=serializers.UUIDField())
    regions = serializers.ListField(child=serializers.CharField(), help_text="Paths of the tree of regions.")
    properties = serializers.ListField(child=serializers.UUIDField())


class CallersLimits(serializers.Serializer):
    """How often and how much may be asked."""

    calls_per_minute = serializers.IntegerField(allow_null=True)
    calls_per_day = serializers.IntegerField(allow_null=True)
    largest_limit = serializers.IntegerField()
    deepest_offset = serializers.IntegerField()


class Me(serializers.Serializer):
    """Who is calling, for which organization, and what they may do."""

    organization = CallersOrganization()
    person = CallersPerson()
    credential = CallersCredential(allow_null=True)
    scopes = serializers.ListField(child=serializers.CharField())
    permissions = serializers.ListField(child=serializers.CharField())
    places = CallersPlaces()
    limits = CallersLimits()


class RootView(ApiView):
    """The modules that the caller may read."""

    operations: ClassVar[dict[str, Operation]] = {
        "retrieve": Operation("List the modules that you may read", {200: Root}, ANY_MODULE)
    }

    def retrieve(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        modules = [describe(one, self.actor, self.plain) for one in surfaces() if may_read(one, self.actor)]
        links = {name: self.plain.build_absolute_uri(reverse(f"api:{name}")) for name in ("me", "schema", "docs")}
        return json_answer({"version": "1", "modules": modules, **links})


class MeView(ApiView):
    """Who is calling, for which organization, and what they may do."""

    operations: ClassVar[dict[str, Operation]] = {"retrieve": Operation("Show who is calling", {200: Me}, ANY_MODULE)}

    def retrieve(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        return json_answer(describe_caller(self.actor))


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Another version, or no address at all."""
    raise Http404


def may_read(surface: Surface, actor: Actor) -> bool:
    return may_use(actor, surface.scope, "read") and actor.may(surface.permission("view"))


def describe(surface: Surface, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """One module: its names, its address, and the verbs that role and token both allow."""
    writes = may_use(actor, surface.scope, "write")
    verbs = [verb for verb in surface.verbs if actor.may(surface.permission(verb)) and (writes or verb == "view")]
    return {
        "module": surface.module,
        "name": surface.plural,
        "url": request.build_absolute_uri(reverse(f"api:{surface.module}-list")),
        "scope": surface.scope,
        "verbs": verbs,
    }


def describe_caller(actor: Actor) -> dict[str, Any]:
    """The caller as the answer of /me/ shows it."""
    assert actor.person_id is not None, "every credential acts as a service account"
    organization = Organization.objects.get(pk=actor.organization_id)
    person: Person = Person.objects.get(pk=actor.person_id)
    credential = Credential.objects.visible_to(actor).filter(pk=cast(UUID, actor.credential_id)).first()
    return {
        "organization": {
            "id": str(organization.pk),
            "name": organization.name,
            "slug": organization.slug,
            "time_zone": organization.time_zone,
            "currency": organization.currency,
        },
        "person": {"id": str(person.pk), "name": person.name, "kind": person.kind},
        "credential": describe_credential(credential) if credential else None,
        "scopes": sorted(actor.token_scopes or ()),
        "permissions": sorted(actor.permissions),
        "places": describe_places(actor),
        "limits": {
            "calls_per_minute": actor.rate_per_minute,
            "calls_per_day": actor.calls_per_day,
            "largest_limit": LARGEST_LIMIT,
            "deepest_offset": DEEPEST_OFFSET,
        },
    }


def describe_credential(credential: Credential) -> dict[str, Any]:
    return {
        "id": str(credential.pk),
        "name": credential.name,
        "kind": credential.kind,
        "prefix": credential.prefix,
        "expires_at": wire_moment(credential.expires_at),
    }


def describe_places(actor: Actor) -> dict[str, Any]:
    """The part of the organization that the caller sees: everything, or the named places and what is in them."""
    scope = actor.scope
    return {
        "everything": scope.everything,
        "portfolios": sorted(map(str, scope.portfolios)),
        "regions": list(scope.regions),
        "properties": sorted(map(str, scope.properties)),
    }
