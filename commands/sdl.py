"""schema: print the GraphQL schema."""

from argparse import ArgumentParser, Namespace

from resolvers.graphql_schema import SCHEMA
from settings import Settings


def arguments(parser: ArgumentParser) -> None:
    """Declare no arguments."""
    del parser


def run(given: Namespace, settings: Settings) -> int:
    """Print it."""
    del given, settings
    print(SCHEMA.as_str())
    return 0
