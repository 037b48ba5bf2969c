"""Asking an insight as the server's child process does, with what it builds on asked first."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from ml.catalogue import BY_STEM
from ml.conclusion import AnyConclusion, dump, load
from ml.history import History, decode, encode
from ml.task import Outcome, Task, run
from schema.arguments import read

NO_ARGUMENTS = "{}"


@dataclass(frozen=True)
class Answered:
    """What a task found; `text` is the conclusion as it crosses processes."""

    conclusion: AnyConclusion | None
    text: str | None
    headline: str
    model: bytes | None


def ask(
    stem: str,
    history: History,
    arguments: str = NO_ARGUMENTS,
    *,
    as_of: date | None = None,
    model: bytes | None = None,
) -> Answered:
    """Return what one insight says of a history."""
    return ask_blob(stem, encode(history), arguments, as_of=as_of, model=model)


def ask_blob(
    stem: str,
    blob: bytes,
    arguments: str = NO_ARGUMENTS,
    *,
    as_of: date | None = None,
    model: bytes | None = None,
) -> Answered:
    used = {name: _used(name, blob, as_of) for name in BY_STEM[stem].uses}
    outcome = run(Task(stem, blob, as_of, arguments, used, model))
    return Answered(
        conclusion=_conclusion(stem, outcome),
        text=outcome.conclusion,
        headline=outcome.headline,
        model=outcome.model.blob if outcome.model else None,
    )


def finding(answered: Answered) -> object:
    """Return the finding of an answer that has one."""
    assert answered.conclusion is not None
    assert answered.conclusion.finding is not None
    return answered.conclusion.finding


def ruled(stem: str, history: History) -> AnyConclusion:
    """Return what the rule says, without arguments."""
    insight = BY_STEM[stem]
    return insight.rule(history, read(insight.arguments, NO_ARGUMENTS))


# The tests of what builds on another ask of the same histories; that the other says the same each
# time is tested of itself.
@cache
def _used(stem: str, blob: bytes, as_of: date | None) -> str:
    answered = ask_blob(stem, blob, as_of=as_of)
    if answered.text is not None:
        return answered.text
    history = decode(blob)
    return dump(ruled(stem, history if as_of is None else history.until(as_of)))


def _conclusion(stem: str, outcome: Outcome) -> AnyConclusion | None:
    if outcome.conclusion is None:
        return None
    return load(BY_STEM[stem].finding, outcome.conclusion)
