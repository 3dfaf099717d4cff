"""Messages of building systems, taken from an MQTT broker as events."""
