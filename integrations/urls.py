"""Pages about other systems. `organization_urls` stand inside an organization."""

from django.urls import path

from integrations.views.webhooks import webhook_page

organization_urls = [
    path("webhooks/<int:number>/", webhook_page, name="webhook"),
]
