"""Pages of notifications, inside an organization."""

from django.urls import path

from notifications.views.notices import notifications, open_notification, read
from notifications.views.preferences import preferences, role, roles

organization_urls = [
    path("notifications/", notifications, name="notifications"),
    path("notifications/read/", read, name="read_notifications"),
    path("notifications/preferences/", preferences, name="notification_preferences"),
    path("notifications/<uuid:notification>/", open_notification, name="open_notification"),
    path("settings/notifications/", roles, name="role_notifications"),
    path("settings/notifications/<uuid:pk>/", role, name="role_notification"),
]
