"""Pages of long lists, newest first."""

from typing import Generic, TypeVar

import strawberry

Item = TypeVar("Item")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool = strawberry.field(description="Whether older items follow.")
    has_previous_page: bool = strawberry.field(
        description="Whether newer items precede; true wherever `after` was given."
    )
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first item; null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last item; give it as `after` for the next page. "
        "Null on an empty page."
    )


@strawberry.type(description="An item with its place in the list.")
class Edge(Generic[Item]):
    """An item with its place in the list."""

    node: Item = strawberry.field(description="The item.")
    cursor: str = strawberry.field(description="Its place; give it as `after`.")


@strawberry.type(description="A page of a list, newest first.")
class Connection(Generic[Item]):
    """A page of a list, newest first."""

    nodes: list[Item] = strawberry.field(description="The items.")
    edges: list[Edge[Item]] = strawberry.field(description="The items with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")
