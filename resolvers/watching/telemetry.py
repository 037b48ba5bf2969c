"""Spans as OpenTelemetry sends them; imported only where the settings ask for them.

Strawberry's own extension puts the text of the query and all arguments into spans, so it is not
used.
"""

from contextlib import AbstractContextManager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from resolvers.version import VERSION
from resolvers.watching.spans import Span

# SIGTERM leaves ten seconds, and a collector that is gone should not take them.
SEND_SECONDS = 2


class Telemetry:
    """Spans that an exporter sends in the background."""

    def __init__(self, exporter: SpanExporter) -> None:
        """Begin; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say more of this server."""
        ours = Resource({"service.name": "attune", "service.version": VERSION})
        self._provider = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("attune")

    def span(self, name: str) -> AbstractContextManager[Span]:
        """Yield a span; of an error it tells nothing, since its message may quote a value."""
        return self._tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        )

    def stop(self) -> None:
        """Send what was not sent yet."""
        self._provider.shutdown()


def over_http(url: str) -> SpanExporter:
    """Return what sends spans to a collector; OTEL_EXPORTER_OTLP_HEADERS may hold its key."""
    return OTLPSpanExporter(endpoint=f"{url.rstrip('/')}/v1/traces", timeout=SEND_SECONDS)
