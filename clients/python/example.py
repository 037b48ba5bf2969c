"""python example.py ADDRESS TOKEN: what this morning says, and one answer for the journal."""

import sys

from attune_client import Client, JournalRecordInput, Standing


def main(address: str, token: str) -> None:
    """Print what is told, with the types that the operations have."""
    headers = {"Authorization": f"Bearer {token}"}
    with Client(f"{address}/graphql", headers=headers) as attune:
        me = attune.today().me
        if me is None or me.insights.recovery_prediction is None or me.insights.as_of is None:
            sys.exit("there are no data yet")

        prediction = me.insights.recovery_prediction
        print(prediction.headline)
        if prediction.standing is Standing.LEARNING:
            print("It is still learning; ask again in some seconds.")
        if prediction.finding is not None:
            interval = prediction.finding.interval_80
            print(f"8 times in 10 between {interval.low:.0f} and {interval.high:.0f}")

        noted = attune.record_journal(
            JournalRecordInput(question="alcohol", behaviourOn=me.insights.as_of, answeredYes=False)
        ).journal_record
        print([error.message for error in noted.user_errors] or "noted")


if __name__ == "__main__":
    main(*sys.argv[1:])
