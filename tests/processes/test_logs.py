"""What a server writes down while it is used, and what it never does."""

import re
from datetime import UTC, datetime
from pathlib import Path

from tests.commands.running import PATIENCE_SECONDS
from tests.processes.asking import ask, insights
from tests.processes.household import Household
from tests.processes.serving import eventually, serving
from tests.storage.importers.exports import (
    answer,
    cycle,
    cycles_csv,
    journal_csv,
    night_of,
    workout,
    workouts_csv,
    zipped,
)

QUESTION, OWN_QUESTION, ACTIVITY = "Drank zanzibar tea?", "swam_in_lake", "Underwater rugby"
WRONG_TOKEN = "attune_wrong-token-wrong-token"


def test_the_log_is_json_and_holds_nothing_private(tmp_path: Path) -> None:
    recoveries = [f"{41 + number}.{6173 + number}" for number in range(20)]
    export = distinctive(tmp_path / "quixotic.zip", recoveries)
    household = Household(tmp_path / "data")
    token = household.add("Wilhelmina")
    begun_at = datetime.now(UTC)
    with serving(household.data) as server:
        with server.client(token) as client, server.client(WRONG_TOKEN) as stranger:
            assert client.post("/import", content=export.read_bytes()).status_code == 200
            assert client.post("/import", content=b"%PDF rugby").status_code == 422
            record = f"""mutation {{ journalRecord(input: {{question: "{OWN_QUESTION}",
                behaviourOn: "2024-03-14", answeredYes: true}}) {{ userErrors {{ message }} }} }}"""
            assert ask(client, record) == {"journalRecord": {"userErrors": []}}
            ask(client, "{ aliasOfMe: me { name journal { nodes { question } } } }")
            for mistaken in (
                "{ aliasOfMe: you }",
                "{ aliasOfMe",
                '{ node(id: "aliasOfMe") { x } }',
            ):
                client.post("/graphql", json={"query": mistaken})
            client.post("/graphql", content=b'{"query": "{ aliasOfMe')
            assert stranger.post("/graphql", json={"query": "{ me }"}).status_code == 401
            insights(client)
            eventually(lambda: insights(client)["recoveryPrediction"]["standing"] == "READY", str)
        server.process.terminate()
        server.ended(PATIENCE_SECONDS)
        log = server.text
        # Two threads that log at once may write in the other order.
        times = [datetime.fromisoformat(str(line["at"])) for line in server.log]
        assert begun_at <= min(times) <= max(times) <= datetime.now(UTC)
        assert {"at", "level", "logger", "message"} <= set.intersection(*map(set, server.log))
        assert any(line["message"] == "computed" for line in server.log)
    private = [*recoveries, token, WRONG_TOKEN, "zanzibar", OWN_QUESTION, "rugby", "aliasOfMe"]
    private += ["Wilhelmina", "quixotic", "habitImpact {", "query"]
    assert [word for word in private if word.lower() in log.lower()] == []
    assert not re.search(r"attune_\w{8}", log)


def distinctive(path: Path, recoveries: list[str]) -> Path:
    """Return an export whose values are found nowhere by chance."""
    nights = [night_of(number) for number in range(1, len(recoveries) + 1)]
    rows = zip(nights, recoveries, strict=True)
    bounds = [{"start": night["start"], "end": night["end"]} for night in nights]
    return zipped(
        path,
        {
            "physiological_cycles.csv": cycles_csv(
                *(cycle(**night, recovery=recovery) for night, recovery in rows)
            ),
            "workouts.csv": workouts_csv(workout(activity=ACTIVITY)),
            "journal_entries.csv": journal_csv(
                *(answer(**each, question=QUESTION) for each in bounds)
            ),
        },
    )
