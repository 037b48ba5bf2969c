import numpy as np
import pytest
import statsmodels.api as sm
from scipy.integrate import quad
from scipy.stats import multivariate_normal

from ml.engines.arrays import Floats, Ordinals
from ml.engines.category_effects import SPREAD_SCALE_SD, SPREADS_SD, category_effects, pooled
from ml.engines.category_means import category_means
from ml.engines.controls import Controls
from ml.engines.design import Design, LeakedOutcome
from tests.ml.engines.person import autoregressive

# Shares of five workout types as people have them: one favourite, one rarity.
TYPES = np.array([0.3, 0.25, 0.2, 0.15, 0.1])
CLAIM = float(np.log(1 / 0.005))


def mean_alone(n_rows: int) -> Controls:
    return Controls(Design(("intercept",), np.ones((n_rows, 1))), None)


def held(names: tuple[str, ...], *columns: Floats) -> Controls:
    return Controls(
        Design(("intercept", *names), np.column_stack([np.ones(len(columns[0])), *columns])), None
    )


def someone(n_rows: int, seed: int, gap_sd: float = 0.0) -> tuple[Floats, Ordinals, Controls]:
    """Five types, the second of which goes with `gap_sd` SDs (22 points) more."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(5, n_rows, p=TYPES)
    noise = autoregressive(rng.standard_normal(n_rows), 0.2)
    confounder = rng.standard_normal(n_rows)
    return 60 + 22 * (noise + gap_sd * (kind == 1)), kind, held(("strain[t-1]",), confounder)


def test_means_by_hand_without_controls() -> None:
    outcome = np.array([1.0, 3.0, 5.0, 7.0] * 5)
    found = category_means(outcome, np.array([2, 2, 7, 7] * 5), mean_alone(20))
    assert found is not None
    assert found.categories.tolist() == [2, 7]
    assert found.n_rows.tolist() == [10, 10]
    assert found.means == pytest.approx([2, 6])


def test_means_equal_statsmodels_with_controls() -> None:
    rng = np.random.default_rng(1)
    kind, minutes = rng.choice(3, 120), rng.normal(45, 10, 120)
    outcome = 5.0 * kind + 0.3 * minutes + rng.standard_normal(120)
    found = category_means(outcome, kind, held(("minutes",), minutes))
    assert found is not None
    member = (kind[:, None] == np.arange(3)).astype(np.float64)
    theirs = sm.OLS(outcome, np.column_stack([member, minutes - minutes.mean()])).fit()
    assert found.means == pytest.approx(theirs.params[:3])
    contrasts = np.array([[1.0, -1, 0, 0], [0, 1, -1, 0]])
    assert found.p_value <= 1.0
    # Never surer than statsmodels' own F-test of the same contrasts.
    assert found.p_value >= float(theirs.f_test(contrasts).pvalue) * (1 - 1e-9)


def posterior(means: Floats, covariance: Floats, sd: float) -> tuple[float, Floats]:
    """E and posterior means by plain numerical integration over mu_0, for each spread."""
    weight = np.exp(-0.5 * (SPREADS_SD / SPREAD_SCALE_SD) ** 2)
    weight /= weight.sum()

    def density(level: float, spread: float) -> float:
        total = covariance + spread**2 * np.eye(len(means))
        normal = multivariate_normal(np.full(len(means), level), total)  # pyright: ignore[reportArgumentType] a matrix, which its stubs do not know
        return float(normal.pdf(means))

    def moment(level: float, spread: float) -> float:
        return level * density(level, spread)

    def total(spread: float) -> float:
        return quad(density, -60, 60, args=(spread,), points=[float(means.mean())], limit=200)[0]

    nothing = total(0.0)
    evidence = np.array([total(float(s * sd)) for s in SPREADS_SD])
    share = weight * evidence / (weight @ evidence)
    shrunken = np.zeros(len(means))
    for part, spread in zip(share, SPREADS_SD * sd, strict=True):
        gain = spread**2 * np.linalg.inv(covariance + spread**2 * np.eye(len(means)))
        level = quad(moment, -60, 60, args=(spread,), limit=200)[0] / total(spread)
        shrunken += part * (level + gain @ (means - level))
    return float(weight @ evidence) / nothing, shrunken


@pytest.mark.parametrize("correlation", [0.0, 0.4])
def test_the_posterior_is_that_of_numerical_integration(correlation: float) -> None:
    means, error = np.array([3.0, -2.0, 6.0]), np.array([2.0, 3.0, 1.5])
    covariance = np.outer(error, error) * (correlation + (1 - correlation) * np.eye(3))
    e_value, shrunken = posterior(means, covariance, 8.0)
    log_e, draws = pooled(means, covariance, 8.0)
    assert np.exp(log_e) == pytest.approx(e_value, rel=1e-6)
    # Mirrored draws leave what 1,000 places on the grid of spreads round.
    assert draws.mean(0) == pytest.approx(shrunken, abs=0.004)


def test_nearly_the_same_errors_are_drawn_alike() -> None:
    """Of equal errors any axes are eigenvectors: the least change turns them."""
    means, nearly = np.array([4.0, 0.0, 1.0]), np.eye(3) + 1e-7 * np.ones((3, 3))
    _, before = pooled(means, np.eye(3), 10.0)
    _, after = pooled(means, nearly, 10.0)
    assert np.abs(before - after).max(1).mean() < 1e-3


def test_two_categories_by_hand() -> None:
    """With k = 2 the level drops out: E is a mean of ratios of normal densities of m1 - m2."""
    weight = np.exp(-0.5 * (SPREADS_SD / SPREAD_SCALE_SD) ** 2)
    weight /= weight.sum()
    null, other = 2.0, 2 + 2 * (10 * SPREADS_SD) ** 2
    ratio = np.sqrt(null / other) * np.exp(-0.5 * 16 / other + 0.5 * 16 / null)
    log_e, draws = pooled(np.array([4.0, 0.0]), np.eye(2), 10.0)
    assert np.exp(log_e) == pytest.approx(float(weight @ ratio))
    assert 2 < (draws[:, 0] - draws[:, 1]).mean() < 4


def test_people_whose_types_do_not_differ_see_no_best_type() -> None:
    """Mean E at most 1 (insights: .88); 300 people put 3 errors of a rate of .5 % at 1.7 %."""
    e_values, claimed = [], 0
    for seed in range(300):
        found = category_effects(*someone(80, seed))
        assert found is not None
        assert found.best is not None
        e_values.append(np.exp(found.log_e))
        claimed += found.log_e >= CLAIM and found.best.stands_out
    assert np.mean(e_values) <= 1.1
    assert claimed / 300 <= 0.005 + 0.012


def test_a_best_type_of_one_sd_is_found_in_half_the_people_at_150_workouts() -> None:
    """Insights: 53 %; of 100 people two errors are 10."""
    found = [category_effects(*someone(150, seed, 1.0)) for seed in range(100)]
    claimed = [
        each.best.category
        for each in found
        if each and each.best and each.best.stands_out and each.log_e >= CLAIM
    ]
    assert len(claimed) >= 43
    assert set(claimed) == {1}


@pytest.mark.parametrize("spread_sd", [0.0, 0.2, 0.4])
def test_intervals_cover_types_that_differ_as_types_do(spread_sd: float) -> None:
    """90 % intervals of 5 types of 150 people, whose effects are dependent: 3 errors are 5 %."""
    covered = []
    for seed in range(150):
        outcome, kind, controls = someone(120, seed)
        truth = 22 * spread_sd * np.random.default_rng(seed + 1_000).standard_normal(5)
        found = category_effects(outcome + truth[kind], kind, controls)
        assert found is not None
        truth -= truth[kind].mean()
        of_type = truth[found.categories]
        covered.append(np.mean((found.low <= of_type) & (of_type <= found.high)))
    # Where types do not differ at all, drawing them together makes the intervals too careful.
    assert 0.90 - 0.05 <= np.mean(covered) <= (1.0 if spread_sd < 0.1 else 0.95)


def test_differences_average_to_the_usual_mixture() -> None:
    found = category_effects(*someone(120, 3, 1.0))
    assert found is not None
    assert found.difference @ found.n_rows == pytest.approx(0, abs=1e-9)
    assert np.all(found.low <= found.difference)
    assert np.all(found.difference <= found.high)


def test_a_rare_category_is_never_best() -> None:
    outcome = np.random.default_rng(0).normal(60, 5, 100)
    kind = np.arange(100) % 2
    kind[:7], outcome[:7] = 2, 95.0
    found = category_effects(outcome, kind, mean_alone(100))
    assert found is not None
    assert found.best is not None
    assert found.best.category != 2
    assert not found.best.stands_out
    kind[7], outcome[7] = 2, 95.0
    found = category_effects(outcome, kind, mean_alone(100))
    assert found is not None
    assert found.best is not None
    assert found.best.category == 2


def test_an_even_number_of_rarities_has_no_best() -> None:
    rng = np.random.default_rng(0)
    found = category_effects(rng.standard_normal(28), np.arange(28) % 4, mean_alone(28))
    assert found is not None
    assert found.best is None


def test_a_confounder_held_equal_is_no_effect() -> None:
    rng = np.random.default_rng(5)
    kind = rng.choice(2, 200)
    strain = 5.0 * kind + rng.standard_normal(200)
    outcome = 60 - 3 * strain + rng.normal(0, 5, 200)
    plain = category_effects(outcome, kind, mean_alone(200))
    fair = category_effects(outcome, kind, held(("strain[t-1]",), strain))
    assert plain is not None
    assert fair is not None
    assert plain.log_e > CLAIM
    assert fair.log_e < 1


def test_scaling_the_outcome_scales_the_differences_alone() -> None:
    outcome, kind, controls = someone(120, 6, 0.5)
    one = category_effects(outcome, kind, controls)
    three = category_effects(3 * outcome + 7, kind, controls)
    assert one is not None
    assert three is not None
    assert three.log_e == pytest.approx(one.log_e)
    assert three.difference == pytest.approx(3 * one.difference)


def test_a_perfect_fit_is_finite() -> None:
    kind = np.arange(60) % 2
    found = category_effects(10 * kind.astype(np.float64), kind, mean_alone(60))
    assert found is not None
    assert found.best is not None
    assert found.best.gap == pytest.approx(10)
    assert np.isfinite(found.log_e)


NOISE = np.random.default_rng(9).standard_normal(40)


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (NOISE, np.zeros(40, dtype=np.int64)),
        (NOISE, np.full(40, -1)),
        (np.full(40, 50.0), np.arange(40) % 2),
        (np.full(40, np.nan), np.arange(40) % 2),
        (NOISE[:13], np.arange(13) % 2),
        (NOISE[:0], np.arange(0)),
    ],
    ids=["one category", "no category", "constant", "missing", "few rows", "no rows"],
)
def test_data_that_compare_nothing_give_none(outcome: Floats, kind: Ordinals) -> None:
    assert category_effects(outcome, kind, mean_alone(len(outcome))) is None


def test_an_ingredient_of_recovery_is_refused() -> None:
    with pytest.raises(LeakedOutcome, match="ln_hrv"):
        category_effects(NOISE, np.arange(40) % 2, held(("ln_hrv[t]",), NOISE))


def test_errors_that_are_not_positive_are_refused() -> None:
    with pytest.raises(ValueError, match="expected all above 0"):
        pooled(np.zeros(2), np.zeros((2, 2)), 1.0)
