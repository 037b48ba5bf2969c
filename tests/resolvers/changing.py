"""Mutations as they are sent, and what is read off their payloads."""

from collections.abc import Mapping

from schema.json_form import Json
from storage import tokens
from tests.owners import NOW, Owner
from tests.resolvers.serving import ADA, Server, Told

ERRORS = "userErrors { field code message }"
READER = Owner("Reader", ADA.person_id, f"Reader-{'0' * 32}")

Input = Mapping[str, Json]


async def change(server: Server, document: str, given: Input, owner: Owner = ADA) -> Told:
    return (await server.ask(document, owner, {"input": dict(given)})).whole()


async def changes_nothing(server: Server, document: str, given: Input, payload: Input) -> None:
    """Send a mutation with a token that may only read, and see it refused."""
    with server.database.write() as session:
        grant = tokens.Grant(scopes=("read",))
        tokens.add(session, ADA.person_id, READER.token, grant, now=NOW)
    before = server.rows("SELECT revision FROM people")
    told = await change(server, document, given, READER)

    assert isinstance(told.data, dict)
    (name,) = told.data
    errors = told.at(f"{name}.userErrors")
    assert told.at(name) == {**payload, "userErrors": errors}
    assert codes(told, name) == [(None, "NOT_ALLOWED")]
    assert server.rows("SELECT revision FROM people") == before


def codes(told: Told, name: str) -> list[tuple[Json, Json]]:
    errors = told.at(f"{name}.userErrors")
    assert isinstance(errors, list)
    return [
        (error["field"], error["code"])
        for error in errors
        if isinstance(error, dict) and error["message"]
    ]
