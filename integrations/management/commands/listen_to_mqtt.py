"""Listen to the messages of building systems."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.mqtt.listening import Listener


class Command(BaseCommand):
    """Takes messages of the MQTT broker as events until it is ended. One for an installation."""

    help = "Listen to the MQTT broker that MQTT_URL names, and keep its messages as events."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MQTT_URL:
            raise CommandError("Set MQTT_URL, such as mqtts://user:secret@broker.example:8883.")
        listener = Listener(settings.MQTT_URL)

        def stop(*_: Any) -> None:
            listener.is_stopped = True

        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, stop)
        listener.run()
