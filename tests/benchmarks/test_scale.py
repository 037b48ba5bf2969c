"""What is reckoned for many people is what was measured for one, times as many."""

import pytest

from benchmarks import figures, scale

DOCUMENT = """
| what | figure | beside it, in the same run | bar | |
|---|---|---|---|---|
| CPU of all findings in one computed answer, the first of a person | 10 ms |  | 1.5 x |  |
| CPU of a stored response above bare ASGI (0.2 ms) | 0.05 ms | a hello's 1 ms | 0.5 x | held |
| of a person in `answers` | 100 kB |  |  |  |
| of a person in `journal_answers` | 0.9 MB |  |  |  |
"""


def test_one_person_is_read_from_the_measured_table() -> None:
    one = scale.one_person(DOCUMENT)
    assert one.kept_bytes == pytest.approx(1e6)
    assert one.computed_seconds == pytest.approx(0.010)
    assert one.stored_seconds == pytest.approx(0.00025)
    assert one.seconds_a_day == pytest.approx(scale.FIT_CPU_SECONDS + 0.010 + 4 * 0.00025)


def test_many_people_are_as_many_times_one() -> None:
    one = scale.OnePerson(1e6, 0.989, 0.010, 0.00025)  # one second a day
    rows = {row.split(" | ")[0].strip("| "): row.split(" | ")[1:] for row in scale.table(one)[2:]}
    assert rows["kept, GB"] == ["1", "100", "10,000 |"]
    assert rows["people who look on a day"] == ["300", "30,000", "3,000,000 |"]
    assert rows["processor, hours a day"] == ["0.083", "8.3", "830 |"]
    assert rows["processors, in the busiest hour"] == ["0.013", "1.2", "120 |"]


def test_a_figure_that_is_not_there_is_named() -> None:
    with pytest.raises(LookupError, match="no row CPU of all findings"):
        scale.one_person(DOCUMENT.replace("all findings", "some findings"))
    with pytest.raises(LookupError, match="what is kept of a person"):
        scale.one_person("")


def test_it_can_be_made_anew_from_what_is_written_down() -> None:
    made = scale.lines(figures.DOCUMENT.read_text("utf-8"))
    written = scale.SCALE.read_text("utf-8")
    titles = [line.split(" | ")[0] for line in made if line.startswith("|")]
    assert [title for title in titles if title not in written] == []
