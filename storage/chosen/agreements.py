"""What whoever adds a person states of them: that they know what is kept, and agree to it."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from sqlmodel import Session, col, select

from storage.choice_tables import Agreement

# What was once agreed to stays as it was: a change of the words is a version more.
TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "1": "This server keeps the person's wearable data, journal answers and choices, and "
        "models and findings that are computed of them, until they are deleted. Whoever runs the "
        "server, or has its disk or backups, can read them. The person can take everything along "
        "(export) and have everything deleted (forget) at any time. It is no medical device. "
        "Whoever adds a person states that the person knows this and agrees."
    }
)
CURRENT = "1"


class Way(Enum):
    """How a person was added: in each case by whoever runs the server, and not by themselves."""

    COMMAND = "`person add`, which shows the text"
    SETTING = "the first token of the settings"
    FIRST_START = "`serve --prepare`, which shows the text"
    DEMO = "the demo, whose person is simulated"


def note(session: Session, person_id: int, way: Way, *, now: datetime) -> None:
    """Keep that the text was agreed to, unless that is known of it."""
    known = session.exec(
        select(Agreement.id).where(Agreement.person_id == person_id, Agreement.version == CURRENT)
    ).first()
    if known is None:
        session.add(Agreement(person_id=person_id, agreed_at=now, version=CURRENT, act=way.name))
        session.flush()


def of_person(session: Session, person_id: int) -> list[Agreement]:
    """Return what was agreed to, the first first."""
    rows = select(Agreement).where(Agreement.person_id == person_id)
    return list(session.exec(rows.order_by(col(Agreement.agreed_at), col(Agreement.id))))
