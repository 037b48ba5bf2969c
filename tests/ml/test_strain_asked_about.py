"""What strain tolerance answers when asked about a strain."""

import re

import pytest

from ml.insights.strain_tolerance import INSIGHT, lived_range
from schema.arguments import BadArgument, read, write
from schema.strain_tolerance import StrainToleranceArguments
from tests.ml.test_strain_tolerance import NOTHING_ASKED, concluded, found, somebody


def test_a_strain_that_was_lived_is_answered_with_its_range() -> None:
    told = somebody(400)
    finding = found(told, 15.0)
    asked = finding.what_if
    assert asked is not None
    assert finding.slope is not None
    assert finding.usual_strain is not None
    assert asked.refusal is None
    assert asked.recovery_percent is not None
    assert asked.recovery_interval80 is not None
    assert asked.difference_points == pytest.approx(
        finding.slope.points_per_unit * (15 - finding.usual_strain), abs=0.3
    )
    assert asked.difference_interval90 is not None
    assert asked.difference_interval90.low < asked.difference_interval90.high < 0
    assert asked.recovery_interval80.low < asked.recovery_percent < asked.recovery_interval80.high
    at = finding.red.strain.index(15.0)
    assert asked.red_probability == finding.red.red_probability[at]
    headline = INSIGHT.headline(concluded(told, StrainToleranceArguments(15.0)))
    assert re.match(
        r"After a day of strain 15, your recovery will probably be around \d+ \(8 times in 10 "
        r"between \d+ and \d+\); that is -[\d.]+ points \(90 % interval -[\d.]+ to -[\d.]+\) "
        r"against a day of your usual strain, 10\.\d; about \d+ of 100 such mornings are red",
        headline,
    )


def test_a_strain_beyond_what_was_lived_is_refused_with_the_range() -> None:
    told = somebody(400)
    for asked in (NOTHING_ASKED, StrainToleranceArguments(20.5), StrainToleranceArguments(0.5)):
        conclusion = concluded(told, asked)
        assert conclusion.finding is not None
        lived, what_if = conclusion.finding.lived, conclusion.finding.what_if
        assert lived is not None
        if asked.strain is None:
            assert what_if is None
            continue
        assert what_if is not None
        assert what_if.red_probability is what_if.recovery_percent is None
        assert what_if.refusal is not None
        assert what_if.refusal == (
            f"A strain of {asked.strain:g} lies outside what you have mostly lived, {lived.low:g} "
            f"to {lived.high:g}; nothing is known of it."
        )
        assert INSIGHT.headline(conclusion).startswith(what_if.refusal)


def test_the_range_lived_is_the_middle_nine_tenths() -> None:
    interval = lived_range([float(strain) for strain in range(21)])
    assert interval is not None
    assert (interval.low, interval.high) == (1, 19)
    assert lived_range([]) is None


def test_arguments_are_rounded_or_refused() -> None:
    assert StrainToleranceArguments(14.3).strain == 14.5
    assert write(StrainToleranceArguments(14.3)) == '{"strain":14.5}'
    assert read(StrainToleranceArguments, '{"strain":14.5}').strain == 14.5
    for strain in (-0.1, 21.5, float("nan")):
        with pytest.raises(BadArgument, match=r"strain: .* is outside 0 to 21"):
            StrainToleranceArguments(strain)
