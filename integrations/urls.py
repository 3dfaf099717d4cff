"""Pages about other systems. `organization_urls` stand inside an organization."""

from django.urls import URLPattern

organization_urls: list[URLPattern] = []
