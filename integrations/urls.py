"""Pages about other systems. `organization_urls` stand inside an organization."""

from django.urls import path

from integrations.events.views import event_page
from integrations.rules.views import dry_run_page, edit_rule, new_rule, rule_page
from integrations.views.webhooks import webhook_page

organization_urls = [
    path("events/<int:number>/", event_page, name="event"),
    path("event-rules/new/", new_rule, name="new_rule"),
    path("event-rules/<int:number>/", rule_page, name="event_rule"),
    path("event-rules/<int:number>/edit/", edit_rule, name="edit_rule"),
    path("event-rules/<int:number>/dry-run/", dry_run_page, name="dry_run"),
    path("webhooks/<int:number>/", webhook_page, name="webhook"),
]
