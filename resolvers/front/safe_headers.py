"""The headers of every answer, that keep it to whom it is for; the standard library alone."""

from resolvers.front.plain_http import Headers

# Unless an answer says otherwise of itself: it is no page, and belongs to one person.
DEFAULTS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
# Behind https alone: elsewhere browsers do not heed it. A year is what they ask of a host that
# means it.
HTTPS_FROM_NOW_ON = (b"strict-transport-security", b"max-age=31536000")

_OURS = {name for name, _ in ALWAYS}


def completed(given: Headers, more: Headers) -> Headers:
    """Return the headers of an answer with those of every answer, and more."""
    kept = [header for header in given if header[0].lower() not in _OURS]
    names = {name.lower() for name, _ in kept}
    return [*kept, *more, *ALWAYS, *(each for each in DEFAULTS if each[0] not in names)]
