"""The page asks nobody but its own server, and serves nothing but its own list."""

import json
import re
from html import unescape
from pathlib import Path
from typing import TypedDict

import pytest
from graphql import OperationDefinitionNode, parse

from resolvers.graphiql.assets import ASSETS, PACKAGES
from resolvers.graphiql.page import EXAMPLES
from tests.resolvers.graphiql.visit import get

EXAMPLE_FILES = PACKAGES.parent / "resolvers" / "graphiql" / "examples"

NEEDS_NPM_FILES = pytest.mark.usefixtures("npm_files")


class Policy(TypedDict):
    nonce: str
    sources: dict[str, str]


def policy_of(header: str) -> Policy:
    sources = dict(part.split(" ", 1) for part in header.split("; "))
    nonces = re.findall(r"'nonce-([\w-]{22})'", sources["script-src"])
    assert len(nonces) == 1
    return {"nonce": nonces[0], "sources": sources}


@NEEDS_NPM_FILES
def test_the_policy_allows_our_origin_and_one_script_of_the_page() -> None:
    page = get("/graphiql", PACKAGES)
    policy = policy_of(page.headers["content-security-policy"])
    assert policy["sources"] == {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{policy['nonce']}'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert page.text.count(f'<script nonce="{policy["nonce"]}">') == 1
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"


def test_a_nonce_serves_once(tmp_path: Path) -> None:
    pages = [get("/graphiql", tmp_path) for _ in range(20)]
    policies = [policy_of(page.headers["content-security-policy"]) for page in pages]
    assert len({policy["nonce"] for policy in policies}) == 20


@NEEDS_NPM_FILES
def test_the_page_holds_no_outside_address() -> None:
    page = get("/graphiql", PACKAGES).text
    addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s'\"]*", page)
    # The name of SVG's vocabulary in the icon, which nobody fetches.
    assert set(addresses) == {"http://www.w3.org/2000/svg"}
    assert '<p id="notice" role="note"></p>' in page


@NEEDS_NPM_FILES
def test_every_file_of_the_page_is_served_whole_and_kept_for_good() -> None:
    page = get("/graphiql", PACKAGES).text
    linked = re.findall(r'(?:src|href)="(/graphiql/assets/[^"]+)" integrity="([^"]+)"', page)
    assert [integrity for _, integrity in linked] == [asset.integrity for asset in ASSETS]
    for asset, (address, _) in zip(ASSETS, linked, strict=True):
        served = get(address, PACKAGES)
        assert served.content == asset.file_in(PACKAGES).read_bytes()
        expected = "text/css" if asset.path.endswith("css") else "text/javascript"
        assert served.headers["content-type"].startswith(expected)
        assert served.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert served.headers["x-content-type-options"] == "nosniff"
        again = get(address, PACKAGES, headers={"If-None-Match": served.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "react.production.min.js",
        "graphiql-3.9.0-package.json",
        "../page.html",
        "..%2fpage.html",
        "..%2f..%2f..%2fpyproject.toml",
        "%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
        "react/umd/react.production.min.js",
        "%2fetc%2fpasswd",
        "",
    ],
)
def test_what_is_not_listed_is_not_found(path: str) -> None:
    assert get(f"/graphiql/assets/{path}", PACKAGES).status_code == 404


def test_without_npm_the_page_and_its_policy_name_the_cdn_and_say_so(tmp_path: Path) -> None:
    page = get("/graphiql", tmp_path)
    assert "files are not installed on this server" in page.text
    assert "loads them from https://unpkg.com, each held to its hash" in page.text
    policy = policy_of(page.headers["content-security-policy"])
    for directive in ("script-src", "style-src"):
        allowed = [one for one in policy["sources"][directive].split() if "//" in one]
        assert allowed == [asset.cdn_url for asset in ASSETS]
    assert policy["sources"]["connect-src"] == "'self'"
    for asset in ASSETS:
        assert (
            f'"{asset.cdn_url}" integrity="{asset.integrity}" crossorigin="anonymous"' in page.text
        )


def test_the_tabs_are_the_example_files_each_one_named_operation(tmp_path: Path) -> None:
    assert {file.stem for file in EXAMPLE_FILES.iterdir()} == set(EXAMPLES)
    page = get("/graphiql", tmp_path).text
    data = re.search(r'id="examples">(.*?)</script>', page, re.DOTALL)
    assert data
    tabs: list[str] = json.loads(unescape(data[1]))
    for stem, text in zip(EXAMPLES, tabs, strict=True):
        operations = [
            one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)
        ]
        titles = [operation.name.value for operation in operations if operation.name]
        assert titles == ["".join(word.title() for word in stem.split("_"))]
