"""Pages of properties that are more than the generic ones."""

from django.urls import path

from facilities.views.map import property_map
from facilities.views.moves import MOVED, move
from facilities.views.properties import property_page, property_spaces

organization_urls = [
    path("properties/map/", property_map, name="property_map"),
    path("properties/<int:number>/", property_page, name="property"),
    *(path(f"{slug}/<int:number>/move/", move, {"slug": slug}) for slug in MOVED),
    path("properties/<int:number>/spaces/", property_spaces, name="property_spaces"),
]
