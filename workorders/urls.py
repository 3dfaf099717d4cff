"""Pages of work orders that are more than the generic ones."""

from django.urls import path

from workorders.views.dashboard import dashboard
from workorders.views.request_links import request_link_code, request_link_page
from workorders.views.work_orders import work_order_page

organization_urls = [
    path("", dashboard, name="dashboard"),
    path("request-links/<int:number>/", request_link_page, name="request_link"),
    path("request-links/<int:number>/code.svg", request_link_code, name="request_link_code"),
    path("work-orders/<int:number>/", work_order_page, name="work_order"),
]
