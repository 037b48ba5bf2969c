"""The catalogue against the tree, the schema, and the error budget of the whole application."""

from dataclasses import fields
from datetime import timedelta
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    build_schema,
    get_named_type,
    is_enum_type,
    is_object_type,
)

from ml.catalogue import BY_STEM, CATALOGUE
from ml.insight import AnyInsight
from resolvers.answer_types import camel
from resolvers.graphql_schema import SCHEMA
from tests.ml.every import EVERY

ROOT = Path(__file__).parents[2]
# The whole application's chance of ever stating one false effect, and the share of each insight
# that tests any.
WHOLE_BUDGET = 0.10
BUDGETS = {
    "habit_impact": 0.050,
    "sleep_window": 0.015,
    "strain_tolerance": 0.010,
    "sleep_quality": 0.010,
    "workout_timing": 0.005,
    "workout_recommendation": 0.005,
    "performance_windows": 0.005,
}


@cache
def built() -> GraphQLSchema:
    return build_schema(SCHEMA.as_str())


def object_type(name: str) -> GraphQLObjectType:
    found = built().type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


@EVERY
def test_one_stem_names_it_everywhere(insight: AnyInsight) -> None:
    stem = insight.stem
    for folder in ("schema", "ml/insights", "ml/analyses"):
        assert (ROOT / folder / f"{stem}.py").is_file()
    assert (ROOT / "tests" / "ml" / f"test_{stem}.py").is_file()
    assert insight.finding.__module__ == f"schema.{stem}"
    assert insight.arguments.__module__ in {f"schema.{stem}", "schema.arguments"}
    assert import_module(f"ml.insights.{stem}").INSIGHT is insight
    assert camel(stem) in object_type("Insights").fields


@pytest.mark.parametrize("folder", ["ml/insights", "ml/analyses"])
def test_no_insight_is_left_out_of_the_catalogue(folder: str) -> None:
    stems = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    assert stems == set(BY_STEM)


@EVERY
def test_an_analysis_has_what_its_kind_asks(insight: AnyInsight) -> None:
    analysis = import_module(f"ml.analyses.{insight.stem}")
    assert hasattr(analysis, "infer")
    assert hasattr(analysis, "fit") == insight.learned


def test_error_budgets_sum_to_at_most_a_tenth() -> None:
    assert sum(insight.error_budget or 0 for insight in CATALOGUE) <= WHOLE_BUDGET
    assert sum(BUDGETS.values()) <= WHOLE_BUDGET


@EVERY
def test_error_budget_is_the_share_laid_down(insight: AnyInsight) -> None:
    assert insight.error_budget == BUDGETS.get(insight.stem)


def test_what_is_built_on_exists_and_runs_in_no_circle() -> None:
    uses = {insight.stem: insight.uses for insight in CATALOGUE}
    assert {used for each in uses.values() for used in each} <= set(BY_STEM)
    order = list(TopologicalSorter(uses).static_order())
    assert sorted(order) == sorted(BY_STEM)


def test_stems_are_unique() -> None:
    assert len(BY_STEM) == len(CATALOGUE)


@EVERY
def test_what_it_needs_and_how_long_it_holds(insight: AnyInsight) -> None:
    assert insight.need > 0
    assert insight.unit
    assert insight.cost_ms > 0
    # A new night comes every day, and nothing computed outlives it.
    assert timedelta() < insight.finding_lifetime <= timedelta(days=1)
    assert timedelta() < insight.model_lifetime <= timedelta(days=1)


@EVERY
def test_every_field_and_argument_is_described(insight: AnyInsight) -> None:
    field = object_type("Insights").fields[camel(insight.stem)]
    assert field.description == insight.about
    assert set(field.args) == {camel(each.name) for each in fields(insight.arguments)}
    for name, argument in field.args.items():
        assert argument.description, name
    seen: set[str] = set()
    undescribed = list(_undescribed(get_named_type(field.type), seen))
    assert undescribed == []
    assert insight.finding.__name__ in seen


def _undescribed(kind: GraphQLType, seen: set[str]) -> list[str]:
    """Return what lacks a description in a type and all that it reaches."""
    name = str(kind)
    if name in seen:
        return []
    seen.add(name)
    if is_enum_type(kind):
        return [f"{name}.{key}" for key, value in kind.values.items() if not value.description]
    if not (is_object_type(kind) or isinstance(kind, GraphQLInterfaceType)):
        return []
    missing = [] if kind.description else [name]
    for key, field in kind.fields.items():
        missing += [] if field.description else [f"{name}.{key}"]
        missing += _undescribed(get_named_type(field.type), seen)
    return missing
