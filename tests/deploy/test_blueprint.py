"""The Blueprints of Render hold to the rules, and each rule refuses a file that breaks it."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from tests.commands.running import ROOT
from tests.deploy.blueprint import RULES, Service, Value, faults, faults_of, variables

FREE, DISK = ROOT / "render.yaml", ROOT / "deploy" / "render-disk.yaml"


def service_of(file: Path) -> dict[str, Value]:
    return yaml.safe_load(file.read_text("utf-8"))["services"][0]


def changed(file: Path = FREE, **fields: Value) -> Service:
    return deepcopy(service_of(file)) | fields


def without(name: str) -> Service:
    return {key: value for key, value in service_of(FREE).items() if key != name}


def with_variable(key: str, **given: Value) -> Service:
    """Return the service with a variable put in the place of one of that name."""
    service = changed()
    listed = service["envVars"]
    assert isinstance(listed, list)
    kept = [each for each in listed if isinstance(each, Mapping) and each["key"] != key]
    return {**service, "envVars": [*kept, {"key": key, **given}] if given else kept}


BAD: Mapping[str, tuple[tuple[Service, str], ...]] = {
    "fields_are_known": (
        (changed(healthcheck="/healthz"), "`healthcheck` is no field of a web service"),
        (changed(env="python"), "`env` is no field of a web service"),
        (without("buildCommand"), "`buildCommand` is missing"),
    ),
    "values_are_known": (
        (changed(plan="gratis"), "plan: gratis is none of free, pro"),
        (changed(region="mars"), "region: mars is none of"),
        (changed(autoDeployTrigger=True), "autoDeployTrigger: True is none of"),
    ),
    "the_free_plan_has_it": (
        (changed(disk={"name": "d", "mountPath": "/d"}), "`disk`: the free plan has no disk"),
        (changed(scaling={"minInstances": 1}), "`scaling`: the free plan has one instance"),
        (changed(numInstances=2), "`numInstances`: the free plan has one instance"),
        (changed(preDeployCommand="x"), "`preDeployCommand`: the free plan runs nothing"),
    ),
    "no_second_instance_writes": (
        (changed(DISK, numInstances=2), "a service with a disk has one instance"),
    ),
    "a_disk_holds_the_data": (
        (changed(DISK, disk={"name": "d"}), "`disk` has a name and a mountPath"),
        (changed(DISK, disk={"name": "d", "mountPath": "/d"}), "ATTUNE_DATA is no folder on"),
    ),
    "it_stops_in_time": (
        (changed(maxShutdownDelaySeconds=301), "maxShutdownDelaySeconds: 301 is not 1 to 300"),
    ),
    "it_is_built_from_the_lock": (
        (changed(buildCommand="pip install ."), "installs something that is not locked"),
        (changed(buildCommand="pip install ."), "buildCommand compiles nothing"),
    ),
    "the_front_door_is_started": (
        (changed(startCommand="gunicorn main:app"), "does not end with the front door"),
    ),
    "health_needs_no_database": (
        (changed(healthCheckPath="/readyz"), "healthCheckPath: /readyz is not /healthz"),
    ),
    "variables_have_one_source": (
        (with_variable("HOST", value="0.0.0.0", sync=False), "HOST has not one of"),  # noqa: S104
        (with_variable("HOST", fromGroup="x"), "HOST has not one of"),
        (with_variable("OMP_NUM_THREADS", value=1), "is no text; put it between quotes"),
        (with_variable("ATTUNE_KEYS", generateValue=False), "neither generated nor asked"),
        (
            changed(envVars=[{"key": "HOST", "value": "a"}, {"key": "HOST", "value": "b"}]),
            "HOST is there twice",
        ),
    ),
    "variables_are_read": (
        (with_variable("PORT", value="8000"), "PORT is set by Render"),
        (with_variable("ATTUNE_TOKENS", value="x"), "nobody reads ATTUNE_TOKENS"),
    ),
    "it_can_be_reached": (
        (with_variable("HOST", value="127.0.0.1"), "HOST is not 0.0.0.0"),
        (with_variable("HOST"), "HOST is not 0.0.0.0"),
    ),
    "people_are_told_apart": (
        (with_variable("FORWARDED_ALLOW_IPS"), "leaves out Render's proxy"),
        (with_variable("FORWARDED_ALLOW_IPS", value="10.0.0.0/8"), "leaves out Cloudflare"),
        (with_variable("FORWARDED_ALLOW_IPS", value="*"), "believes everybody"),
    ),
    "secrets_are_no_part_of_it": (
        (with_variable("DATABASE_URL", value="postgres://x"), "is a secret, and written down"),
    ),
    "strangers_stay_out": (
        (with_variable("ATTUNE_KEYS"), "ATTUNE_KEYS is not generated"),
        (with_variable("ATTUNE_TOKEN", sync=False), "ATTUNE_TOKEN is not generated"),
    ),
    "data_outlast_a_sleep": (
        (with_variable("DATABASE_URL"), "DATABASE_URL is not asked for (sync: false)"),
    ),
    "memory_is_enough": (
        (with_variable("MALLOC_ARENA_MAX"), "MALLOC_ARENA_MAX is not 1 or 2"),
        (with_variable("OMP_NUM_THREADS", value="8"), "OMP_NUM_THREADS is not 1 or 2"),
    ),
    "python_is_one_version": (
        (with_variable("PYTHON_VERSION", value="3.9.1"), "PYTHON_VERSION: 3.9.1 is no whole"),
    ),
}
CASES = [(name, service, words) for name, cases in BAD.items() for service, words in cases]


@pytest.mark.parametrize("file", [FREE, DISK], ids=lambda file: file.name)
def test_the_blueprint_holds_to_the_rules(file: Path) -> None:
    assert faults(file) == []


def test_both_believe_the_same_proxies() -> None:
    free, disk = (variables(service_of(file))["FORWARDED_ALLOW_IPS"] for file in (FREE, DISK))
    assert free == disk


@pytest.mark.parametrize(("name", "service", "words"), CASES)
def test_a_file_that_breaks_a_rule_is_refused(name: str, service: Service, words: str) -> None:
    (rule,) = (rule for rule in RULES if rule.__name__ == name)
    assert any(words in fault for fault in rule(service))
    assert any(words in fault for fault in faults_of(service))


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {name for name, _, _ in CASES} == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize(
    "text", ["[]", "services: []", "services: [3]", "databases: []\nservices: [{}]"]
)
def test_what_is_no_blueprint_of_one_service_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "render.yaml").write_text(text)
    (fault,) = faults(tmp_path / "render.yaml")
    assert fault
