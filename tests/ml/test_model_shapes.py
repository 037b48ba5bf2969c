"""A model's shape has a number: a new shape under the old number would be read from old blobs.

`model_shapes.json` holds the number and the shape of each model of one simulated person. Where a
shape changes on purpose, raise `model_format` in ml/insights/<stem>.py, and write the file anew:
`python -m tests.ml.test_model_shapes`.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

import numpy as np
import pytest

from ml.catalogue import CATALOGUE
from ml.conclusion import AnyConclusion, Conclusion, dump
from ml.history import History, encode
from ml.insight import AnyInsight
from ml.task import Task, load_model, run
from schema.answer import Basis
from tests.ml.simulated import Town

FILE = Path(__file__).with_name("model_shapes.json")
LEARNED = [insight for insight in CATALOGUE if insight.learned]
SOMEBODY = ("usual", 365, 7)


class Shape(TypedDict):
    format: int
    shape: object


@pytest.mark.parametrize("insight", LEARNED, ids=lambda insight: insight.stem)
def test_a_model_has_the_shape_of_its_number(insight: AnyInsight, town: Town) -> None:
    _, history = town.life(*SOMEBODY)
    known: dict[str, Shape] = json.loads(FILE.read_text())
    assert known.get(insight.stem) == shape_of(insight, history), (
        f"the model of {insight.stem} has a new shape: raise its model_format, then run "
        "python -m tests.ml.test_model_shapes"
    )


def shape_of(insight: AnyInsight, history: History) -> Shape:
    """Return the number and the shape of a freshly fitted model."""
    nothing: AnyConclusion = Conclusion(None, Basis.RULE)
    used = {stem: dump(nothing) for stem in insight.uses}
    fresh = run(Task(insight.stem, encode(history), None, "{}", used, None)).model
    assert fresh is not None
    return Shape(format=insight.model_format, shape=_shape(load_model(fresh.blob)))


def _shape(value: object) -> object:
    """Return names and kinds, whatever the numbers are."""
    if isinstance(value, Mapping):
        return {str(key): _shape(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, np.ndarray):
        return f"array of {value.ndim} dimensions"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        kinds = [_shape(item) for item in value]
        return [kind for index, kind in enumerate(kinds) if kind not in kinds[:index]]
    return type(value).__name__


def main() -> None:
    """Write the file."""
    with TemporaryDirectory() as folder:
        town = Town(Path(folder))
        _, history = town.life(*SOMEBODY)
        shapes = {insight.stem: shape_of(insight, history) for insight in LEARNED}
        town.database.close()
    FILE.write_text(json.dumps(shapes, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
