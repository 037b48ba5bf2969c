"""Contextual advice: which of six actions goes with the best next morning, as things stand today.

A linear model of what each action gains: its own effect, established in this person or known of
people, and how it differs with the day. The differences are learned from own nights, with the
effects themselves taken out of them so that nothing counts twice, and from answers to earlier
advice. One action is drawn with a known chance (E7), within the rules of restraint.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ml.choices import Suggested
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.advice_days import advice_days
from ml.engines.advice_effects import ActionEffect, action_effects
from ml.engines.advice_learning import Learned, learned, prior, seen_by
from ml.engines.advice_log import Logged, answered, described, made, row
from ml.engines.advice_value import value_of_the_best
from ml.engines.arrays import Flags, Floats
from ml.engines.bandit import Choice, choose, seed_of
from ml.engines.effect import NORMAL_90
from ml.engines.linear_posterior import Gaussian, evidence_of, posterior
from ml.engines.off_policy import PolicyValue
from ml.history import History
from ml.insight import Fitted
from ml.insights.contextual_advice import (
    CAVEATS,
    FEWEST_ANSWERED,
    INSIGHT,
    generally,
    refused,
    sentence,
    unanswered,
)
from ml.insights.strain_tolerance import POPULATION_SLOPE
from ml.noticed import noticed
from ml.possible_actions import EASIER_STRAIN, Possible, possible_actions, rest_is_due
from ml.state import State, state
from ml.suggesting import CERTAIN, key, suggestion_id, written
from ml.wording import between, signed
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.contextual_advice import (
    AdviceAction,
    AdviceEvidence,
    AdviceOption,
    AdviceRecord,
    AdviceValue,
    ContextualAdvice,
)
from schema.interval import Interval
from schema.recovery_prediction import RecoveryPrediction

# What is worse than the best by more than a point of recovery is not tried.
NEAR_POINTS = 1.0
STEM = INSIGHT.stem


def fit(history: History) -> Fitted:
    """Learn how what each action goes with differs with the day.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values; `rows` are the nights compared.

    Raises
    ------
    TooLittleData
        Where too few nights can be compared, or recovery does not vary.
    """
    model = learned(advice_days(history), answered(history, STEM))
    return Fitted(dict(model), "linear posterior of gains", model["n_nights"])


def infer(
    model: Learned,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[ContextualAdvice]:
    """Say which action goes with the best next morning.

    Parameters
    ----------
    model
        What `fit` found.
    history
        A person's history.
    used
        The conclusions of the insights that test effects, of the prediction and of the watches.
    arguments
        None.

    Returns
    -------
    Conclusion
        With the suggestion to be written down. Without any effect that is ESTABLISHED the
        general rules decide.
    """
    del arguments
    now, effects = state(history), action_effects(used)
    if now is not None:
        now = replace(now, noticed=noticed(used))
    finding = generally(history, now)
    if now is None:
        return Conclusion(finding, Basis.RULE, caveats=CAVEATS)
    forecast: RecoveryPrediction | None = used["recovery_prediction"].finding
    finding = replace(
        finding,
        expected_recovery_percent=forecast.recovery_percent if forecast else None,
        nights=model["n_nights"],
        record=record(model, made(history, STEM, now.on), effects),
    )
    today = _today(model, history, now, effects)
    choice = None
    if any(effect.evidence is AdviceEvidence.OWN for effect in effects.values()):
        choice = choose(
            today.reward, today.allowed, NEAR_POINTS, seed_of(history.choices.person, STEM, now.on)
        )
    if choice is not None:
        finding = _told(finding, now, today, choice)
    suggested = _suggested(finding, now, today, choice)
    return Conclusion(
        replace(finding, suggestion_id=suggestion_id(suggested)),
        Basis.RULE if choice is None else Basis.OWN_DATA,
        caveats=CAVEATS if choice is None else (CaveatCode.OBSERVED, *CAVEATS),
        suggestions=(suggested,),
    )


def record(
    model: Learned, suggestions: int, effects: Mapping[AdviceAction, ActionEffect]
) -> AdviceRecord:
    """Return what became of earlier advice, with its value where enough is known of it.

    Parameters
    ----------
    model
        What `fit` found.
    suggestions
        How many were made.
    effects
        Of each action, before any answer.
    """
    log = model["log"]
    told = unanswered(suggestions, len(log))
    if log:
        followed = sum(each["followed"] for each in log) / len(log)
        told = replace(told, followed_share=round(followed, 3))
    if len(log) < FEWEST_ANSWERED:
        return told

    def coefficients(places: Sequence[int]) -> Floats:
        return _posterior(model, effects, places).mean

    normalised, robust = value_of_the_best(log, np.array(model["gained"]), coefficients)
    value = AdviceValue(
        self_normalised_points=round(normalised.estimate, 2) if normalised else None,
        self_normalised_interval90=_interval(normalised) if normalised else None,
        doubly_robust_points=round(robust.estimate, 2),
        doubly_robust_interval90=_interval(robust),
    )
    between_ends = between(value.doubly_robust_interval90)
    return replace(
        told,
        value=value,
        text=f"By {len(log)} answers, always taking the best action so far goes with "
        f"{signed(value.doubly_robust_points)} points a day (90 % interval {between_ends}; doubly "
        "robust).",
    )


@dataclass(frozen=True, eq=False)
class _Today:
    """What is possible on the day: gains, and draws of rewards, one column an action."""

    possible: Mapping[AdviceAction, Possible]
    context: list[float]
    given_up: list[float]
    gain: Gaussian
    reward: Floats
    allowed: Flags
    evidence: list[AdviceEvidence]


def _today(
    model: Learned,
    history: History,
    now: State,
    effects: Mapping[AdviceAction, ActionEffect],
) -> _Today:
    context = (advice_days(history).context[-1] - np.array(model["centre"])).tolist()
    possible = possible_actions(history, now)
    rows = np.array([row(action.name, possible[action].size, context) for action in AdviceAction])
    given_up = [_given_up(action, possible[action], now) for action in AdviceAction]
    gain = _posterior(model, effects, range(len(model["log"]))).through(rows)
    return _Today(
        possible=possible,
        context=context,
        given_up=given_up,
        gain=gain,
        reward=gain.draws() - np.array(given_up),
        allowed=np.array([possible[action].refusal is None for action in AdviceAction]),
        evidence=[
            effects[action].evidence if action in effects else AdviceEvidence.POPULATION
            for action in AdviceAction
        ],
    )


def _posterior(
    model: Learned, effects: Mapping[AdviceAction, ActionEffect], places: Sequence[int]
) -> Gaussian:
    """Return the coefficients after own nights and some of the answers."""
    seen = seen_by(model)
    answers = [model["log"][place] for place in places]
    if answers:
        rows = np.array([_followed(each) for each in answers])
        seen += evidence_of(rows, np.array([model["gained"][place] for place in places]))
    return posterior(prior(effects), seen, model["noise_variance"])


def _followed(each: Logged) -> Floats:
    """Return the row of a suggestion, as far as it was followed."""
    size = each["sizes"][[action.name for action in AdviceAction].index(each["action"])]
    return row(each["action"], size * each["followed"], each["context"])


def _given_up(action: AdviceAction, possible: Possible, now: State) -> float:
    """Return what training that is left out is worth: what it usually costs, unless rest is due."""
    if action is not AdviceAction.EASY_DAY or rest_is_due(now):
        return 0.0
    return -POPULATION_SLOPE * EASIER_STRAIN * possible.size


def _told(finding: ContextualAdvice, now: State, today: _Today, choice: Choice) -> ContextualAdvice:
    actions = list(AdviceAction)
    order = np.argsort(-today.reward.mean(0), kind="stable").tolist()
    options = {place: _option(today, choice, place) for place in order if today.allowed[place]}
    chosen = options[choice.chosen]
    return replace(
        finding,
        action=actions[choice.chosen],
        text=sentence(now, chosen, finding.nights, explored=choice.explored),
        evidence=chosen.evidence,
        explored=choice.explored,
        options=list(options.values()),
        refused=refused(today.possible),
    )


def _option(today: _Today, choice: Choice, place: int) -> AdviceOption:
    gain, half = float(today.gain.mean[place]), NORMAL_90 * float(today.gain.sd[place])
    return AdviceOption(
        action=list(AdviceAction)[place],
        evidence=today.evidence[place],
        gain_points=round(gain, 2),
        gain_interval90=Interval(low=round(gain - half, 2), high=round(gain + half, 2)),
        given_up_points=round(today.given_up[place], 2),
        best_probability=round(float(choice.best_probability[place]), 2),
    )


def _suggested(
    finding: ContextualAdvice, now: State, today: _Today, choice: Choice | None
) -> Suggested:
    sizes = [
        each.size if each.refusal is None else float("nan") for each in today.possible.values()
    ]
    return Suggested(
        key=key(STEM, now.on, finding.action.name),
        action=finding.action.name,
        text=finding.text,
        context=written(described(today.context, sizes, today.given_up)),
        propensity=CERTAIN if choice is None else float(choice.propensity[choice.chosen]),
        variant=None,
    )


def _interval(value: PolicyValue) -> Interval:
    return Interval(low=round(value.low, 2), high=round(value.high, 2))
