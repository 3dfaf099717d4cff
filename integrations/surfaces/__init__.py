"""The modules of this app."""

from integrations.surfaces.webhooks import webhooks

__all__ = ["webhooks"]
