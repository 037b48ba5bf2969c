from datetime import date

import numpy as np

from ml.engines.alert_budget import alerts, rarity_nights

LAST = date(2026, 3, 20).toordinal()
MONTH_BEGINS = date(2026, 3, 1).toordinal()


def test_who_keeps_to_the_budget_has_the_usual_threshold() -> None:
    score = np.zeros(300)
    score[::30] = 2.2
    found = alerts(np.arange(LAST - 299, LAST + 1), score, np.full(300, 90))
    assert not found.raised
    assert set(found.threshold.tolist()) == {1.9}
    assert found.unusual.sum() == 10
    assert found.running.max() == 1


def test_who_is_alerted_too_often_is_alerted_from_a_higher_score() -> None:
    score = np.where(np.arange(300) % 8 == 0, 2.0 + np.arange(300) / 600, 0.0)
    found = alerts(np.arange(LAST - 299, LAST + 1), score, np.full(300, 90))
    assert found.raised
    assert set(found.threshold.tolist()) == {2.2}
    assert found.unusual.sum() == (score >= 2.2).sum() < (score >= 1.9).sum()


def test_the_check_is_of_whole_months_alone() -> None:
    day = np.arange(LAST - 299, LAST + 1)
    score = np.where(np.arange(300) % 8 == 0, 2.2 + np.arange(300) / 300, 0.0)
    score[day >= MONTH_BEGINS] = 9.0
    other = np.where(day >= MONTH_BEGINS, 0.0, score)
    never = np.where(day >= MONTH_BEGINS, 9.0, 0.0)
    found = [alerts(day, each, np.full(300, 90)).raised for each in (score, other, never)]
    assert found == [True, True, False]


def test_a_long_illness_is_one_alert_and_few_scores_decide_nothing() -> None:
    score = np.zeros(300)
    score[100:130] = 3.0
    day = np.arange(LAST - 299, LAST + 1)
    found = alerts(day, score, np.full(300, 90))
    assert not found.raised
    assert found.running.max() == 30
    assert not alerts(day[-80:], np.full(80, 3.0), np.full(80, 90)).raised


def test_nights_that_were_not_compared_alert_nobody() -> None:
    found = alerts(np.arange(LAST - 9, LAST + 1), np.full(10, np.nan), np.zeros(10, dtype=np.int64))
    assert not found.unusual.any()


def test_rarity_counts_own_nights() -> None:
    past = np.append(np.arange(179.0), np.nan)
    assert rarity_nights(past, 176.0) == 45
    assert rarity_nights(past, 1000.0) == 180
    assert rarity_nights(past, -1.0) == 1
    assert rarity_nights(past[:89], 3.0) is None
