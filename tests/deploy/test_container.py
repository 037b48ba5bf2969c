"""The container, as far as it can be looked at without an engine that runs it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import setting_values
from commands.line import COMMANDS
from settings import SETTINGS
from tests.commands.running import ROOT
from tests.deploy.dockerfile import Stage, copied, stages
from tests.deploy.rehearsal import USER, context
from tests.leaving_out import do_without
from tests.processes.serving import serving

DOCKERFILE = ROOT / "Dockerfile"
BUILDING, RUNNING = stages(DOCKERFILE)[1:]


def only(stage: Stage, name: str) -> str:
    (instruction,) = stage.all(name)
    return instruction.text


def test_a_linter_that_knows_dockerfiles_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, DOCKERFILE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_runs_was_built_elsewhere() -> None:
    assert len(stages(DOCKERFILE)) > 1
    assert {copied(each)[0] for each in RUNNING.all("COPY")} == {BUILDING.name}
    assert RUNNING.base == BUILDING.base  # or what was compiled is compiled again


def test_it_runs_as_nobody_in_particular() -> None:
    assert only(RUNNING, "USER") == str(USER)
    order = [each.name for each in RUNNING.instructions]
    assert order.index("USER") > max(at for at, name in enumerate(order) if name in {"RUN", "COPY"})


def test_it_keeps_everything_in_one_volume() -> None:
    assert only(RUNNING, "VOLUME") == RUNNING.environment["ATTUNE_DATA"]


def test_its_health_is_asked_for_by_what_is_there() -> None:
    assert only(RUNNING, "HEALTHCHECK").endswith('CMD ["python", "main.py", "healthy"]')
    assert "curl" not in DOCKERFILE.read_text("utf-8")


def test_it_sets_what_somebody_reads() -> None:
    read = {setting.name for setting in SETTINGS}
    read |= {"PATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"}
    assert set(RUNNING.environment) - read == {"PYTHONDONTWRITEBYTECODE"}


def test_all_that_is_copied_is_let_in_and_nothing_else(tmp_path: Path) -> None:
    let_in = {path.name for path in context(tmp_path).iterdir()}
    taken = {
        Path(source).name
        for stage in stages(DOCKERFILE)
        for each in stage.all("COPY")
        if not copied(each)[0]
        for source in copied(each)[1]
    }
    assert taken == let_in
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in lines
    assert not {"!data", "!tests", "!.git", "!.venv"} & set(lines)


def test_compose_needs_nothing_and_gives_nothing_away() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert "$" not in text  # no setting is asked for
    composed = yaml.safe_load(text)
    (service,) = composed["services"].values()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108  that of the container
    ((volume, _, folder),) = (each.partition(":") for each in service["volumes"])
    assert (set(composed["volumes"]), folder) == ({volume}, only(RUNNING, "VOLUME"))
    (port,) = service["ports"]
    assert port == f"127.0.0.1:8000:{RUNNING.environment['PORT']}"


def test_a_cluster_is_of_one_image_in_which_nobody_reaches_it() -> None:
    services = yaml.safe_load((ROOT / "deploy" / "cluster.yaml").read_text("utf-8"))["services"]
    assert {service["image"] for service in services.values()} == {"attune-cluster"}
    assert not any("ports" in service for service in services.values())
    (lock,) = services["attune"]["build"]["args"].values()
    assert lock in {word for each in BUILDING.all("COPY") for word in each.words}
    command, address = services["worker"]["command"]
    assert command in COMMANDS
    assert services["attune"]["environment"] == {"COMPUTE": address}
    assert setting_values.scheduler(address) == "tcp://scheduler:8786"
    for name in ("scheduler", "worker"):
        assert services[name]["read_only"] is True
        assert services[name]["tmpfs"] == ["/tmp", only(RUNNING, "VOLUME")]  # noqa: S108
        assert services[name]["cap_drop"] == ["ALL"]
    assert services["scheduler"]["entrypoint"][-1].startswith("127.0.0.1:")


def test_a_first_start_makes_what_is_missing_and_a_second_does_not(tmp_path: Path) -> None:
    words = ("--host", "0.0.0.0", "--prepare")  # noqa: S104
    with serving(tmp_path / "data", *words) as server:
        (line,) = [line for line in server.text.splitlines() if "shown only now" in line]
        address = server.address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        port = address.rpartition(":")[2]
        assert healthy(tmp_path, HOST="0.0.0.0", PORT=port) == ""  # noqa: S104
    assert (tmp_path / "data" / "signing.key").exists()
    with serving(tmp_path / "data", *words) as server:
        assert "shown only now" not in server.text
    assert "nobody answers on 127.0.0.1" in healthy(tmp_path, PORT=port)
    assert line.rpartition(" ")[2].startswith("attune_")


def healthy(data: Path, **settings: str) -> str:
    """Return what the command that asks for health complains of."""
    done = subprocess.run(
        [sys.executable, "main.py", "healthy"],
        cwd=ROOT,
        env={"PATH": os.defpath, "ATTUNE_DATA": str(data), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (done.stderr == ""), done.stderr
    return done.stderr


@pytest.mark.audit
@pytest.mark.parametrize(
    ("given", "megabytes", "says"),
    [([], 450, ["answers"]), (["LOCK=requirements-cluster.lock"], 480, ["answers", "computes"])],
    ids=["as it is", "for a cluster"],
)
def test_its_steps_lead_to_a_server_that_answers(
    given: list[str], megabytes: float, says: list[str]
) -> None:
    if os.geteuid() != 0 or not shutil.which("unshare") or sys.platform != "linux":
        do_without("only root on Linux can put a folder in the place of an image")
    command = [sys.executable, "-m", "tests.deploy.rehearsal", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '== answers {"data":{"me":{"name":"me"}' in done.stdout
    assert all(f"== {each}" in done.stdout for each in says)
    assert "== stopped with -15" in done.stdout  # as uvicorn ends, having stopped everything
    (total,) = [line for line in done.stdout.splitlines() if "with the" in line]
    assert float(total.split()[0]) < megabytes
