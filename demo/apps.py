from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration has no tables of its own: it fills those of the other apps."""

    name = "demo"
