"""Pages of notifications and of letters. `organization_urls` stand inside an organization."""

from django.urls import path

from notifications.views.mail import mail_log, release, retry, suppressions
from notifications.views.notices import notifications, open_notification, read
from notifications.views.preferences import preferences, role, roles
from notifications.views.unsubscribing import unsubscribe_page

urlpatterns = [path("unsubscribe/<str:token>/", unsubscribe_page, name="unsubscribe")]

organization_urls = [
    path("notifications/", notifications, name="notifications"),
    path("notifications/read/", read, name="read_notifications"),
    path("notifications/preferences/", preferences, name="notification_preferences"),
    path("notifications/<uuid:notification>/", open_notification, name="open_notification"),
    path("settings/notifications/", roles, name="role_notifications"),
    path("settings/notifications/<uuid:pk>/", role, name="role_notification"),
    path("settings/mail/", mail_log, name="mail_log"),
    path("settings/mail/<uuid:pk>/retry/", retry, name="retry_mail"),
    path("settings/mail/suppressed/", suppressions, name="suppressions"),
    path("settings/mail/suppressed/<uuid:suppression>/release/", release, name="release_address"),
]
