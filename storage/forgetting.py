"""Forgetting a person: their rows, and what is left of them in the files."""

import logging
import shutil
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import col

from storage.databases.database import Database
from storage.databases.faults import StorageFault
from storage.tables import Person
from storage.upload_folders import own_prefix

log = logging.getLogger("attune.forgetting")


def forget(database: Database, person_id: int, data_folder: Path) -> bool:
    """Remove a person with all that hangs on them; tell whether no trace of it is left in files.

    Every table hangs on people. What is removed stays in a database's free pages until they are
    written anew, and so the file is.
    """
    with database.write(person_id) as session:
        session.connection().execute(delete(Person).where(col(Person.id) == person_id))
    for left in data_folder.glob(f"{own_prefix(person_id)}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        return database.leave_no_trace()
    except StorageFault as fault:
        # They are gone all the same, and a fault would say that nothing was changed.
        log.warning("the file was not written anew", extra={"fault": fault.code.name})
        return False
