"""Questions to a server over HTTP."""

from typing import Any

import httpx

INSIGHTS = ("recoveryPrediction", "habitImpact", "sleepWindow", "recommendations")


def ask(client: httpx.Client, document: str, **variables: object) -> dict[str, Any]:
    """Return the data of an answer that has no errors."""
    response = client.post("/graphql", json={"query": document, "variables": variables})
    assert response.status_code == 200, response.text
    answered = response.json()
    assert "errors" not in answered, answered
    return answered["data"]


def insights(client: httpx.Client, as_of: str | None = None) -> dict[str, dict[str, str]]:
    """Return how far every insight has got, and its headline."""
    fields = " ".join(f"{name} {{ standing headline }}" for name in INSIGHTS)
    document = f"query($asOf: Date) {{ me {{ insights(asOf: $asOf) {{ {fields} }} }} }}"
    return ask(client, document, asOf=as_of)["me"]["insights"]
