"""POST /import: an export, as the body or as a file of a form, streamed to disk and imported."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from resolvers.application import Application
from resolvers.http.upload_folder import UploadFolder, remove_abandoned
from storage import people
from storage.access import Access
from storage.databases.faults import in_words
from storage.importers.report import ImportReport, UnreadableExport

log = logging.getLogger("attune.imports")

# A mobile client should not hang on a long import; its report is in `Person.imports`.
ANSWER_WITHIN_SECONDS = 2
COPY_BYTES = 1 << 20
LONGEST_NAME = 60  # letters of up to four bytes, where file systems take 255 bytes


class TooLarge(ValueError):
    """The upload is larger than this server takes."""


class NoFile(ValueError):
    """The form holds no file."""


class Uploads:
    """Takes uploads; an import that was begun is finished, whether or not its sender waits."""

    def __init__(self, application: Application) -> None:
        """Begin with none under way."""
        # The database may be elsewhere, and this folder not be there yet.
        folder = application.settings.data_folder
        with in_words(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_abandoned(folder)
        self._application = application
        self._running: set[asyncio.Task[ImportReport]] = set()

    async def post(self, request: Request) -> Response:
        """Import what is sent, and answer with the report."""
        access: Access = request.scope["attune.access"]
        if "write" not in access.scopes:
            return error(403, "this token may only read; use one with the scope write")
        try:
            file, folder = await self._received(request, access.person_id)
        except TooLarge as too_large:
            return error(413, str(too_large))
        except (NoFile, MultiPartException) as unreadable:
            return error(400, f"{unreadable}; send the export as the body, or as a form's file")
        except ClientDisconnect:
            return error(400, "the upload broke off")
        return await self._answer(self._begin(access.person_id, file, folder))

    async def _received(self, request: Request, person_id: int) -> tuple[Path, UploadFolder]:
        folder = UploadFolder(self._application.settings.data_folder, person_id)
        try:
            with in_words(folder.path):
                return await self._save(request, folder.path), folder
        except BaseException:
            folder.remove()
            raise

    def _begin(
        self, person_id: int, file: Path, folder: UploadFolder
    ) -> asyncio.Task[ImportReport]:
        running = asyncio.create_task(self._import(person_id, file))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        running.add_done_callback(self._count)
        running.add_done_callback(lambda _: folder.remove())
        return running

    def _count(self, running: asyncio.Task[ImportReport]) -> None:
        failure = None if running.cancelled() else running.exception()
        unreadable = "unreadable" if isinstance(failure, UnreadableExport) else "failed"
        whole = not running.cancelled() and failure is None
        self._application.counts.imports["imported" if whole else unreadable] += 1

    async def _answer(self, running: asyncio.Task[ImportReport]) -> Response:
        done, _ = await asyncio.wait({running}, timeout=ANSWER_WITHIN_SECONDS)
        if not done:
            running.add_done_callback(_log_failure)
            message = "still importing; the report will be in Person.imports"
            return JSONResponse({"message": message}, 202)
        try:
            return JSONResponse(running.result().to_json())
        except UnreadableExport as unreadable:
            return error(422, str(unreadable))
        except people.NoSuchPerson:
            return error(404, "this person has been forgotten")

    async def _import(self, person_id: int, file: Path) -> ImportReport:
        application = self._application
        resources, settings = application.resources, application.settings

        def work() -> ImportReport:
            # Imported with the first export, since the first answer needs none of it.
            from resolvers.words import WORDS  # noqa: PLC0415
            from storage.importers.whoop import import_export  # noqa: PLC0415

            return import_export(
                resources.database,
                person_id,
                file,
                now=resources.clock(),
                unpacked_limit_bytes=settings.unpacked_limit_bytes,
                keep_notes=settings.keep_notes,
                dropped_questions=settings.dropped_questions,
                keep_days=settings.keep_days,
                words=WORDS,
            )

        report = await resources.offload.prepare(work)
        application.refresh_later(person_id)
        return report

    async def _save(self, request: Request, folder: Path) -> Path:
        body = _limited(request, self._application.settings.upload_limit_bytes)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            file = folder / "upload"
            with file.open("wb") as out:
                async for chunk in body:
                    out.write(chunk)
            return file
        form = await MultiPartParser(request.headers, body, max_files=1).parse()
        try:
            sent = next((value for value in form.values() if isinstance(value, UploadFile)), None)
            if sent is None:
                raise NoFile("the form holds no file")
            file = folder / _name(sent.filename or "")
            with file.open("wb") as out:
                while chunk := await sent.read(COPY_BYTES):
                    out.write(chunk)
        finally:
            await form.close()
        return file


async def _limited(request: Request, limit_bytes: int) -> AsyncGenerator[bytes, None]:
    total = 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > limit_bytes:
            raise TooLarge(f"the upload is larger than {limit_bytes // 1_000_000} MB")
        yield chunk


def _name(sent: str) -> str:
    """Return the end of a name, which is only shown; a path in it is not followed."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in last if letter.isprintable())[-LONGEST_NAME:]
    return name if name.strip(". ") else "upload"


def error(status: int, message: str) -> Response:
    """Return an error in the form of GraphQL's."""
    return JSONResponse({"errors": [{"message": message}]}, status)


def _log_failure(running: asyncio.Task[ImportReport]) -> None:
    if not running.cancelled() and (error := running.exception()):
        log.error("an import failed after its sender was answered", exc_info=error)
