"""Copies of all that is kept."""
