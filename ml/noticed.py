"""Noticed: what the watches have to say that advice must know of."""

from collections.abc import Mapping

from ml.conclusion import AnyConclusion
from schema.burnout_watch import BurnoutWatch, LowState
from schema.recovery_anomaly import NightState, RecoveryAnomaly

WATCHES = ("recovery_anomaly", "burnout_watch")
UNUSUAL = {NightState.UNUSUAL, NightState.STRONGLY_UNUSUAL}


def noticed(used: Mapping[str, AnyConclusion]) -> str | None:
    """Return what asks for an easy day, as the end of a sentence; None where nothing does.

    Parameters
    ----------
    used
        The conclusions of the `WATCHES`, by stem.
    """
    night: RecoveryAnomaly | None = used["recovery_anomaly"].finding
    if night is not None and night.state in UNUSUAL:
        return "your last night was unusual for you, towards strain"
    nights: BurnoutWatch | None = used["burnout_watch"].finding
    if nights is not None and nights.state is LowState.SUSTAINED_LOW:
        return "your nights have stayed lower than usual"
    return None
