"""Pages of work orders that are more than the generic ones."""

from django.urls import path

from workorders.views.dashboard import dashboard
from workorders.views.help import work_order_states
from workorders.views.labels import labels
from workorders.views.request_links import request_link_code, request_link_page
from workorders.views.requests import join_request, new_request, request_page
from workorders.views.triage import triage
from workorders.views.work_orders import work_order_page

organization_urls = [
    path("", dashboard, name="dashboard"),
    path("requests/new/", new_request, name="new_request"),
    path("requests/triage/", triage, name="triage"),
    path("requests/join/<uuid:known_id>/", join_request, name="join_request"),
    path("requests/<int:number>/", request_page, name="request"),
    path("request-links/labels/", labels, name="labels"),
    path("request-links/<int:number>/", request_link_page, name="request_link"),
    path("request-links/<int:number>/code.svg", request_link_code, name="request_link_code"),
    path("help/work-order-states/", work_order_states, name="work_order_states"),
    path("work-orders/<int:number>/", work_order_page, name="work_order"),
]
