"""What is known of a token before anything is imported: how it is kept, and when its use is noted.

The standard library alone, since the front door starts with it.
"""

import hashlib

# Last use is kept to the hour: enough to find a forgotten token, and a write an hour at most.
USE_STEP_SECONDS = 3600


def digest(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()
