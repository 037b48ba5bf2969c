"""The original design, to compare with: FastAPI, pandas and scikit-learn, and all of it eager.

Everything is imported at the start, every model is trained on upload and kept as a joblib file,
and every request reads all data and all models and computes all there is. Run by the Python of
`.venv-bench`, as FastAPI is nothing that the server needs.
"""

import io
import os
import zipfile
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from fastapi import FastAPI, Request
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.floor import serve

FOLDER = Path(os.environ["ATTUNE_DATA"]) / "eager"
NIGHTS = {
    "Recovery score %": "recovery",
    "Resting heart rate (bpm)": "resting_heart_rate",
    "Heart rate variability (ms)": "hrv",
    "Day Strain": "strain",
    "Asleep duration (min)": "asleep",
    "Sleep debt (min)": "debt",
    "Sleep consistency %": "consistency",
}
WORKOUTS = {"Duration (min)": "minutes", "Activity Strain": "strain", "Average HR (bpm)": "heart"}
LAGS, FORECAST_DAYS, TREES, DAY_TYPES = 7, 7, 100, 4
LOW_RECOVERY = 34

app = FastAPI()


@app.post("/upload")
async def upload(request: Request) -> dict[str, int]:
    """Keep an export, and train every model on it."""
    with zipfile.ZipFile(io.BytesIO(await request.body())) as export:
        export.extractall(FOLDER)
    nights, workouts = read_nights(), read_workouts()
    table, lagged = features(nights), lags(nights)
    recovery = nights["recovery"]
    trained = {
        "recovery": RandomForestRegressor(TREES, random_state=0).fit(table, recovery),
        "burnout": RandomForestClassifier(TREES, random_state=0).fit(
            table, recovery < LOW_RECOVERY
        ),
        "forecast": Ridge().fit(lagged, recovery),
        "calories": RandomForestRegressor(TREES, random_state=0).fit(
            workouts[list(WORKOUTS.values())], workouts["energy"]
        ),
        "efficiency": LinearRegression().fit(workouts[["minutes"]], workouts["energy"]),
        "days": make_pipeline(StandardScaler(), KMeans(DAY_TYPES, n_init=10, random_state=0)).fit(
            nights[list(NIGHTS.values())]
        ),
    }
    for name, model in trained.items():
        joblib.dump(model, FOLDER / f"{name}.joblib")
    return {"nights": len(nights)}


@app.post("/insights")
def insights() -> dict[str, object]:
    """Compute all there is."""
    nights, workouts = read_nights(), read_workouts()
    models = {file.stem: joblib.load(file) for file in FOLDER.glob("*.joblib")}
    today = features(nights).tail(1)
    burnout = float(models["burnout"].predict_proba(today)[0][-1])
    workout = workouts[list(WORKOUTS.values())].tail(1)
    kinds = models["days"].predict(nights[list(NIGHTS.values())])
    return {
        "recovery": float(models["recovery"].predict(today)[0]),
        "burnout": burnout,
        "forecast": forecast(models["forecast"], nights),
        "calories": float(models["calories"].predict(workout)[0]),
        "kcalAMinute": float(models["efficiency"].coef_[0]),
        "dayTypes": nights["recovery"].groupby(kinds).agg(["mean", "size"]).to_dict("list"),
        "habits": habits(nights),
        "baselines": nights[list(NIGHTS.values())].rolling(30).mean().iloc[-1].to_dict(),
        "activities": workouts.groupby("activity")["strain"].mean().to_dict(),
        "recommendations": ["Rest today."] if burnout > 1 / 2 else ["Keep your bedtime."],
    }


def read_nights() -> pd.DataFrame:
    """Return the nights, oldest first, with what is missing filled in."""
    read = pd.read_csv(FOLDER / "physiological_cycles.csv", parse_dates=["Cycle start time"])
    nights = read.sort_values("Cycle start time").set_index("Cycle start time")
    return nights[list(NIGHTS)].rename(columns=NIGHTS).ffill().bfill()


def read_workouts() -> pd.DataFrame:
    """Return the workouts."""
    names = {**WORKOUTS, "Energy burned (cal)": "energy", "Activity name": "activity"}
    return pd.read_csv(FOLDER / "workouts.csv")[list(names)].rename(columns=names).dropna()


def features(nights: pd.DataFrame) -> pd.DataFrame:
    """Return what each recovery is predicted from: the days before it."""
    before = nights.shift(1).add_suffix("_before")
    weekly = nights.shift(1).rolling(LAGS).mean().add_suffix("_week")
    return pd.concat([before, weekly], axis=1).bfill()


def lags(nights: pd.DataFrame) -> np.ndarray:
    """Return the recoveries before each."""
    shifted = [nights["recovery"].shift(lag) for lag in range(1, LAGS + 1)]
    return pd.concat(shifted, axis=1).bfill().to_numpy()


def forecast(model: Ridge, nights: pd.DataFrame) -> list[float]:
    """Return the coming days, one from another."""
    known = nights["recovery"].tolist()[-LAGS:]
    for _ in range(FORECAST_DAYS):
        known.append(float(model.predict([known[: -LAGS - 1 : -1]])[0]))
    return known[-FORECAST_DAYS:]


def habits(nights: pd.DataFrame) -> dict[str, float]:
    """Return by how much recovery differs on nights after each habit."""
    journal = pd.read_csv(FOLDER / "journal_entries.csv", parse_dates=["Cycle start time"])
    journal["recovery"] = journal["Cycle start time"].map(nights["recovery"])
    means = journal.pivot_table("recovery", "Question text", "Answered yes").dropna()
    return (means[True] - means[False]).to_dict()


if __name__ == "__main__":
    serve(app)
