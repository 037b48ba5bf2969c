"""One day: the sleep that opens it, and the waking hours that follow."""

from datetime import date, datetime

import strawberry

from schema.node import Node


@strawberry.type(
    description="One day, keyed by the local date of waking. Recovery and sleep are those of that "
    "morning; strain and energy those of the waking hours that follow. Null is missing, never 0."
)
class Day(Node):
    """One day."""

    day_on: date = strawberry.field(description="Local date of waking.")
    utc_offset_minutes: float | None = strawberry.field(description="UTC offset, minutes.")
    recovery_percent: float | None = strawberry.field(description="Recovery, 0 to 100.")
    hrv_rmssd_ms: float | None = strawberry.field(
        description="Heart rate variability (rMSSD) of the sleep, ms."
    )
    resting_heart_rate_bpm: float | None = strawberry.field(
        description="Resting heart rate of the sleep, beats a minute."
    )
    respiratory_rate_rpm: float | None = strawberry.field(
        description="Respiratory rate of the sleep, breaths a minute."
    )
    skin_temperature_celsius: float | None = strawberry.field(
        description="Skin temperature of the sleep, degrees Celsius."
    )
    blood_oxygen_percent: float | None = strawberry.field(
        description="Blood oxygen of the sleep, percent."
    )
    sleep_onset_at: datetime | None = strawberry.field(
        description="When the main sleep began, in local time with its offset."
    )
    wake_onset_at: datetime | None = strawberry.field(
        description="When the main sleep ended, in local time with its offset."
    )
    asleep_minutes: float | None = strawberry.field(description="Asleep, minutes.")
    in_bed_minutes: float | None = strawberry.field(description="In bed, minutes.")
    light_sleep_minutes: float | None = strawberry.field(description="Light sleep, minutes.")
    deep_sleep_minutes: float | None = strawberry.field(
        description="Deep (slow wave) sleep, minutes."
    )
    rem_sleep_minutes: float | None = strawberry.field(description="REM sleep, minutes.")
    awake_minutes: float | None = strawberry.field(description="Awake in bed, minutes.")
    sleep_need_minutes: float | None = strawberry.field(
        description="Sleep needed, by WHOOP's reckoning, minutes."
    )
    sleep_debt_minutes: float | None = strawberry.field(
        description="Sleep owed, by WHOOP's reckoning, minutes."
    )
    sleep_efficiency_percent: float | None = strawberry.field(
        description="Share of the time in bed asleep, percent."
    )
    sleep_consistency_percent: float | None = strawberry.field(
        description="WHOOP's measure of regular sleep times, percent."
    )
    nap_minutes: float | None = strawberry.field(description="Asleep in naps, minutes.")
    strain: float | None = strawberry.field(description="Strain of the day, 0 to 21.")
    energy_kcal: float | None = strawberry.field(
        description="Energy used, as WHOOP estimates it, kcal."
    )
    average_heart_rate_bpm: float | None = strawberry.field(
        description="Average heart rate of the day, beats a minute."
    )
    max_heart_rate_bpm: float | None = strawberry.field(
        description="Highest heart rate of the day, beats a minute."
    )
