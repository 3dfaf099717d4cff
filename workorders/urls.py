"""Pages of work orders that are more than the generic ones."""

from django.urls import path

from workorders.views.dashboard import dashboard
from workorders.views.work_orders import work_order_page

organization_urls = [
    path("", dashboard, name="dashboard"),
    path("work-orders/<int:number>/", work_order_page, name="work_order"),
]
