"""Which responses may be sent again: every field of what can be asked is decided here."""

import pytest
from graphql import GraphQLObjectType

from ml.catalogue import BY_STEM
from ml.history import empty
from resolvers.asked import Asked
from resolvers.composing import Circumstances, by_rule, compose
from resolvers.context import Context
from resolvers.graphql_schema import SCHEMA
from resolvers.http.lasting import Lasting
from schema.answer import CaveatCode, Standing
from storage.access import Access, Identity
from tests.owners import NOW
from tests.resolvers.serving import ADA, Server

pytestmark = pytest.mark.anyio

# Whatever changes them moves the revision of the person, or is another code.
LASTING = {
    "me { id }",
    "me { name }",
    "me { timezone }",
    "me { revision }",
    "me { exportPath }",
    "me { days { nodes { id } } }",
    "me { workouts { nodes { id } } }",
    "me { journal { nodes { id } } }",
    "me { plans { id } }",
    "me { goals { id } }",
    "me { consents { id } }",
    "me { experiments { id } }",
    "me { insights { asOf } }",
    "server { version }",
    "server { codeVersion }",
    "server { libraries }",
    "server { insights { field } }",
}
# A fit, an import of nothing new, the use by others and another host change these, and move no
# revision.
PASSING = {
    "me { agreements { version } }",
    "me { models { id } }",
    "me { imports { id } }",
    "me { suggestions { nodes { id } } }",
    'node(id: "UGVyc29uOjE=") { id }',
    "server { adoption { people } }",
    "server { durability { state } }",
}


SHE = Identity(ADA.person_id, ADA.name, None, 1)


async def lasting(server: Server, document: str, *scopes: str) -> Context:
    context = Context(server.application, Access(SHE, frozenset(scopes)), None)
    await SCHEMA.execute(document, context_value=context)
    return context


@pytest.mark.parametrize("selection", sorted(LASTING | PASSING))
async def test_a_response_lasts_if_all_of_it_does(unchanged: Server, selection: str) -> None:
    context = await lasting(unchanged, f"{{ {selection} }}", "read", "admin")
    assert context.lasting.whole
    assert context.lasting.lasts is (selection in LASTING)
    context = await lasting(unchanged, f"{{ a: {selection} me {{ models {{ id }} }} }}", "read")
    assert not context.lasting.lasts


@pytest.mark.parametrize("caveats", [(), (CaveatCode.NOT_KEPT,)])
def test_what_was_not_kept_is_not_sent_again(caveats: tuple[CaveatCode, ...]) -> None:
    insight, nothing = BY_STEM["recommendations"], empty()
    told = by_rule(insight, nothing, insight.arguments())
    answer = compose(insight, told, nothing, Circumstances(Standing.READY, NOW, caveats=caveats))
    response = Lasting(whole=True)
    response.rest_on(Asked(insight, insight.arguments(), None).question, answer)

    assert response.lasts is (caveats == ())


@pytest.mark.parametrize("kind", ["Query", "Person", "Server"])
def test_every_field_is_decided(kind: str) -> None:
    inside = {"Person": "me { ", "Server": "server { "}.get(kind, "")
    decided = {
        selection.removeprefix(inside).split()[0].split("(")[0]
        for selection in LASTING | PASSING
        if selection.startswith(inside)
    }
    known = SCHEMA.schema_converter.type_map[kind].implementation
    assert isinstance(known, GraphQLObjectType)
    assert decided == set(known.fields)


@pytest.mark.parametrize(
    "document",
    [
        "{ me",
        "{ nothing }",
        "{ me { days(first: 0) { nodes { id } } } }",
        'mutation { goalClear(input: {id: "x"}) { userErrors { code } } }',
    ],
)
async def test_errors_and_mutations_never_last(unchanged: Server, document: str) -> None:
    context = await lasting(unchanged, document, "read")
    assert not context.lasting.lasts
    assert not (await lasting(unchanged, document, "read", "write")).lasting.lasts


async def test_a_response_lasts_as_long_as_the_first_of_its_insights(server: Server) -> None:
    fields = "sleepSummary { standing } habitImpact { standing }"
    context = await lasting(server, f"{{ me {{ insights {{ {fields} }} }} }}", "read")

    assert context.lasting.lasts
    ((first,),) = server.rows("SELECT min(expires_at) FROM answers")
    assert context.lasting.expires_at is not None
    assert int(context.lasting.expires_at.timestamp()) == first
    insights = {question.insight for question in context.lasting.questions}
    assert insights == {"sleep_summary", "habit_impact"}


async def test_what_is_still_being_learned_does_not_last(unchanged: Server) -> None:
    access = Access(SHE, frozenset({"read"}))
    context = Context(unchanged.application, access, deadline=0.0)
    await SCHEMA.execute("{ me { insights { sleepSummary { standing } } } }", context_value=context)

    assert context.lasting.whole
    assert not context.lasting.lasts
