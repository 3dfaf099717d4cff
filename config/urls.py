"""Every address of the installation."""

from django.contrib import admin
from django.urls import include, path

from core.pages.urls import organization_urls

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("core.pages.urls")),
    path("<slug:organization>/", include(organization_urls)),
]
