"""Every address of the installation."""

from django.contrib import admin
from django.urls import include, path

from accounts import addresses  # noqa: F401  registers the converter of organizations
from accounts.copies.downloads import download as organization_download
from accounts.views.account import profile, welcome
from accounts.views.home import choose_organization, home
from accounts.views.oauth import metadata
from api.exporting.downloads import download
from api.urls import organization_urls as api_urls
from core.pages.urls import organization_urls
from facilities.urls import organization_urls as facility_urls
from integrations.urls import organization_urls as integration_urls
from notifications.urls import organization_urls as notification_urls
from notifications.urls import urlpatterns as unsubscribe_urls
from workorders.urls import organization_urls as workorder_urls
from workorders.views.feeds import feed_file

urlpatterns = [
    path("", home, name="home"),
    path("organizations/", choose_organization, name="organizations"),
    path("admin/", admin.site.urls),
    path("accounts/profile/", profile, name="profile"),
    path("accounts/welcome/<str:secret>/", welcome, name="welcome"),
    path("accounts/", include("allauth.urls")),
    path("", include("api.urls")),
    path("oauth/", include("accounts.oauth_urls")),
    path("<organization:organization>/settings/", include("accounts.settings_urls")),
    path(".well-known/oauth-authorization-server", metadata, name="oauth-metadata"),
    path("", include("core.pages.urls")),
    path("", include("workorders.public_urls")),
    path("", include(unsubscribe_urls)),
    path("downloads/<str:token>/", download, name="download"),
    path("downloads/organization/<str:token>/", organization_download, name="organization-download"),
    path("calendars/<str:secret>.ics", feed_file, name="calendar-feed"),
    # The modules' own pages first: the generic ones take any module's name.
    path(
        "<organization:organization>/",
        include(integration_urls + workorder_urls + facility_urls + notification_urls + api_urls + organization_urls),
    ),
]

# With its context, so that the page names the request.
handler500 = "core.pages.errors.server_error"
