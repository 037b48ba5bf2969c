"""The running application: everything that lives from start to stop."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from ml.catalogue import BY_STEM
from resolvers.asked import Asked
from resolvers.child import Child
from resolvers.cluster import Cluster
from resolvers.computing import Compute
from resolvers.counts import Counts
from resolvers.lazy_path import LazyPath
from resolvers.leasing import Leases
from resolvers.manifests import registered
from resolvers.offload import Offload
from resolvers.persisted_documents import PersistedDocuments
from resolvers.resources import Resources
from resolvers.responses import Responses
from resolvers.spans import spans_of
from resolvers.usage import UsageCounts
from settings import Settings
from storage import answers
from storage.database import Database
from storage.signing import Signer, keys_of


class Application:
    """Holds the resources and the lazy path; open it with `running`."""

    def __init__(
        self, settings: Settings, counts: Counts | None = None, compute: Compute | None = None
    ) -> None:
        """Open the database and read the keys; no process is started yet."""
        self.settings = settings
        self.counts = counts or Counts()
        keys = keys_of(settings.data_folder, settings.signing_keys)
        database, offload = Database(settings), Offload()
        self.resources = Resources(
            database=database,
            child=compute or computing_of(settings, self.counts),
            signer=Signer(keys),
            offload=offload,
            leases=Leases(database, offload),
            spans=spans_of(settings),
        )
        self.usage = UsageCounts(self.resources)
        self.path = LazyPath(self.resources, self.usage)
        self.responses = Responses(self.resources)
        self.documents = PersistedDocuments(
            registered(settings.documents), only_registered=settings.only_registered
        )
        self._background: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Serve until the end of the block, then end every process and close the database."""
        writing = asyncio.create_task(self.usage.keep_writing())
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await self.path.stop()
            await self.resources.leases.stop()
            await self.resources.child.stop()
            await self.responses.stop()
            await self.usage.write()
            await asyncio.to_thread(self.resources.spans.stop)
            await self.resources.offload.write(self.resources.database.close)

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
        refreshing = asyncio.create_task(self.refresh_asked(person_id))
        self._background.add(refreshing)
        refreshing.add_done_callback(self._background.discard)


def computing_of(settings: Settings, counts: Counts) -> Compute:
    """Return where the settings have insights computed."""
    if settings.scheduler:
        return Cluster(settings.scheduler, counts)
    return Child(settings.fit_limit, counts)
