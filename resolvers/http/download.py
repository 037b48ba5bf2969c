"""GET /export: everything that is kept of the person, as a zip that imports again."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from resolvers.application import Application
from resolvers.http.upload import error
from resolvers.http.upload_folder import UploadFolder
from storage import people
from storage.access import Access
from storage.databases.faults import in_words

EXPORT_PATH = "/export"


class Downloads:
    """Writes a zip to disk first, so that a slow client holds no snapshot of the database."""

    def __init__(self, application: Application) -> None:
        """Write what an application keeps."""
        self._application = application

    async def get(self, request: Request) -> Response:
        """Answer with the zip."""
        access: Access = request.scope["attune.access"]
        if "read" not in access.scopes:
            return error(403, "this token may not read; use one with the scope read")
        resources = self._application.resources
        now = resources.clock()
        folder = UploadFolder(self._application.settings.data_folder, access.person_id)
        file = folder.path / f"attune-export-{now:%Y-%m-%d}.zip"

        def work() -> None:
            # Imported with the first export, since the first answer needs none of it.
            from storage.takeout.writing import write_takeout  # noqa: PLC0415

            with in_words(file):
                write_takeout(resources.database, access.person_id, file, now)

        try:
            await resources.offload.prepare(work)
        except people.NoSuchPerson:
            folder.remove()
            return error(404, "this person has been forgotten")
        except BaseException:
            folder.remove()
            raise
        return _Download(file, folder)


class _Download(FileResponse):
    """The zip, whose folder goes with it, however that ends."""

    def __init__(self, file: Path, folder: UploadFolder) -> None:
        super().__init__(
            file,
            media_type="application/zip",
            filename=file.name,
            headers={"cache-control": "no-store"},
        )
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # What runs behind a response does not where its file is gone, or a range cannot be had.
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._folder.remove()
