import numpy as np

from ml.engines.runs import run_lengths


def test_run_lengths() -> None:
    assert run_lengths(np.array([True, True, False, True])).tolist() == [1, 2, 0, 1]
    assert run_lengths(np.zeros(0, dtype=np.bool_)).tolist() == []
