"""Addresses of the pages that belong to no domain app. `organization_urls` come last: they name any module."""

from django.urls import path

from core.pages.design import design
from core.pages.list_page import list_page
from core.pages.options import options, people_options
from core.pages.places_page import places
from core.pages.record_page import record_page

urlpatterns = [path("design/", design, name="design")]

organization_urls = [
    path("places/", places, name="places"),
    path("people/options/", people_options, name="people_options"),
    path("<slug:slug>/", list_page, name="list"),
    path("<slug:slug>/options/", options, name="options"),
    path("<slug:slug>/<int:number>/", record_page, name="record"),
    path("<slug:slug>/<int:number>/<slug:tab>/", record_page, name="record_tab"),
]
