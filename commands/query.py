"""query: answer a GraphQL query without a server."""

import asyncio
import json
import logging
from argparse import ArgumentParser, Namespace
from typing import TypedDict

from commands.line import Mistake
from resolvers.application import Application
from resolvers.context import Context
from resolvers.graphql_schema import SCHEMA
from resolvers.watching import logs
from settings import Settings
from storage import people
from storage.access import Access


class Answered(TypedDict, total=False):
    """A GraphQL response."""

    data: dict[str, object] | None
    errors: list[dict[str, object]]


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("document", metavar="GRAPHQL", help="a query, such as '{ me { name } }'")
    parser.add_argument("--person", required=True, metavar="NAME", help="who asks")
    parser.add_argument("--variables", default="{}", metavar="JSON", help="its variables")


def run(given: Namespace, settings: Settings) -> int:
    """Answer it; everything is waited for."""
    try:
        variables = json.loads(given.variables)
    except json.JSONDecodeError as error:
        raise Mistake(f"--variables is no JSON: {error}") from error
    if not isinstance(variables, dict):
        raise Mistake('--variables is no object; give one like {"days": 7}')
    logs.set_up(logging.WARNING)
    answered = asyncio.run(answer(settings, given.person, given.document, variables))
    print(json.dumps(answered, indent=2, ensure_ascii=False))
    return 1 if answered.get("errors") else 0


async def answer(
    settings: Settings, name: str, document: str, variables: dict[str, object]
) -> Answered:
    """Return the response to a document, everything in it computed."""
    application = Application(settings)
    async with application.running():
        try:
            with application.resources.database.read() as session:
                person = people.identity(session, name)
        except people.NoSuchPerson as unknown:
            raise Mistake(f"--person {unknown}") from unknown
        access = Access(person, frozenset({"read", "write"}))
        result = await SCHEMA.execute(
            document,
            variable_values=variables,
            context_value=Context(application, access, deadline=None),
        )
    answered = Answered(data=result.data)
    if result.errors:
        answered["errors"] = [dict(error.formatted) for error in result.errors]
    return answered
