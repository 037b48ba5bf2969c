"""Who is turned back at the gate of a real server, and what every answer carries."""

import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count

import httpx
import pytest

from tests.deploy.blueprint import variables
from tests.deploy.test_blueprint import FREE, service_of
from tests.leaving_out import do_without
from tests.processes.household import Household
from tests.processes.serving import Serving, eventually, serving

ME = {"query": "{ me { name } }"}
APP = "https://app.example.org"
PROXY_NAME = "attune.example.org"
REQUESTS, STRANGERS = 40, 10
# As at Render, but for this machine in the place of Render's own proxy.
PROXIES = f"127.0.0.1, {variables(service_of(FREE))['FORWARDED_ALLOW_IPS']['value']}"
CLOUDFLARE = "104.22.17.40"
SETTINGS = {
    "ATTUNE_ORIGINS": APP,
    "ATTUNE_HOSTS": PROXY_NAME,
    "ATTUNE_REQUESTS_A_MINUTE": str(REQUESTS),
    "ATTUNE_STRANGERS_A_MINUTE": str(STRANGERS),
    "FORWARDED_ALLOW_IPS": PROXIES,
}


class Place:
    """A server whose limits are low; each test asks from an address of its own."""

    def __init__(self, server: Serving, household: Household) -> None:
        self.server = server
        self.household = household
        self._addresses = iter(range(1, 250))

    def client(self, token: str = "", **headers: str) -> httpx.Client:
        client = self.server.client(token)
        client.headers["X-Forwarded-For"] = f"192.0.2.{next(self._addresses)}"
        client.headers.update(headers)
        return client

    def stranger(self) -> httpx.Client:
        """Return one who tries another token each time, of which none is known."""
        guesses = (f"wrong-{number}" for number in count())

        def guess(request: httpx.Request) -> None:
            request.headers.setdefault("Authorization", f"Bearer {next(guesses)}")

        client = self.client()
        client.event_hooks = {"request": [guess]}
        return client


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("gate") / "data"
    with serving(data, **SETTINGS) as server:
        yield Place(server, Household(data))


