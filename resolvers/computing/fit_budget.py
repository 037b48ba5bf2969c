"""How much computing each person may take, so that nobody takes all of the one child process."""

from datetime import timedelta

from ml.insight import AnyInsight
from resolvers.front.rates import Rate

HOUR = timedelta(hours=1)


class FitBudget:
    """Counts the seconds of CPU of each person's computations; what waits its turn counts too.

    Beyond the budget nothing fails: the last finding answers, or a rule, and says why.
    """

    def __init__(self, an_hour: timedelta, longest: timedelta) -> None:
        """Let each have so much an hour; a computation that was ended has taken the longest."""
        self._rate = Rate(an_hour.total_seconds(), HOUR.total_seconds())
        self._longest_seconds = longest.total_seconds()

    def allows(self, person_id: int, insight: AnyInsight) -> bool:
        """Tell whether a computation may begin."""
        return self._rate.wait(person_id, _expected_seconds(insight)) == 0

    def begin(self, person_id: int, insight: AnyInsight) -> None:
        """Count what a computation is expected to take."""
        self._rate.charge(person_id, _expected_seconds(insight))

    def end(self, person_id: int, insight: AnyInsight, cpu_seconds: float | None) -> None:
        """Count what it took instead; None where it was ended, and nobody can tell."""
        taken = self._longest_seconds if cpu_seconds is None else cpu_seconds
        self._rate.charge(person_id, taken - _expected_seconds(insight))


def _expected_seconds(insight: AnyInsight) -> float:
    return insight.cost_ms / 1000
