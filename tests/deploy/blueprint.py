"""What is wrong with a Blueprint of Render, as far as a file tells it.

The fields are those of Render's Blueprint YAML reference for a web service that is built from a
repository; what the free plan refuses is from its page on free instances.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TypeAlias

import yaml

from setting_values import SHORTEST_SECRET
from settings import SETTINGS

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"
Service: TypeAlias = Mapping[str, Value]
Rule: TypeAlias = Callable[[Service], Iterator[str]]

FIELDS = {
    *("type", "name", "runtime", "plan", "region", "repo", "branch", "rootDir"),
    *("autoDeployTrigger", "buildFilter", "buildCommand", "startCommand", "preDeployCommand"),
    *("healthCheckPath", "maxShutdownDelaySeconds", "envVars", "domains", "disk", "previews"),
    *("numInstances", "scaling", "ipAllowList", "renderSubdomainPolicy"),
}
REQUIRED = {"type", "name", "runtime", "plan", "buildCommand", "startCommand", "envVars"}
ONE_OF = {
    "type": {"web"},  # of the others none can be reached from outside
    "runtime": {"python"},
    "plan": {"free", "starter", "standard", "pro", "pro plus", "pro max", "pro ultra"},
    "region": {"oregon", "ohio", "virginia", "frankfurt", "singapore"},
    "autoDeployTrigger": {"commit", "checksPass", "off"},
}
NOT_ON_FREE = {
    "disk": "has no disk; keep the data in DATABASE_URL",
    "scaling": "has one instance",
    "preDeployCommand": "runs nothing before a deploy; the server migrates as it starts",
}
NOT_ANSWERED_FROM_A_DATABASE = "/healthz"
# Set by Render itself; another value would have its proxy look for the service in vain.
RENDERS_OWN = {"PORT", "RENDER"}
# Peer and last hop of a request, as operators of services at Render have seen them.
SEEN_ON_THE_WAY = {"10.21.157.68": "Render's proxy", "104.22.17.40": "Cloudflare"}
# What the interpreter, its libraries and the memory allocator read.
BESIDE_OURS = {"PYTHON_VERSION", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"}
SOURCES = {"value", "generateValue", "sync"}
LONGEST_SHUTDOWN_SECONDS = 300


def faults(file: Path) -> list[str]:
    """Return what is wrong with a file, one sentence each."""
    blueprint: Value = yaml.safe_load(file.read_text("utf-8"))
    if not isinstance(blueprint, Mapping) or set(blueprint) != {"services"}:
        return ["a Blueprint here has `services`, and nothing else"]
    services = blueprint["services"]
    if not isinstance(services, list) or len(services) != 1:
        return ["it has one service: a second process would be a second writer"]
    (service,) = services
    return faults_of(service) if isinstance(service, Mapping) else ["a service has fields"]


def faults_of(service: Service) -> list[str]:
    """Return what is wrong with a service."""
    return [fault for rule in RULES for fault in rule(service)]


def fields_are_known(service: Service) -> Iterator[str]:
    for name in sorted(set(service) - FIELDS):
        yield f"`{name}` is no field of a web service"
    for name in sorted(REQUIRED - set(service)):
        yield f"`{name}` is missing"


def values_are_known(service: Service) -> Iterator[str]:
    for name, known in ONE_OF.items():
        if name in service and service[name] not in known:
            yield f"{name}: {service[name]} is none of {', '.join(sorted(known))}"


def the_free_plan_has_it(service: Service) -> Iterator[str]:
    if service.get("plan") != "free":
        return
    for name in sorted(NOT_ON_FREE.keys() & service.keys()):
        yield f"`{name}`: the free plan {NOT_ON_FREE[name]}"
    if service.get("numInstances", 1) != 1:
        yield "`numInstances`: the free plan has one instance"


def no_second_instance_writes(service: Service) -> Iterator[str]:
    if "disk" in service and ("scaling" in service or service.get("numInstances", 1) != 1):
        yield "`disk`: a service with a disk has one instance"


def a_disk_holds_the_data(service: Service) -> Iterator[str]:
    disk = service.get("disk")
    if disk is None:
        return
    if not isinstance(disk, Mapping) or not {"name", "mountPath"} <= set(disk):
        yield "`disk` has a name and a mountPath"
        return
    data = variables(service).get("ATTUNE_DATA", {}).get("value")
    if not (isinstance(data, str) and data.startswith(f"{disk['mountPath']}/")):
        yield f"ATTUNE_DATA is no folder on the disk at {disk['mountPath']}"


def it_stops_in_time(service: Service) -> Iterator[str]:
    seconds = service.get("maxShutdownDelaySeconds", 30)
    if not (isinstance(seconds, int) and 1 <= seconds <= LONGEST_SHUTDOWN_SECONDS):
        yield f"maxShutdownDelaySeconds: {seconds} is not 1 to {LONGEST_SHUTDOWN_SECONDS}"


def it_is_built_from_the_lock(service: Service) -> Iterator[str]:
    command = str(service.get("buildCommand"))
    if "pip install --require-hashes -r requirements.lock" not in command:
        yield "buildCommand installs something that is not locked"
    if "python -m compileall" not in command:
        yield "buildCommand compiles nothing, so that every cold start does"


def the_front_door_is_started(service: Service) -> Iterator[str]:
    if not re.search(r"python main\.py serve\"?$", str(service.get("startCommand"))):
        yield "startCommand does not end with the front door: python main.py serve"


def health_needs_no_database(service: Service) -> Iterator[str]:
    path = service.get("healthCheckPath")
    if path != NOT_ANSWERED_FROM_A_DATABASE:
        yield f"healthCheckPath: {path} is not {NOT_ANSWERED_FROM_A_DATABASE}"


def variables_have_one_source(service: Service) -> Iterator[str]:
    seen: set[Value] = set()
    for given in _given(service):
        key = given.get("key")
        if key in seen:
            yield f"{key} is there twice"
        seen.add(key)
        if len(SOURCES & given.keys()) != 1 or set(given) - SOURCES - {"key"}:
            yield f"{key} has not one of {', '.join(sorted(SOURCES))}"
        if not isinstance(given.get("value", ""), str):
            yield f"{key}: {given['value']} is no text; put it between quotes"
        if given.get("generateValue", True) is not True or given.get("sync", False) is not False:
            yield f"{key} is neither generated nor asked for"


def variables_are_read(service: Service) -> Iterator[str]:
    ours = {setting.name for setting in SETTINGS}
    for key in variables(service):
        if key in RENDERS_OWN:
            yield f"{key} is set by Render"
        elif key not in ours | BESIDE_OURS and not key.startswith("LITESTREAM_"):
            yield f"nobody reads {key}"


def it_can_be_reached(service: Service) -> Iterator[str]:
    if variables(service).get("HOST", {}).get("value") != "0.0.0.0":  # noqa: S104  that is the rule
        yield "HOST is not 0.0.0.0, and Render's proxy comes from outside"


def people_are_told_apart(service: Service) -> Iterator[str]:
    """Each hop appends the one before it, so that of those who are believed the last one counts."""
    believed = str(variables(service).get("FORWARDED_ALLOW_IPS", {}).get("value"))
    if believed == "*":
        yield "FORWARDED_ALLOW_IPS believes everybody, and so whoever makes up an address"
        return
    networks = [each.strip() for each in believed.split(",")]
    for seen, whose in SEEN_ON_THE_WAY.items():
        if not any(within(seen, network) for network in networks):
            yield f"FORWARDED_ALLOW_IPS leaves out {whose}, whose address all would share"


def within(address: str, network: str) -> bool:
    try:
        return ip_address(address) in ip_network(network)
    except ValueError:
        return False


def secrets_are_no_part_of_it(service: Service) -> Iterator[str]:
    secret = {setting.name for setting in SETTINGS if setting.secret}
    for key, given in variables(service).items():
        if (key in secret or key.startswith("LITESTREAM_")) and "value" in given:
            yield f"{key} is a secret, and written down here"


def strangers_stay_out(service: Service) -> Iterator[str]:
    for key in ("ATTUNE_KEYS", "ATTUNE_TOKEN"):
        if variables(service).get(key, {}).get("generateValue") is not True:
            yield f"{key} is not generated: {SHORTEST_SECRET} letters nobody knows are needed"


def data_outlast_a_sleep(service: Service) -> Iterator[str]:
    asked = variables(service).get("DATABASE_URL", {}).get("sync") is False
    if "disk" not in service and not asked:
        yield "DATABASE_URL is not asked for (sync: false), and there is no disk"


def memory_is_enough(service: Service) -> Iterator[str]:
    for key in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"):
        if not re.fullmatch(r"[12]", str(variables(service).get(key, {}).get("value"))):
            yield f"{key} is not 1 or 2, and 512 MB are soon full"


def python_is_one_version(service: Service) -> Iterator[str]:
    version = variables(service).get("PYTHON_VERSION", {}).get("value")
    if not re.fullmatch(r"3\.1[1-9]\.\d+", str(version)):
        yield f"PYTHON_VERSION: {version} is no whole version from 3.11.0 on"


def variables(service: Service) -> dict[str, Service]:
    """Return the environment by name."""
    return {str(given.get("key")): given for given in _given(service)}


def _given(service: Service) -> list[Service]:
    listed = service.get("envVars")
    return (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )


RULES: tuple[Rule, ...] = (
    fields_are_known,
    values_are_known,
    the_free_plan_has_it,
    no_second_instance_writes,
    a_disk_holds_the_data,
    it_stops_in_time,
    it_is_built_from_the_lock,
    the_front_door_is_started,
    health_needs_no_database,
    variables_have_one_source,
    variables_are_read,
    it_can_be_reached,
    people_are_told_apart,
    secrets_are_no_part_of_it,
    strangers_stay_out,
    data_outlast_a_sleep,
    memory_is_enough,
    python_is_one_version,
)
