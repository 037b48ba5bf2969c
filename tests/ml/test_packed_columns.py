"""A column comes back as it was, read plainly or with numpy; what is measured takes few bytes."""

import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml import packed_arrays
from ml.packed_columns import AS_IT_LIES, pack, unpack

WHOLE = st.integers(-(2**40), 2**40)
MEASURED = st.tuples(st.integers(-9999, 9999), st.sampled_from((1, 10, 100, 3600))).map(
    lambda told: told[0] / told[1]
)


@given(st.lists(st.one_of(MEASURED, st.just(math.nan), st.floats())))
def test_any_floats_come_back(values: list[float]) -> None:
    column = array("d", values)
    for again in (unpack(pack(column)), packed_arrays.unpack(pack(column))):
        assert again.typecode == "d"
        assert [None if math.isnan(each) else each for each in again] == [
            None if math.isnan(each) else each for each in column
        ]


@given(st.lists(WHOLE), st.booleans())
def test_any_whole_numbers_come_back(values: list[int], rising: bool) -> None:  # noqa: FBT001  drawn
    column = array("q", sorted(values) if rising else values)
    assert unpack(pack(column)) == column == packed_arrays.unpack(pack(column))


@pytest.mark.parametrize(
    ("values", "bytes_a_value"),
    [
        ([52.0, 71.0, math.nan], 1),
        ([14.1, 15.3, 9.9], 1),
        ([33.51, 34.02, math.nan], 1),
        ([3300.0, 1800.0, 2204.0], 2),
        ([-0.5, 1 / 3600, 8.25], 2),
        ([math.nan, math.nan], 1),
        ([math.pi, 0.1, 0.2], 8),
        ([math.inf, 1.0], 8),
        ([1e300, 1.0], 8),
    ],
)
def test_steps_take_the_bytes_they_need(values: list[float], bytes_a_value: int) -> None:
    packed = pack(array("d", values))

    assert len(packed.values) == bytes_a_value * len(values)
    assert (packed.scale == AS_IT_LIES) == (bytes_a_value == 8)


def test_days_take_a_byte() -> None:
    assert len(pack(array("q", (738_000, 738_000, 738_001, 738_200))).values) == 4
