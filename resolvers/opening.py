"""Opening the application behind the front door."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.types import ASGIApp, Receive, Scope, Send

from resolvers.application import Application
from resolvers.front.counts import Counts
from resolvers.http.routes import create_app
from settings import Settings
from storage import access, people, tokens
from storage.chosen import agreements
from storage.databases.database import Database
from storage.door.response_lookup import Served

SETTING_LABEL = "ATTUNE_TOKEN"


class Opened:
    """The application as the front door knows it."""

    def __init__(self, application: Application) -> None:
        """Serve an application."""
        self._application = application
        self._app: ASGIApp = create_app(application)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        await self._app(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Serve until the end of the block."""
        async with self._application.running():
            yield

    def note(self, served: Served) -> None:
        """Count what the door has answered."""
        self._application.usage.note_served(served)


def opened(settings: Settings, counts: Counts) -> Opened:
    """Return the application, with the first person of the settings."""
    application = Application(settings, counts)
    if settings.first_token:
        database = application.resources.database
        make_first_person(database, settings.first_token, datetime.now(UTC))
    return Opened(application)


def make_first_person(database: Database, token: str, now: datetime) -> None:
    """Add a person with the token of the settings, unless it is known."""
    with database.look() as connection:
        if access.is_known(connection, token):
            return  # even where nothing can be written
    with database.write() as session:
        if not access.is_known(session.connection(), token):
            # A host without a shell has no other way to take the last one out of force.
            tokens.revoke_labelled(session, SETTING_LABEL, now)
            person_id = people.named_or_added(session, people.FIRST, now=now)
            agreements.note(session, person_id, agreements.Way.SETTING, now=now)
            tokens.add(session, person_id, token, tokens.Grant(label=SETTING_LABEL), now=now)
