"""The database itself: which it is, how it is opened, and what it refuses."""
