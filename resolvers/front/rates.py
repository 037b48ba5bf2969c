"""How much of something each may take in a time: requests, or seconds of computing.

The standard library alone, since the front door counts with it.
"""

import time
from collections.abc import Callable, Hashable

# Of each key there is one number, 100 bytes with its place: less than a megabyte.
MOST_KEYS = 8192


class Rate:
    """Lets each key take so much at once, and again what has come back since.

    Kept is the instant at which all of a key has come back; what lies before now is as if it were
    not there. The clock is monotonic, so that a changed time of day frees and locks out nobody.
    """

    def __init__(
        self, most: float, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Let each take `most` at once, which comes back evenly within `seconds`."""
        self._seconds = seconds
        self._seconds_each = seconds / most
        self._clock = clock
        self._whole_again: dict[Hashable, float] = {}

    def __len__(self) -> int:
        """Return how many keys are kept."""
        return len(self._whole_again)

    def wait(self, key: Hashable, amount: float = 1.0) -> float:
        """Return the seconds until a key may take so much, or all there is; 0 where it may now."""
        now = self._clock()
        whole_again = max(self._whole_again.get(key, now), now)
        needed = min(amount * self._seconds_each, self._seconds)
        # In this order, so that what is exactly all there is leaves no rounding to wait for.
        return max(0.0, (whole_again - now) + (needed - self._seconds))

    def take(self, key: Hashable, amount: float = 1.0) -> float:
        """Take so much if a key may, and return 0; else take nothing, and return as `wait`."""
        wait = self.wait(key, amount)
        if not wait:
            self.charge(key, amount)
        return wait

    def charge(self, key: Hashable, amount: float) -> None:
        """Take so much whether a key may or not; a negative amount gives back."""
        now = self._clock()
        if key not in self._whole_again and len(self._whole_again) >= MOST_KEYS:
            self._forget(now)
        whole_again = max(self._whole_again.get(key, now), now)
        self._whole_again[key] = whole_again + amount * self._seconds_each

    def _forget(self, now: float) -> None:
        """Forget who has all back; of too many others, those who came first."""
        kept = [(key, until) for key, until in self._whole_again.items() if until > now]
        self._whole_again = dict(kept[-MOST_KEYS // 2 :])
