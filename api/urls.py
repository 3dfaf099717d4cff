"""Everything the API answers: its versions, the pages of its problems, the probes, the log of calls, and exports."""

from django.urls import include, path, re_path

from api.exporting.pages import cancel_page, exports_page
from api.views.audit_page import audit_file, audit_log
from api.views.health import healthz, metrics, readyz
from api.views.meta import nothing_here
from api.views.problems import problem_list, problem_page
from api.views.signed_files import signed_file

urlpatterns = [
    path("api/v1/", include("api.routes")),
    # Below /api/ nothing is a page of an organization that is called so.
    re_path(r"^api/", nothing_here),
    path("problems/", problem_list, name="problems"),
    path("problems/<slug:code>/", problem_page, name="problem"),
    path("files/<uuid:document>/<str:signature>/", signed_file, name="signed-file"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]

organization_urls = [
    path("settings/audit-log/", audit_log, name="audit_log"),
    path("settings/audit-log/export/", audit_file, name="audit_file"),
    path("exports/", exports_page, name="exports"),
    path("exports/<uuid:export>/cancel/", cancel_page, name="cancel_export"),
]
