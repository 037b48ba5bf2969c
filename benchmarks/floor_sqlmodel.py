"""Strawberry and SQLModel, with nothing of ours: one type, one table, one row from a database."""

# SQLModel types `__tablename__` as a declared attribute, and documents it as a plain string.
# pyright: reportAssignmentType=false

import os

import strawberry
from sqlmodel import Field, Session, SQLModel, create_engine, select
from strawberry.asgi import GraphQL

from benchmarks.floor import serve

ENGINE = create_engine(f"sqlite:///{os.environ['ATTUNE_DATA']}/attune.db")


class Person(SQLModel, table=True):
    __tablename__ = "people"
    id: int | None = Field(default=None, primary_key=True)
    name: str


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        with Session(ENGINE) as session:
            return session.exec(select(Person.name).limit(1)).one()


app = GraphQL[None, None](strawberry.Schema(Query))

if __name__ == "__main__":
    serve(app)
