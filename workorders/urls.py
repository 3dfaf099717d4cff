"""Pages of work orders that are more than the generic ones."""

from django.urls import path

from workorders.reports.catalogue import REPORTS
from workorders.views.assign import assign_page
from workorders.views.board import board, board_move
from workorders.views.calendar import calendar_page, move_event
from workorders.views.dashboard import dashboard
from workorders.views.equipment import equipment_page
from workorders.views.feeds import feeds_page, withdraw_page
from workorders.views.hand_over import hand_over_page
from workorders.views.help import work_order_states
from workorders.views.labels import labels
from workorders.views.map import work_order_map
from workorders.views.meters import meter_page
from workorders.views.my_work import my_work, take_step, worker
from workorders.views.new_order import new_work_order, warnings_part
from workorders.views.papers import work_order_paper
from workorders.views.plans import duties, edit_plan, new_plan, plan_page, preview_page
from workorders.views.recomputations import recomputation_part, recomputed_page
from workorders.views.report_subscriptions import by_mail_page, end_page, subscribe_page
from workorders.views.reports import report_page, reports_page
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
    path("my-work/", my_work, name="my_work"),
    path("my-work/worker.js", worker, name="my_work_worker"),
    path("my-work/<slug:step>/<int:number>/", take_step, name="my_work_step"),
    path("reports/", reports_page, name="reports"),
    path("reports/by-mail/", by_mail_page, name="reports_by_mail"),
    path("reports/by-mail/<uuid:subscription>/end/", end_page, name="end_report"),
    *(path(f"reports/{one.name}/", report_page, {"name": one.name}, name=f"report_{one.name}") for one in REPORTS),
    *(
        path(f"reports/{one.name}/by-mail/", subscribe_page, {"name": one.name}, name=f"mail_{one.name}")
        for one in REPORTS
    ),
    path("work-orders/calendar/", calendar_page, name="work_calendar"),
    path("work-orders/calendar/move/", move_event, name="calendar_move"),
    path("work-orders/calendar/feeds/", feeds_page, name="calendar_feeds"),
    path("work-orders/calendar/feeds/<uuid:feed>/withdraw/", withdraw_page, name="withdraw_feed"),
    path("settings/people/<uuid:pk>/work/", hand_over_page, name="hand_over"),
    path("work-orders/board/", board, name="board"),
    path("work-orders/board/<int:number>/", board_move, name="board_move"),
    path("work-orders/map/", work_order_map, name="work_order_map"),
    path("work-orders/new/", new_work_order, name="new_work_order"),
    path("work-orders/new/warnings/", warnings_part, name="work_order_warnings"),
    path("work-orders/<int:number>/", work_order_page, name="work_order"),
    path("work-orders/<int:number>/pdf/", work_order_paper, name="work_order_pdf"),
    path("work-orders/<int:number>/assign/", assign_page, name="assign_work_order"),
    path("maintenance-plans/new/", new_plan, name="new_plan"),
    path("maintenance-plans/duties/", duties, name="duties"),
    path("maintenance-plans/preview/", preview_page, name="preview_plan"),
    path("maintenance-plans/<int:number>/", plan_page, name="maintenance_plan"),
    path("maintenance-plans/<int:number>/edit/", edit_plan, name="edit_plan"),
    path("meters/<int:number>/", meter_page, name="meter"),
    path("equipment/<int:number>/", equipment_page, name="equipment"),
    path("calendars/<int:number>/", recomputed_page, {"name": "calendar"}, name="calendar"),
    path("calendars/<int:number>/recomputation/", recomputation_part, {"name": "calendar"}, name="calendar_progress"),
    path("sla-policies/<int:number>/", recomputed_page, {"name": "policy"}, name="sla_policy"),
    path("sla-policies/<int:number>/recomputation/", recomputation_part, {"name": "policy"}, name="policy_progress"),
]
