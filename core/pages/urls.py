"""Addresses of the pages that belong to no domain app."""

from django.urls import path

from core.pages.design import design

urlpatterns = [path("design/", design, name="design")]
