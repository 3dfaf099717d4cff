"""The living page on its own, so that it is looked at whatever else is built."""

from django.urls import include, path

urlpatterns = [path("", include("core.pages.urls"))]
