"""Every address below /api/v1/, made from the list of surfaces."""

from django.urls import URLPattern, path

from api.views.records import RecordViewSet
from core.surfaces import Action, Surface, surfaces


def build_viewset(surface: Surface) -> type[RecordViewSet]:
    """The viewset of one module."""
    return type(f"{surface.model.__name__}ViewSet", (RecordViewSet,), {"surface": surface})


def record_routes(surface: Surface) -> list[URLPattern]:
    """The addresses of one module."""
    views, slug, module = build_viewset(surface), surface.slug, surface.module
    routes = [
        path(f"{slug}/", views.as_view(collection_methods(surface)), name=f"{module}-list"),
        path(f"{slug}/<uuid:id>/", views.as_view(record_methods(surface)), name=f"{module}-detail"),
        *(action_route(surface, views, action) for action in surface.actions),
    ]
    if surface.create and surface.update:
        upsert = views.as_view({"put": "upsert"})
        routes.append(path(f"{slug}/by-external-id/<str:system>/<str:key>/", upsert, name=f"{module}-upsert"))
    return routes


def collection_methods(surface: Surface) -> dict[str, str]:
    return {"get": "list"} | ({"post": "create"} if surface.create else {})


def record_methods(surface: Surface) -> dict[str, str]:
    methods = {"get": "retrieve"}
    if surface.update:
        methods |= {"put": "replace", "patch": "merge"}
    return methods | ({"delete": "destroy"} if surface.delete else {})


def action_route(surface: Surface, views: type[RecordViewSet], action: Action) -> URLPattern:
    verb = action.verb.replace("_", "-")
    view = views.as_view({"post": "run"}, act=action)
    return path(f"{surface.slug}/<uuid:id>/{verb}/", view, name=f"{surface.module}-{verb}")


app_name = "api"
urlpatterns = [route for surface in surfaces() for route in record_routes(surface)]
