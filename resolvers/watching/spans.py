"""What a trace is made of, where somebody collects traces; elsewhere nothing, at no cost.

A span tells what kind of thing took how long. It never holds a query's text, a variable, a value,
or the message of an error, which may quote one.
"""

from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Protocol

from settings import Settings


class ExtraMissing(RuntimeError):
    """Traces are asked for, and what sends them is not installed."""


class Span(Protocol):
    """Something that takes time."""

    def set_attribute(self, key: str, value: str | int | float | bool) -> None:  # noqa: FBT001, PYI041  as OpenTelemetry's own
        """Tell one thing of it."""
        ...


class Spans(Protocol):
    """Where spans begin."""

    def span(self, name: str) -> AbstractContextManager[Span]:
        """Yield a span that ends with the block, within the one around it."""
        ...

    def stop(self) -> None:
        """Send what was not sent yet."""
        ...


class _NoSpan:
    def set_attribute(self, key: str, value: str | float | bool) -> None:  # noqa: FBT001
        """Tell nobody."""


class NoSpans:
    """Nobody collects traces."""

    def span(self, name: str) -> AbstractContextManager[Span]:
        """Yield what tells nobody."""
        del name
        return nullcontext(_NoSpan())

    def stop(self) -> None:
        """Do nothing."""


def spans_of(settings: Settings) -> Spans:
    """Return where spans go, having imported OpenTelemetry only if they go anywhere.

    Raises
    ------
    ExtraMissing
        If the settings ask for them, and the extra `telemetry` is not installed.
    """
    if not settings.traces_url:
        return NoSpans()
    if find_spec("opentelemetry") is None:
        raise ExtraMissing(
            f"OTEL_EXPORTER_OTLP_ENDPOINT={settings.traces_url} asks for traces: "
            "pip install '.[telemetry]', or leave it empty"
        )
    from resolvers.watching.telemetry import Telemetry, over_http  # noqa: PLC0415

    return Telemetry(over_http(settings.traces_url))
