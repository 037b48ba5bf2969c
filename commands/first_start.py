"""What a first start makes where nobody set anything: a signing key, and a token, shown once."""

import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

from settings import Settings
from storage import people, tokens
from storage.chosen import agreements
from storage.computed.signing import keys_of
from storage.databases.database import Database


def prepared(settings: Settings) -> Settings:
    """Return the settings with a key of the data folder, having let somebody in."""
    if not settings.first_token:
        _let_in(settings)
    return replace(settings, signing_keys=keys_of(settings.data_folder, settings.signing_keys))


def _let_in(settings: Settings) -> None:
    token, now = tokens.new_token(), datetime.now(UTC)
    with closing(Database(settings)) as database:
        with database.read() as session:
            if tokens.any_in_force(session, now):
                return
        with database.write() as session:
            person_id = people.named_or_added(session, people.FIRST, now=now)
            agreements.note(session, person_id, agreements.Way.FIRST_START, now=now)
            tokens.add(session, person_id, token, tokens.Grant(label="first start"), now=now)
    print(f"nobody could come in; this token is shown only now: {token}", file=sys.stderr)
    print(agreements.TEXTS[agreements.CURRENT], file=sys.stderr)
