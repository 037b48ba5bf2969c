"""What is counted, in the words of Prometheus; imported by the first who asks for /metrics.

Its library formats and names; the counting itself is plain counters, so that a server that nobody
watches spends no memory on it.
"""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from resolvers.application import Application
from resolvers.version import VERSION
from resolvers.watching.memory import child_bytes, group_bytes, server_bytes

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Watched(Collector):
    """Reads the counts of an application whenever it is asked."""

    def __init__(self, application: Application) -> None:
        """Watch an application."""
        self._application = application

    def collect(self) -> Iterator[Metric]:
        """Return everything there is."""
        yield from self._answering()
        yield from self._computing()
        yield _gauge(
            "attune_memory_bytes",
            "Memory of the server, of the largest process it started, and of all as the host "
            "counts them; none where the system does not tell.",
            "process",
            {"server": server_bytes(), "child": child_bytes(), "group": group_bytes()},
        )
        version = GaugeMetricFamily("attune_info", "Which version runs.", labels=["version"])
        version.add_metric([VERSION], 1)
        yield version

    def _answering(self) -> Iterator[Metric]:
        counts = self._application.counts
        responses = CounterMetricFamily(
            "attune_responses", "HTTP responses.", labels=["path", "status"]
        )
        seconds = SummaryMetricFamily(
            "attune_response_seconds",
            "From a request to the head of its response.",
            labels=["path"],
        )
        for (path, status), count in counts.responses.items():
            responses.add_metric([path, str(status)], count)
        for path, spent in counts.response_seconds.items():
            times = sum(count for (of, _), count in counts.responses.items() if of == path)
            seconds.add_metric([path], times, spent)
        yield responses
        yield seconds
        yield _counter(
            "attune_graphql_answers",
            "Answers of /graphql: stored ones were sent again by the front door.",
            "by",
            counts.answered_by,
        )
        insights = CounterMetricFamily(
            "attune_insight_answers",
            "Insights in answers that were computed, and not sent again.",
            labels=["standing", "stale"],
        )
        for (standing, stale), count in counts.insights.items():
            insights.add_metric([standing, str(stale).lower()], count)
        yield insights
        yield _counter("attune_imports", "Imports.", "result", counts.imports)

    def _computing(self) -> Iterator[Metric]:
        counts, child = self._application.counts, self._application.resources.child
        spent = SummaryMetricFamily(
            "attune_computation_cpu_seconds",
            "Processor time of computations: of fits, of inferences from a model that was there "
            "(or without one), of steps of a contest.",
            labels=["insight", "kind"],
        )
        for (stem, kind), count in counts.computations.items():
            spent.add_metric([stem, kind], count, counts.cpu_seconds[stem, kind])
        yield spent
        yield _counter(
            "attune_computations_ended",
            "Computations that took too long, or whose process ended.",
            "insight",
            counts.ended,
        )
        yield GaugeMetricFamily(
            "attune_queue_tasks", "Computations that wait for their turn.", child.waiting
        )


def exposition(application: Application) -> bytes:
    """Return everything as Prometheus reads it."""
    registry = CollectorRegistry()
    registry.register(Watched(application))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


def _counter(name: str, about: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, about, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _gauge(name: str, about: str, label: str, values: Mapping[str, int | None]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, number in values.items():
        if number is not None:
            family.add_metric([value], number)
    return family
