"""Arguments and cursors of pages, and the pages themselves."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

from schema import global_id
from schema.arguments import BadArgument
from schema.connection import Connection, Edge, PageInfo

if TYPE_CHECKING:
    from storage.pages import Key

Item = TypeVar("Item")

# A year of days is one page of 366; more would be a long list in one answer.
MOST = 366


def checked(first: int) -> int:
    """Return the number asked for.

    Raises
    ------
    BadArgument
        If it is none of a page.
    """
    if not 1 <= first <= MOST:
        raise BadArgument(f"first: {first} is outside 1 to {MOST}; ask for pages with `after`")
    return first


def day_before(after: str | None) -> date | None:
    """Return the day that a cursor names."""
    if after is None:
        return None
    return _read(after, lambda key: date.fromisoformat(key[0]))


def key_before(after: str | None) -> "Key | None":
    """Return the place that a cursor names in a list by time."""
    if after is None:
        return None
    return _read(
        after, lambda key: (datetime.fromtimestamp(int(key[0]), UTC), global_id.number(key[1:]))
    )


def cursor(*key: object) -> str:
    """Return the cursor of a place."""
    return global_id.encode("cursor", *key)


def page(items: Sequence[tuple[str, Item]], first: int, *, after: str | None) -> Connection[Item]:
    """Return the page of up to `first` items, of which one more was looked up."""
    edges = [Edge(node=item, cursor=place) for place, item in items[:first]]
    info = PageInfo(
        has_next_page=len(items) > first,
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Connection(nodes=[edge.node for edge in edges], edges=edges, page_info=info)


def _read(after: str, read: Callable[[list[str]], Item]) -> Item:
    try:
        kind, key = global_id.decode(after)
        if kind == "cursor":
            return read(key)
    except (global_id.UnknownId, ValueError, IndexError, OverflowError, OSError):
        pass  # whatever is wrong with it, the remedy is the same
    raise BadArgument(f"after: {after!r} is no cursor of this list; take `endCursor` of a page")
