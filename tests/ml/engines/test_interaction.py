import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from ml.engines.arrays import Floats
from ml.engines.controls import Controls
from ml.engines.design import Design
from ml.engines.interaction import interacts, product


def nights(n_nights: int, seed: int) -> tuple[Floats, Floats, Floats]:
    rng = np.random.default_rng(seed)
    return rng.normal(7, 1, n_nights), rng.normal(92, 3, n_nights), rng.standard_normal(n_nights)


def answer(outcome: Floats, one: Floats, other: Floats) -> bool:
    held = Controls(Design(("intercept",), np.ones((len(one), 1))), None)
    return interacts(outcome, Design(("one", "other"), np.column_stack([one, other])), held)


def test_the_criterion_is_statsmodels_bic() -> None:
    answers: list[bool] = []
    for seed in range(40):
        one, other, noise = nights(120, seed)
        together = (one - one.mean()) * (other - other.mean())
        outcome = one + 0.09 * together + noise
        plain = np.column_stack([np.ones(120), one, other])
        gain = (
            OLS(outcome, plain).fit().bic
            - OLS(outcome, np.column_stack([plain, together])).fit().bic
        )
        answers.append(answer(outcome, one, other))
        assert answers[-1] == (gain > 6)
    assert 5 < sum(answers) < 35


def test_sums_do_not_interact() -> None:
    found = 0
    for seed in range(100):
        one, other, noise = nights(120, 500 + seed)
        found += answer(one + other / 3 + noise, one, other)
    assert found <= 2


def test_what_cannot_be_told_does_not_interact() -> None:
    one, other, noise = nights(60, 1)
    assert not answer(np.full(60, 3.0), one, other)
    assert not answer(noise, one, one)
    assert not answer(noise, one, np.full(60, 92.0))
    assert not answer(noise[:12], one[:12], other[:12])


def test_a_product_counts_from_the_given_values() -> None:
    both = Design(("one", "other"), np.array([[7.0, 92.0], [8.0, 90.0], [np.nan, 95.0]]))
    values = product(both, (7.0, 95.0)).values[:, 0]
    assert values[:2] == pytest.approx([0, -5])
    assert np.isnan(values[2])
