"""How much one document may ask for, each limit with its reason."""

from dataclasses import dataclass, field

from graphql.validation.validate import ValidationAbortedError

# All of a person, with all insights and all their fields, is 3,164 tokens; each insight adds 100.
MOST_TOKENS = 4000
# They stay in memory like tokens; the longest of our examples has 6.
MOST_COMMENTS = 400
# The longest way to write a float exactly has 25; Python refuses to read 4,301.
MOST_DIGITS = 40
# GraphiQL sends all operations of a tab, and names the one that is to run.
MOST_OPERATIONS = 10
# One for each insight and a few; the rule that merges fields compares all pairs of fragments.
MOST_FRAGMENTS = 40


@dataclass
class Measure:
    """What a selection asks for, its fragments written out; as a limit, what is the most."""

    fields: int = 0
    levels: int = 0
    aliases: int = 0
    directives: int = 0
    # Roughly: the catalogue's for insights.
    ms_of_computing: int = 0
    # Fields that stand beside themselves, with what is below them.
    repeated_fields: int = 0
    # In arguments, with those within lists and objects; and variables.
    values: int = 0
    lists_of_types_in_each_other: int = 0
    # Of the selection itself, without what is below.
    root_fields: int = 0
    # What the answer will have, with the number of fields below.
    keys: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, other: "Measure") -> None:
        """Add what stands beside it in the same selection.

        Raises
        ------
        TooMuch
            If that passes a limit.
        """
        self.fields += other.fields
        self.levels = max(self.levels, other.levels)
        self.aliases += other.aliases
        self.directives += other.directives
        self.ms_of_computing += other.ms_of_computing
        self.values += other.values
        again = self.keys.keys() & other.keys.keys()
        self.repeated_fields += other.repeated_fields + sum(other.keys[key] for key in again)
        self.lists_of_types_in_each_other = max(
            self.lists_of_types_in_each_other, other.lists_of_types_in_each_other
        )
        self.root_fields += other.root_fields
        self.keys |= other.keys
        for name in SUMMED:
            if getattr(self, name) > getattr(
                MOST, name
            ):  # asked of every field: the words can wait
                at_most(getattr(MOST, name), getattr(self, name), name.replace("_", " "))


MOST = Measure(
    # All of a person is 2,358.
    fields=3000,
    # GraphiQL's introspection is the deepest: the type of a type, nine times over.
    levels=15,
    # Each insight twice, such as by two arguments.
    aliases=60,
    # As many: a client puts one on what it may leave out.
    directives=60,
    # All insights, 1,031, as of two days, and the lists of a person.
    ms_of_computing=3000,
    # Parts of a page that ask for the same few fields; the merging rule compares all pairs.
    repeated_fields=100,
    # A month of the journal is 31 answers of four in an object each.
    values=200,
    lists_of_types_in_each_other=1,
    # The answers of a month of the journal.
    root_fields=31,
)
SUMMED = (
    "fields",
    "levels",
    "aliases",
    "directives",
    "ms_of_computing",
    "repeated_fields",
    "values",
    "lists_of_types_in_each_other",
)


class TooMuch(ValidationAbortedError):
    """The document asks for more than is answered at once; nothing else is said of it."""

    def __init__(self, message: str) -> None:
        """Say what there is too much of."""
        super().__init__(message, extensions={"code": "TOO_MUCH"})


def at_most(most: int, number: int, what: str) -> None:
    """Raise `TooMuch` if a number is."""
    if number > most:
        raise TooMuch(f"this is more than {most:,} {what}; ask for less at once")
