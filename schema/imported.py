"""What an import did."""

from datetime import datetime

import strawberry

from schema.node import Node


@strawberry.type(description="A row that was set aside.")
class SkippedRow:
    """A row that was set aside."""

    row: int = strawberry.field(description="Row as a spreadsheet counts; the header is row 1.")
    reason: str = strawberry.field(description="Why it was set aside.")


@strawberry.type(description="A value that cannot be, set aside while its row was kept.")
class AbsurdValue:
    """A value that cannot be."""

    row: int = strawberry.field(description="Row as a spreadsheet counts; the header is row 1.")
    column: str = strawberry.field(description="Header of its column.")
    reason: str = strawberry.field(description="Why it was set aside.")


@strawberry.type(description="What became of one file: read = imported + unchanged + skipped.")
class ImportedFile:
    """What became of one file."""

    name: str = strawberry.field(description="Name of the file.")
    read: int = strawberry.field(description="Rows read.")
    imported: int = strawberry.field(description="Rows that were new or changed something.")
    unchanged: int = strawberry.field(description="Rows that were known already.")
    skipped: list[SkippedRow] = strawberry.field(
        description="Rows set aside; the first 1,000 where there are more."
    )
    absurd_values: list[AbsurdValue] = strawberry.field(
        description="Values set aside of rows that were kept; the first 1,000 where there are more."
    )


@strawberry.type(description="One import: every row is accounted for.")
class Import(Node):
    """One import."""

    imported_at: datetime = strawberry.field(description="When it ended.")
    source_name: str = strawberry.field(description="Name of the file or folder.")
    revision: int = strawberry.field(
        description="Revision of the person's data after it; unmoved where nothing changed."
    )
    files: list[ImportedFile] = strawberry.field(description="What became of each file.")
    notes: list[str] = strawberry.field(description="Files left aside, and why.")
