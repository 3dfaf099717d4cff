"""Addresses of an organization's settings: /<organization>/settings/…"""

from django.urls import path
from django.views.generic import RedirectView

from accounts.views import copies, credentials, people, personal, roles, status

app_name = "settings"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="settings:people"), name="home"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<uuid:pk>/", people.member, name="member"),
    path("people/<uuid:pk>/end/", people.end, name="end"),
    path("people/<uuid:pk>/invite-again/", people.invite_again, name="invite-again"),
    path("people/<uuid:pk>/personal/", personal.member, name="personal"),
    path("people/<uuid:pk>/personal/file/", personal.member_file, name="personal-file"),
    path("people/occupants/", personal.occupants, name="occupants"),
    path("people/occupants/file/", personal.occupant_file, name="occupant-file"),
    path("people/occupants/erase/", personal.erase_one, name="erase-occupant"),
    path("roles/", roles.roles, name="roles"),
    path("roles/new/", roles.new_role, name="new-role"),
    path("roles/capabilities/", roles.capabilities, name="capabilities"),
    path("roles/<uuid:pk>/", roles.role, name="role"),
    path("roles/<uuid:pk>/remove/", roles.remove_role, name="remove-role"),
    path("credentials/", credentials.credentials, name="credentials"),
    path("credentials/new/", credentials.new_credential, name="new-credential"),
    path("credentials/<uuid:pk>/", credentials.credential, name="credential"),
    path("credentials/<uuid:pk>/rotate/", credentials.rotate, name="rotate"),
    path("credentials/<uuid:pk>/revoke/", credentials.revoke, name="revoke"),
    path("export/", copies.export, name="export"),
    path("sandbox/", copies.sandbox, name="sandbox"),
    path("copies/<uuid:copy>/cancel/", copies.cancel, name="cancel-copy"),
    path("status/", status.status, name="status"),
    path("status/<slug:gauge>/retry/", status.retry, name="retry"),
]
