"""The GraphiQL page and its files, under a policy that lets the browser ask nobody but us."""

import json
import secrets
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape
from pathlib import Path
from string import Template

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from resolvers.graphiql.assets import ASSETS, CDN, DIFFERENT, PACKAGES, Asset, faults

PAGE = "/graphiql"
# In the order of the tabs: the one shown first needs nothing but a token.
EXAMPLES = ("first_look", "evidence", "days", "journal_record", "server")
# A name holds its version and the content its hash: a year is the longest that caches honour.
FOR_GOOD = "public, max-age=31536000, immutable"

HERE = Path(__file__).parent


def routes(packages: Path = PACKAGES) -> list[Route]:
    """Serve the page and its files; `packages` is the folder that npm fills."""
    return [
        Route(PAGE, partial(page, packages)),
        Route(PAGE + "/assets/{name}", partial(asset_file, packages)),
    ]


def page(packages: Path, _request: Request) -> Response:
    found = faults(packages)
    nonce = secrets.token_urlsafe(16)
    # All from one place: a page half ours and half the CDN's would be the harder to reason about.
    sources = {asset: asset.cdn_url if found else f"{PAGE}/assets/{asset.name}" for asset in ASSETS}
    html = Template((HERE / "page.html").read_text("utf-8")).substitute(
        nonce=nonce,
        notice=notice(found),
        files="\n".join(tag(asset, source) for asset, source in sources.items()),
        examples=examples(),
    )
    return HTMLResponse(html, headers=page_headers(nonce, sources.values() if found else ()))


def asset_file(packages: Path, request: Request) -> Response:
    asset = next((one for one in ASSETS if one.name == request.path_params["name"]), None)
    if asset is None or asset in faults(packages):
        raise HTTPException(404)
    etag = f'"{asset.integrity}"'
    headers = {
        "ETag": etag,
        "Cache-Control": FOR_GOOD,
        "X-Content-Type-Options": "nosniff",
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return FileResponse(asset.file_in(packages), headers=headers)


def page_headers(nonce: str, outside: Iterable[str]) -> dict[str, str]:
    elsewhere = "".join(f" {url}" for url in outside)
    policy = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}'{elsewhere}",
        # CodeMirror sets styles on its elements as it draws.
        "style-src": f"'self' 'unsafe-inline'{elsewhere}",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",  # a nonce serves once
    }


def tag(asset: Asset, source: str) -> str:
    held = f'integrity="{asset.integrity}" crossorigin="anonymous"'
    if asset.path.endswith(".css"):
        return f'<link rel="stylesheet" href="{source}" {held}>'
    return f'<script src="{source}" {held}></script>'


def notice(found: Mapping[Asset, str]) -> str:
    """Say, in the page, that it asks somebody else, why, and how to stop that."""
    if not found:
        return ""
    changed = DIFFERENT in found.values()
    reason = "are not what they should be" if changed else "are not installed"
    return escape(
        f"GraphiQL's files {reason} on this server, so this page loads them from {CDN}, each held "
        "to its hash. To keep every request at home: install npm and run `make setup`."
    )


def examples() -> str:
    """Give the tabs' queries as JSON that no text of theirs can end early."""
    files = [(HERE / "examples" / f"{stem}.graphql").read_text("utf-8") for stem in EXAMPLES]
    return json.dumps(files).replace("<", "\\u003c")
