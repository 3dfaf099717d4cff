"""Traces for an OpenTelemetry collector, where the operator names one and installed the extra `otel`."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.operations.logs import redact


def start_tracing() -> bool:
    """Trace requests, statements and tasks of this process from now on; False where no collector is named.

    Called before the web application is made: the instrumentation of Django is a middleware. The collector's address,
    headers and the service's name are the standard variables OTEL_…, which the SDK reads itself.
    """
    if not settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        return False
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(request_hook=without_secrets, response_hook=named)
    PsycopgInstrumentor().instrument()
    CeleryInstrumentor().instrument()
    return True


def without_secrets(span: Any, request: HttpRequest) -> None:
    """Addresses stand in attributes: those that are secrets are taken out."""
    for name, value in dict(span.attributes or {}).items():
        if isinstance(value, str) and redact(value) != value:
            span.set_attribute(name, redact(value))


def named(span: Any, request: HttpRequest, response: Any) -> None:
    """The request's id, so that a trace and the log find one another; who acted stays in the log."""
    if request_id := getattr(request, "request_id", ""):
        span.set_attribute("atrium.request_id", request_id)
