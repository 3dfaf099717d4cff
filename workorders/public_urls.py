"""Addresses for people without an account; the secret in each is all the right there is."""

from django.urls import path

from workorders.views.report import affected, report
from workorders.views.track import track, track_photo

urlpatterns = [
    path("report/<str:secret>/", report, name="report"),
    path("report/<str:secret>/affected/<uuid:known_id>/", affected, name="report_affected"),
    path("track/<str:secret>/", track, name="track"),
    path("track/<str:secret>/photos/<uuid:document>/", track_photo, name="track_photo"),
]
