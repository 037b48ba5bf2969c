from pathlib import Path

import numpy as np
import pytest

from ml.engines.surveillance import signals
from simulation.person import simulate
from simulation.planted import NOTHING
from validation import document, watch
from validation.anomalies import live_with_illness, planted_illness, rows, year_of_alerts
from validation.crowd import Crowd
from validation.histories import history_of
from validation.measured import Bar


def test_an_illness_is_planted_on_the_last_four_nights_alone() -> None:
    person = simulate(40, seed=3, planted=NOTHING)
    shift = signals(planted_illness(person)).values - signals(history_of(person)).values
    assert np.nan_to_num(shift[:-4]) == pytest.approx(0)
    height = [-0.3, 6.0, 1.2, 0.6]
    expected = [np.multiply(share, height) for share in (0.5, 1.0, 1.0, 0.5)]
    np.testing.assert_allclose(shift[-4:], expected, atol=1e-9)


def test_most_illnesses_are_found_and_most_mornings_are_not_alerted() -> None:
    lives = [live_with_illness(seed, n_before=60) for seed in range(12)]
    told = [life for life in lives if life is not None]
    assert len(told) >= 8
    assert sum(life.found for life in told) > len(told) / 2
    assert np.mean([flag for life in told for flag in life.alerted]) < 0.2
    assert all(len(life.alerted) == 3 for life in told)


def test_a_year_of_nothing_is_told_by_nights_of_history() -> None:
    year = year_of_alerts(4)
    counts = [len(flags) for flags in year.values()]
    assert counts[0] <= 24
    assert 200 < sum(counts) < 345
    assert sum(map(sum, year.values())) < 0.1 * sum(counts)


def test_a_tiny_suite_from_people_to_document(tmp_path: Path) -> None:
    told = rows(Crowd(), 4, 50)
    assert {row.target for row in told} == {11}
    assert [row.bar for row in told].count(Bar(at_least=0.70)) == 1
    path = tmp_path / "evidence.md"
    begin, end = document.markers("watch")
    effects = "\n".join(document.markers(document.EFFECTS))
    path.write_text(f"{effects}\n{begin}\n{end}\nEnd.\n")
    document.write(path, watch.section(Crowd(), 3, 60, "a command"), "watch")
    written = path.read_text()
    assert written.startswith(effects)
    assert written.endswith("\nEnd.\n")
    assert "Made by `a command`." in written
    assert "at most 3.33 %" in written


def test_each_suite_has_its_place_in_the_document() -> None:
    text = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text()
    for name in (document.EFFECTS, "watch"):
        assert all(text.count(marker) == 1 for marker in document.markers(name))
