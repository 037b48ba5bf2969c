"""The running application: everything that lives from start to stop."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from ml.catalogue import BY_STEM
from resolvers.asked import Asked
from resolvers.background import Background
from resolvers.computing.child import Child
from resolvers.computing.cluster import Cluster
from resolvers.computing.compute import Compute
from resolvers.computing.fit_budget import FitBudget
from resolvers.computing.leasing import Leases
from resolvers.documents.manifests import registered
from resolvers.documents.persisted import PersistedDocuments
from resolvers.front.counts import Counts
from resolvers.http.responses import Responses
from resolvers.lazy_path import LazyPath
from resolvers.offload import Offload
from resolvers.resources import Resources
from resolvers.retention import keep_pruning
from resolvers.watching.spans import spans_of
from resolvers.watching.usage import UsageCounts
from settings import Settings
from storage.computed import answers
from storage.computed.signing import Signer, keys_of
from storage.databases.database import Database

# Two reads and a history; of the ten seconds of an end five are the child process's.
REFRESHING_SECONDS = 1.0


class Application:
    """Holds the resources and the lazy path; open it with `running`."""

    def __init__(
        self, settings: Settings, counts: Counts | None = None, compute: Compute | None = None
    ) -> None:
        """Open the database and read the keys; no process is started yet."""
        self.settings = settings
        self.counts = counts or Counts()
        keys = keys_of(settings.data_folder, settings.signing_keys)
        database = Database(settings)
        offload = Offload(database.writers)
        self.resources = Resources(
            database=database,
            child=compute or computing_of(settings, self.counts),
            signer=Signer(keys),
            offload=offload,
            leases=Leases(database, offload),
            budget=FitBudget(settings.fit_budget, settings.fit_limit),
            spans=spans_of(settings),
        )
        self.usage = UsageCounts(self.resources)
        self.path = LazyPath(self.resources, self.usage)
        self.responses = Responses(self.resources)
        self.documents = PersistedDocuments(
            registered(settings.documents), only_registered=settings.only_registered
        )
        self._refreshing = Background("what was asked for is not refreshed")

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Serve until the end of the block, then end every process and close the database."""
        keeping = Background("what is done in the background has ended")
        keeping.begin(self.usage.keep_writing())
        if (days := self.settings.keep_days) is not None:
            keeping.begin(keep_pruning(self.resources, days, self.refresh_later))
        try:
            yield
        finally:
            await keeping.finish(0)
            await self._refreshing.finish(REFRESHING_SECONDS)
            await self.path.stop()
            await self.resources.leases.stop()
            await self.resources.child.stop()
            await self.responses.settled()
            await self.usage.write()
            await asyncio.to_thread(self.resources.spans.stop)
            await self.resources.offload.end(self.resources.database.close)

    async def refresh_asked(self, person_id: int) -> None:
        """Begin computing anew what the person has been asking for."""
        database, now = self.resources.database, self.resources.clock()

        def asked_for() -> list[str]:
            with database.read() as session:
                return answers.asked_for(session, person_id, now)

        stems = await self.resources.offload.read(asked_for)
        insights = [BY_STEM[stem] for stem in stems if stem in BY_STEM]
        await self.path.refresh(
            person_id, [Asked(insight, insight.arguments(), None) for insight in insights]
        )

    def refresh_later(self, person_id: int) -> None:
        """Do `refresh_asked` in the background."""
        self._refreshing.begin(self.refresh_asked(person_id))


def computing_of(settings: Settings, counts: Counts) -> Compute:
    """Return where the settings have insights computed."""
    if settings.scheduler:
        return Cluster(settings.scheduler, counts)
    return Child(settings.fit_limit, counts)
