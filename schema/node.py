"""Things with a global id."""

import strawberry


@strawberry.interface(description="A thing with an id that no other thing has.")
class Node:
    """A thing with a global id."""

    id: strawberry.ID = strawberry.field(description="Global id; opaque to clients.")
