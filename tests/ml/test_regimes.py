from datetime import date

import numpy as np

from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.regimes import since, strap_since
from tests.ml.engines.person import FIRST_DAY, history

STAGED_ANEW = date(2025, 2, 24).toordinal()


def worn(n_nights: int, first: int = FIRST_DAY, **columns: Floats) -> History:
    usual = {"recovery_percent": np.full(n_nights, 60.0), "asleep_minutes": np.full(n_nights, 420)}
    days = np.arange(first - FIRST_DAY, first - FIRST_DAY + n_nights, dtype=np.float64)
    return history(usual | columns, np.zeros((n_nights, 0)), (), days)


def sensed(*spans: tuple[int, bool]) -> Floats:
    """Return skin temperatures: each span so many nights with or without."""
    return np.concatenate([np.full(n, 33.5 if has else np.nan) for n, has in spans])


def test_sleep_begins_anew_with_the_staging_and_heart_rate_does_not() -> None:
    person = worn(60, STAGED_ANEW - 20)
    assert since(person, "asleep_minutes") == since(person, "deep_sleep_minutes") == STAGED_ANEW
    assert since(person, "resting_heart_rate_bpm") == STAGED_ANEW - 20


def test_before_the_change_of_staging_there_is_one_regime() -> None:
    assert since(worn(60, STAGED_ANEW - 60), "asleep_minutes") == STAGED_ANEW - 60


def test_a_strap_that_begins_to_sense_temperature_is_another() -> None:
    person = worn(60, skin_temperature_celsius=sensed((20, False), (40, True)))
    assert since(person, "hrv_rmssd_ms") == FIRST_DAY + 20


def test_a_strap_that_ends_to_sense_temperature_is_another_after_a_fortnight() -> None:
    early, late = (
        worn(40 + n, skin_temperature_celsius=sensed((40, True), (n, False))) for n in (13, 14)
    )
    assert strap_since(early.nights) == FIRST_DAY
    assert strap_since(late.nights) == FIRST_DAY + 40


def test_blood_oxygen_alone_tells_the_strap_and_some_days_without_do_not() -> None:
    without = np.full(60, np.nan)
    oxygen = np.where(np.arange(60) % 14 == 0, 96.0, np.nan)
    person = worn(60, skin_temperature_celsius=without, blood_oxygen_percent=oxygen)
    assert strap_since(person.nights) == FIRST_DAY


def test_a_strap_not_worn_is_no_other_strap() -> None:
    recovery = np.full(60, 60.0)
    recovery[20:40] = np.nan
    temperature = np.where(np.isfinite(recovery), 33.5, np.nan)
    person = worn(60, recovery_percent=recovery, skin_temperature_celsius=temperature)
    assert strap_since(person.nights) == FIRST_DAY


def test_the_last_of_several_changes_counts() -> None:
    spans = sensed((20, False), (30, True), (14, False), (5, True))
    assert strap_since(worn(69, skin_temperature_celsius=spans).nights) == FIRST_DAY + 64


def test_of_nothing_no_regime_is_known() -> None:
    assert since(empty(), "asleep_minutes") == 0
