"""Contests of algorithms: one file an insight that has candidates; imported in the child alone."""
