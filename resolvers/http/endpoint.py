"""POST /graphql."""

import logging
import time
from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.schema.exceptions import CannotGetOperationTypeError

from resolvers.application import Application
from resolvers.context import Context
from resolvers.documents.persisted import NoDocument, UnknownDocument
from resolvers.graphql_schema import SCHEMA
from resolvers.http import status_codes
from resolvers.http.body import Asked, bounded, decoded
from resolvers.http.responses import Recorder
from resolvers.watching.logs import REQUEST
from resolvers.watching.spans import Span
from storage.access import Access

log = logging.getLogger("attune.graphql")


class Endpoint:
    """GraphQL over POST alone; after the first answer the child process starts."""

    def __init__(self, application: Application) -> None:
        """Answer with an application."""
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and only then let the libraries load beside it."""
        sent, began = Recorder(send), time.monotonic()
        with suppress(ClientDisconnect):  # there is nobody left to tell
            with self._application.resources.spans.span("POST /graphql") as span:
                response = await self._answer(Request(scope, bounded(receive)), span)
                span.set_attribute("http.response.status_code", response.status_code)
            await response(scope, receive, sent)
            spent_ms = round((time.monotonic() - began) * 1000)
            log.info("answered", extra={"status": response.status_code, "after_ms": spent_ms})
        self._application.resources.child.start()
        self._application.responses.keep_later(scope, sent)

    async def _answer(self, request: Request, span: Span) -> Response:
        media_type = status_codes.media_type(request.headers)
        asked = decoded(await request.body())
        access: Access = request.scope["attune.access"]
        try:
            document = self._application.documents.text(asked, access.person_id)
        except NoDocument as refused:
            return _without_document(refused, asked, media_type)
        try:
            if request_of_log := REQUEST.get():
                request_of_log.calls_itself(asked.operation_name)
            result = await SCHEMA.execute(
                document,
                variable_values=asked.variables,
                operation_name=asked.operation_name,
                context_value=self._context(request),
            )
        except CannotGetOperationTypeError as unknown:
            raise HTTPException(400, unknown.as_http_error_reason()) from unknown
        if asked.operation_name and result.data is not None:  # so it is a name in the document
            span.set_attribute("graphql.operation.name", asked.operation_name)
        told = status_codes.body(result.data, result.errors or ())
        status = status_codes.status(told, media_type)
        return JSONResponse(told, status, media_type=media_type)

    def _context(self, request: Request) -> Context:
        """Return who asks, and until when an answer is due."""
        context = Context(
            application=self._application,
            access=request.scope["attune.access"],
            deadline=request.scope["attune.deadline"],
        )
        request.scope["attune.lasting"] = context.lasting
        return context


def _without_document(refused: NoDocument, asked: Asked, media_type: str) -> Response:
    told = status_codes.body(None, [refused])
    by_apollo = isinstance(refused, UnknownDocument) and asked.sha256_hash is not None
    status = status_codes.TEXT_WANTED if by_apollo else status_codes.status(told, media_type)
    return JSONResponse(told, status, media_type=media_type)
