"""Addresses of the pages that belong to no domain app. `organization_urls` come last: they name any module."""

from django.urls import path

from core.imports.urls import import_urls
from core.pages.action_page import below_record, delete_page
from core.pages.bulk_page import bulk_page
from core.pages.design import design
from core.pages.document_page import about_page
from core.pages.documents_list import documents_page
from core.pages.documents_page import add_page, document_page, remove_page, version_page
from core.pages.edit_page import edit_page, new_page
from core.pages.list_page import list_page
from core.pages.options import options, people_options
from core.pages.part_page import part_page
from core.pages.places_page import places
from core.pages.record_page import record_page
from core.pages.search_page import jump, search_page
from core.pages.views_page import change_view, save_view

urlpatterns = [path("design/", design, name="design")]

organization_urls = [
    path("places/", places, name="places"),
    path("search/", search_page, name="search"),
    path("search/jump/", jump, name="jump"),
    path("documents/", documents_page, name="documents"),
    path("documents/<uuid:document>/", document_page, name="document"),
    path("documents/<uuid:document>/about/", about_page, name="about_document"),
    path("documents/<uuid:document>/versions/<int:edition>/", version_page, name="document_version"),
    path("people/options/", people_options, name="people_options"),
    path("<slug:slug>/", list_page, name="list"),
    path("<slug:slug>/bulk/", bulk_page, name="bulk"),
    path("<slug:slug>/new/", new_page, name="new"),
    path("<slug:slug>/views/", save_view, name="save_view"),
    path("<slug:slug>/views/<uuid:view>/", change_view, name="change_view"),
    path("<slug:slug>/options/", options, name="options"),
    *import_urls,
    path("<slug:slug>/<int:number>/", record_page, name="record"),
    path("<slug:slug>/<int:number>/edit/", edit_page, name="edit"),
    path("<slug:slug>/<int:number>/delete/", delete_page, name="delete"),
    path("<slug:slug>/<int:number>/documents/add/", add_page, name="add_documents"),
    path("<slug:slug>/<int:number>/documents/<uuid:document>/remove/", remove_page, name="remove_document"),
    path("<slug:slug>/<int:number>/<slug:part>/", below_record, name="below_record"),
    path("<slug:slug>/<int:number>/<slug:part>/edit/", part_page, name="part"),
]
