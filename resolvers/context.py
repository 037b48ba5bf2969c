"""What a request carries to the resolvers: who asks, what they may do, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import strawberry
from strawberry.dataloader import DataLoader

from resolvers.application import Application
from resolvers.asked import Asked
from resolvers.http.lasting import Lasting
from resolvers.plain_fields import Collected
from schema.answer import Answer
from schema.user_error import UserError, UserErrorCode
from storage.access import Access


@dataclass
class Context:
    """`deadline` is an instant of `time.monotonic`, None to wait for everything."""

    application: Application
    access: Access
    deadline: float | None
    lasting: Lasting = field(default_factory=Lasting)
    collected: Collected | None = None
    answers: DataLoader[Asked, Answer] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the questions of a request, so that they are looked up together."""
        self.answers = DataLoader(load_fn=self._load)

    @property
    def person_id(self) -> int:
        """Whom the token belongs to."""
        return self.access.person_id

    def may_write(self) -> list[UserError]:
        """Return the error of a token that may not write."""
        if "write" in self.access.scopes:
            return []
        message = "this token may only read; use one with the scope write"
        return [UserError(field=None, message=message, code=UserErrorCode.NOT_ALLOWED)]

    async def _load(self, asked: Sequence[Asked]) -> list[Answer | BaseException]:
        told = await self.application.path.answer(self.person_id, asked, self.deadline)
        for each, answer in zip(asked, told, strict=True):
            if isinstance(answer, Answer):
                self.lasting.rest_on(each.question, answer)
                self.application.counts.insights[answer.standing.name, answer.stale] += 1
        return told


Info: TypeAlias = strawberry.Info[Context, None]
