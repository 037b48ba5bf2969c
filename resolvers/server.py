"""The type `Server`: what the server says of itself, and to an administrator of its use."""

import strawberry

from ml.catalogue import CATALOGUE
from resolvers.answer_types import camel
from resolvers.code_version import code_version
from resolvers.computing.models import libraries
from resolvers.context import Info
from resolvers.person import reading
from resolvers.version import VERSION
from resolvers.watching import adoption
from schema.adoption import Adoption
from schema.server import Durability, DurabilityState, InsightDescription
from storage.databases.durability import ADVICE, is_ephemeral


@strawberry.type(description="The server.")
class Server:
    """The server."""

    version: str = strawberry.field(description="Version of the program.")
    code_version: str = strawberry.field(
        description="Digest of the code that findings come from; a new one computes them anew."
    )
    libraries: str = strawberry.field(description="Versions of the libraries that fit models.")
    insights: list[InsightDescription] = strawberry.field(description="What it can tell.")

    @strawberry.field(
        description="How it is used. For tokens with the scope admin; null for all others."
    )
    async def adoption(self, info: Info) -> Adoption | None:
        if "admin" not in info.context.access.scopes:
            return None
        now = info.context.application.resources.clock()
        return await reading(info, lambda session: adoption.measured(session, now))

    @strawberry.field(description="Whether what is kept outlasts a restart.")
    def durability(self, info: Info) -> Durability:
        # The same database may be served next by a host that keeps it, or by one that does not.
        info.context.lasting.by_revision = False
        if is_ephemeral(info.context.application.settings):
            return Durability(state=DurabilityState.EPHEMERAL, advice=ADVICE)
        return Durability(state=DurabilityState.DURABLE, advice=None)


def server() -> Server:
    """Return what the server says of itself."""
    return Server(
        version=VERSION,
        code_version=code_version(),
        libraries=libraries(),
        insights=[
            InsightDescription(
                field=camel(insight.stem),
                about=insight.about,
                need=insight.need,
                unit=insight.unit,
                learned=insight.learned,
                uses=[camel(stem) for stem in insight.uses],
                error_budget=insight.error_budget,
            )
            for insight in CATALOGUE
        ],
    )
