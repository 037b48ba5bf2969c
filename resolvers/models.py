"""Which stored model may be used, and what an answer says of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import version
from platform import python_version

from ml.insight import AnyInsight
from schema.answer import AnswerModel
from storage import model_versions
from storage.signing import Signer
from storage.tables import ModelVersion

# A model is pickled by these, and may not be read, or not mean the same, under others.
MODEL_LIBRARIES = ("joblib", "numpy", "scikit-learn", "scipy", "statsmodels")


def usable(
    insight: AnyInsight, versions: Sequence[ModelVersion], signer: Signer, now: datetime
) -> ModelVersion | None:
    """Return the live model, if it is genuine, of this code's making, and young enough."""
    live = model_versions.live(versions)
    if live is None or live.data_rewritten or now - live.live_since_at >= insight.model_lifetime:
        return None
    if (live.format, live.libraries) != (insight.model_format, libraries()):
        return None
    return live if model_versions.genuine(live, signer) else None


def described(version: ModelVersion, versions: Iterable[ModelVersion]) -> AnswerModel:
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
    )


@cache
def libraries() -> str:
    """Return the versions of all that a model's bytes depend on, without importing any of it."""
    found = (f"{name} {version(name)}" for name in MODEL_LIBRARIES)
    return ", ".join((f"python {python_version()}", *found))
