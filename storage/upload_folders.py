"""What folders of files under way are called, so that it is known whose file they hold."""

PREFIX = "upload-"


def own_prefix(person_id: int) -> str:
    """Return how the names begin of a person's folders."""
    return f"{PREFIX}{person_id}-"
