"""The mutations by which a person chooses, and an input for each."""

from datetime import timedelta

from tests.people import LAST_ON
from tests.resolvers.changing import ERRORS, Input

FEEDBACK = f"""mutation ($input: FeedbackGiveInput!) {{ feedbackGive(input: $input) {{
    suggestion {{ id insight action text variant verdict note }} {ERRORS}
}} }}"""
PLAN = f"""mutation ($input: PlanSetInput!) {{ planSet(input: $input) {{
    plan {{ id dayOn activity minutes strain }} {ERRORS}
}} }}"""
PLAN_CLEAR = f"""mutation ($input: PlanClearInput!) {{ planClear(input: $input) {{
    clearedId {ERRORS}
}} }}"""
GOAL = f"""mutation ($input: GoalSetInput!) {{ goalSet(input: $input) {{
    goal {{ id metric target unit byOn }} {ERRORS}
}} }}"""
GOAL_CLEAR = f"""mutation ($input: GoalClearInput!) {{ goalClear(input: $input) {{
    clearedId {ERRORS}
}} }}"""
CONSENT = f"""mutation ($input: ConsentSetInput!) {{ consentSet(input: $input) {{
    consent {{ id feature enabled }} {ERRORS}
}} }}"""
TOMORROW = LAST_ON + timedelta(days=1)
RUN: Input = {"dayOn": str(TOMORROW), "activity": "Running", "minutes": 40, "strain": 9.5}
HRV: Input = {"metric": "HRV", "target": 62, "byOn": "2026-12-24"}
CANDIDATES: Input = {"feature": "CANDIDATE_ALGORITHMS", "enabled": True}
