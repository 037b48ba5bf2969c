"""Which stored model may be used, and what an answer says of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from platform import python_version
from typing import TYPE_CHECKING

from ml.insight import AnyInsight
from schema.answer import AnswerContest, AnswerModel
from storage.computed import model_versions
from storage.computed.signing import Signer

if TYPE_CHECKING:
    from storage.tables import ModelVersion

log = logging.getLogger("attune.models")

# A model is pickled by these, and may not be read, or not mean the same, under others.
# A pickle with packed columns, within a joblib file, signed with when it went live.
BLOB_FORMAT = 4
MODEL_LIBRARIES = ("joblib", "numpy", "scikit-learn", "scipy", "statsmodels")


def usable(
    insight: AnyInsight, versions: Sequence[ModelVersion], signer: Signer, now: datetime
) -> ModelVersion | None:
    """Return the live model, if it is genuine, of this code's making, and young enough."""
    live = model_versions.live(versions)
    if live is None or live.data_rewritten or model_versions.is_of_the_future(live, now):
        return None
    if now - live.live_since_at >= insight.model_lifetime:
        return None
    if not _of_this_code(insight, live):
        log.info("a model of other code is not used", extra={"insight": live.insight})
        return None
    return live if model_versions.genuine(live, signer) else None


def kept(
    insight: AnyInsight, versions: Sequence[ModelVersion], signer: Signer
) -> tuple[bytes, date] | None:
    """Return the newest fit that the next one may go on from, and the day up to which it holds."""
    mine = [row for row in versions if _of_this_code(insight, row)]
    newest = max(mine, key=lambda row: row.number, default=None)
    if newest is None or not insight.continues or not model_versions.genuine(newest, signer):
        return None
    rewritten = newest.rewritten_from_on
    through_on = newest.fitted_through_on
    return newest.blob, min(through_on, rewritten - timedelta(days=1)) if rewritten else through_on


def _of_this_code(insight: AnyInsight, row: ModelVersion) -> bool:
    return (row.format, row.libraries) == (insight.model_format, libraries())


def described(
    version: ModelVersion, versions: Iterable[ModelVersion], contest: AnswerContest | None
) -> AnswerModel:
    """Return what an answer says of its model."""
    others = [other.number for other in versions if other.number != version.number]
    return AnswerModel(
        number=version.number,
        algorithm=version.algorithm,
        rows=version.rows,
        fitted_at=version.fitted_at,
        fitted_through_on=version.fitted_through_on,
        previous=max(others, default=None),
        rolled_back=version.rolled_back,
        contest=contest,
    )


@cache
def libraries() -> str:
    """Return the versions of all that a model's bytes depend on, without importing any of it."""
    found = (f"{name} {version(name)}" for name in MODEL_LIBRARIES)
    return ", ".join((f"blob {BLOB_FORMAT}", f"python {python_version()}", *found))
