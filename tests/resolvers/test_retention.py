"""A server that keeps the last so many days: it prunes as it starts, and tells what is left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.people import LAST_ON
from tests.resolvers.changing import change, codes
from tests.resolvers.conftest import PATIENT_SECONDS
from tests.resolvers.serving import serving, until

pytestmark = pytest.mark.anyio

KEPT_DAYS = 60
FIRST_ON = LAST_ON - timedelta(days=KEPT_DAYS - 1)
RECORD = """mutation ($input: JournalRecordInput!) { journalRecord(input: $input) {
    journalAnswer { question } userErrors { field code message }
} }"""


async def test_a_server_prunes_as_it_starts_and_answers_from_what_is_left(data: Path) -> None:
    # The data end where they were simulated, and the clock is today's.
    keep_days = (datetime.now(UTC).date() - FIRST_ON).days
    settings = {"ATTUNE_KEEP_DAYS": str(keep_days), "ATTUNE_DEADLINE": PATIENT_SECONDS}
    first = FIRST_ON.isoformat()
    async with serving(data, **settings) as server:
        # It is done beside the first answers.
        await until(lambda: str(server.rows("SELECT min(day_on) FROM cycles")[0][0]) == first)
        answer = await server.insights("sleepSummary { stale evidence { have } }")
        have = answer.at("sleepSummary.evidence.have")
        assert answer.at("sleepSummary.stale") is False
        assert isinstance(have, int)
        assert 0 < have <= KEPT_DAYS

        given = {"question": "tea", "answeredYes": True, "behaviourOn": "2025-01-01"}
        refused = await change(server, RECORD, given)
        assert codes(refused, "journalRecord") == [(["input", "behaviourOn"], "INVALID")]