def refused_at_last(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Ask until it is too often; on a busy machine some comes back meanwhile."""

    def look() -> httpx.Response | None:
        told = ask()
        return told if told.status_code == 429 else None

    return eventually(look, lambda: ask().text)


def stored(client: httpx.Client) -> httpx.Response:
    """Ask until the door answers."""

    def look() -> httpx.Response | None:
        told = client.post("/graphql", json=ME)
        return told if told.headers.get("x-attune-answer") == "stored" else None

    return eventually(look, lambda: client.post("/graphql", json=ME).text)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", "", "[::]"],
)
@pytest.mark.parametrize("path", ["/graphql", "/graphiql", "/healthz", "/import", "/"])
def test_a_foreign_host_is_told_nothing(place: Place, host: str, path: str) -> None:
    token = place.household.add(f"Ada of {host} at {path}")
    with place.client(token) as client:
        if path == "/graphql":
            stored(client)
        told = client.request(
            "POST" if path in {"/graphql", "/import"} else "GET",
            path,
            json=ME,
            headers={"Host": host},
        )
    assert told.status_code == 421
    assert list(told.json()) == ["errors"]
    assert "Ada" not in told.text
    assert "x-attune-answer" not in told.headers


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:80", PROXY_NAME])
def test_ones_own_names_lead_in(place: Place, host: str) -> None:
    with place.client(Host=host) as client:
        assert client.get("/healthz").status_code == 200


def test_a_listed_origin_may_ask(place: Place) -> None:
    token = place.household.add("Bo")
    first = {"Origin": APP, "Access-Control-Request-Method": "POST"}
    with place.client(token) as client:
        before = client.options("/graphql", headers=first)
        told = [
            stored(client),
            client.post("/graphql", json=ME, headers={"Origin": APP}),
            client.post("/graphql", json={"query": "{ me { id } }"}, headers={"Origin": APP}),
        ]
    assert (before.status_code, before.content) == (204, b"")
    assert before.headers["access-control-allow-origin"] == APP
    assert before.headers["access-control-allow-methods"] == "GET, POST"
    assert "Authorization" in before.headers["access-control-allow-headers"]
    assert [each.headers.get("access-control-allow-origin") for each in told] == [None, APP, APP]
    for each in (before, *told):
        assert each.headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in each.headers


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", f"{APP}.evil.example", f"{APP}:444", "http://app.example.org"],
)
def test_any_other_origin_may_not(place: Place, origin: str) -> None:
    token = place.household.add(f"Cy of {origin}")
    first = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    with place.client() as client:
        answers = [
            client.options("/graphql", headers=first),
            client.post("/graphql", json=ME, headers={"Origin": origin}),
        ]
        client.headers["Authorization"] = f"Bearer {token}"
        answers.append(client.post("/graphql", json=ME, headers={"Origin": origin}))
    # What a page can send without asking first has no token, and so changes nothing.
    assert [each.status_code for each in answers] == [401, 401, 200]
    for each in answers:
        assert not [name for name in each.headers if name.startswith("access-control")]


PATHS = ("/healthz", "/readyz", "/", "/graphiql", "/graphiql/assets/none", "/graphql", "/nowhere")


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_carries_what_keeps_it(
    place: Place, path: str, method: str, *, known: bool
) -> None:
    token = place.household.add(f"Di {method} {path}") if known else ""
    with place.client(token) as client:
        answers = [client.request(method, path, json=ME) for _ in range(2)]
        answers.append(client.request(method, path, headers={"Host": "evil.example"}))
    for told in answers:
        carries(told.headers)
        assert "strict-transport-security" not in told.headers
    assert len({told.headers["x-request-id"] for told in answers}) == 3


def carries(headers: Mapping[str, str]) -> None:
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    policy = headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
    assert "'unsafe-inline'" not in str([each for each in policy if "style-src" not in each])
    assert headers["cache-control"] in {"no-store", "private, no-cache"}
    assert "set-cookie" not in headers


def test_behind_https_browsers_are_told_to_stay_there(place: Place) -> None:
    with place.client(**{"X-Forwarded-Proto": "https"}) as client:
        told = client.get("/healthz")
    assert told.headers["strict-transport-security"] == "max-age=31536000"


def test_a_token_that_asks_too_often_waits(place: Place) -> None:
    tokens = [place.household.add(name) for name in ("Ed", "Flo")]
    with place.client(tokens[0]) as busy, place.client(tokens[1]) as other:
        first = busy.post("/graphql", json=ME)
        place.server.rest()  # so that it is kept, and sent again
        answers = [first, *(busy.post("/graphql", json=ME) for _ in range(REQUESTS - 1))]
        too_often(refused_at_last(lambda: busy.post("/graphql", json=ME)))
        assert other.post("/graphql", json=ME).status_code == 200
    assert {told.status_code for told in answers} == {200}
    assert {told.headers.get("x-attune-answer") for told in answers} >= {"stored"}


def test_an_import_counts_as_many(place: Place) -> None:
    with place.client(place.household.add("Gus")) as client:
        assert client.post("/import", content=b"nothing").status_code == 422
        asked = [client.post("/import", content=b"nothing") for _ in range(2)]
        too_often(refused_at_last(lambda: client.post("/import", content=b"nothing")))
    assert {told.status_code for told in asked} <= {422, 429}


def test_who_is_unknown_too_often_waits_and_others_do_not(place: Place) -> None:
    token = place.household.add("Hal")
    with place.stranger() as client:
        answers = [client.post("/graphql", json=ME) for _ in range(STRANGERS)]
        too_often(refused_at_last(lambda: client.post("/graphql", json=ME)))
        without = {"Authorization": "none"}
        too_often(refused_at_last(lambda: client.post("/graphql", json=ME, headers=without)))
        too_often(refused_at_last(lambda: client.get("/graphiql")))
        at_home = client.post("/graphql", json=ME, headers={"Authorization": f"Bearer {token}"})
        healthy = client.get("/healthz")
    assert {told.status_code for told in answers} == {401}
    # They share the address with whoever guesses.
    assert (at_home.status_code, healthy.status_code) == (200, 200)
    with place.stranger() as elsewhere:
        assert elsewhere.post("/graphql", json=ME).status_code == 401


def too_often(told: httpx.Response) -> None:
    assert told.status_code == 429
    assert 1 <= int(told.headers["retry-after"]) <= 60
    assert told.headers["content-type"] == "application/json"
    (error,) = told.json()["errors"]
    assert error["extensions"] == {"code": "TOO_MANY_REQUESTS"}
    assert error["message"].startswith("these are more requests than one may send; come again in")
    carries(told.headers)


def test_a_network_of_ipv6_is_one_address(place: Place) -> None:
    with place.stranger() as client:
        others = (f"2001:db8:1:2::{number:x}" for number in count())
        refused_at_last(
            lambda: client.post("/graphql", json=ME, headers={"X-Forwarded-For": next(others)})
        )
        client.headers["X-Forwarded-For"] = "2001:db8:1:3::1"
        assert client.post("/graphql", json=ME).status_code == 401


def test_behind_believed_proxies_the_last_hop_before_them_is_who_asks(place: Place) -> None:
    """Whoever forges what is before the address that a believed proxy saw gains nothing by it."""
    with place.stranger() as client:

        def forged(number: int, *nearest: str) -> httpx.Response:
            hops = ", ".join((f"198.51.100.{number}", *nearest))
            return client.post("/graphql", json=ME, headers={"X-Forwarded-For": hops})

        each_their_own = [forged(number, CLOUDFLARE) for number in range(2 * STRANGERS)]
        numbers = count()
        refused_at_last(lambda: forged(next(numbers) % 250, "192.0.2.250", CLOUDFLARE))
    assert {told.status_code for told in each_their_own} == {401}


def test_who_comes_directly_gains_nothing_by_naming_others(place: Place) -> None:
    if sys.platform != "linux":
        do_without("elsewhere 127.0.0.2 is nobody's address")
    directly = httpx.HTTPTransport(local_address="127.0.0.2")
    numbers = count()
    with httpx.Client(base_url=place.server.address, transport=directly) as client:

        def forged() -> httpx.Response:
            number = next(numbers)
            guess = {"Authorization": f"Bearer wrong-{number}"}
            hops = {"X-Forwarded-For": f"198.51.100.{number % 250}, {CLOUDFLARE}"}
            return client.post("/graphql", json=ME, headers=guess | hops)

        refused_at_last(forged)
