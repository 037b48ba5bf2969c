"""The root of queries."""

from typing import Annotated

import strawberry

from resolvers import nodes
from resolvers.context import Info
from resolvers.person import Person, person, reading
from resolvers.server import Server, server
from schema.node import Node


@strawberry.type(description="What can be asked.")
class Query:
    """What can be asked."""

    @strawberry.field(description="The person whom the token belongs to; null once forgotten.")
    def me(self, info: Info) -> Person | None:
        return person(info.context.access.person)

    @strawberry.field(description="Anything by its id; null where it is not there or not yours.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],  # noqa: A002  GraphQL's own name
    ) -> Node | None:
        person_id = info.context.person_id
        return await reading(info, lambda session: nodes.find(session, person_id, id))

    @strawberry.field(description="The server.")
    def server(self) -> Server:
        return server()
