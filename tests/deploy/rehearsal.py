"""Does what the Dockerfile says, on this machine in the place of its base images.

`python -m tests.deploy.rehearsal` as root on Linux; with LOCK=requirements-cluster.lock behind it,
the image of a cluster, of which scheduler and worker are started as well. Each stage is this
machine's root under an overlay, in a mount namespace of its own, so that nothing outside of a
temporary folder changes and nothing is left mounted. What this cannot show is what the base images
lack that this machine has.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import yaml

from tests.deploy.dockerfile import Instruction, Stage, copied, stages

ROOT = Path(__file__).parents[2]
# docker-library/repo-info, repos/python/local/3.11-slim-bookworm.md of 2026-08-13: 130.01 MB of
# all layers of python:3.11.16-slim-bookworm on disk.
BASE_MB = 130.01
USER = 10001
PORT = "8123"
START_SECONDS = 120
STOP_SECONDS = 10
CHROOT = shutil.which("chroot") or "/usr/sbin/chroot"
DEVICES = ("null", "zero", "full", "random", "urandom")


@dataclass(frozen=True)
class Built:
    """A stage that was built: where its root is, and what it added to its base."""

    root: Path
    added: Path


def overlaid(folder: Path) -> Built:
    """Return this machine's root, in which everything can be changed and nothing is."""
    added, work, root = (folder / name for name in ("added", "work", "root"))
    for path in (added, work, root):
        path.mkdir(parents=True)
    _mount("-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={added},workdir={work}", root)
    _mount("-t", "proc", "proc", root / "proc")
    # Neither this checkout, nor what lies in temporary folders, nor a device is part of an image.
    for hidden in ("dev", "tmp", ROOT.relative_to("/")):
        _mount("-t", "tmpfs", "tmpfs", root / hidden)
    for name in DEVICES:
        (root / "dev" / name).touch()
        _mount("--bind", Path("/dev", name), root / "dev" / name)
    (root / "dev" / "shm").mkdir(mode=0o1777)
    (root / "dev" / "shm").chmod(0o1777)
    (root / "tmp").chmod(0o1777)
    # The interpreter of whoever runs this stands in for that of the image, at its place.
    _mount("--bind", sys.base_prefix, root / "usr/local")
    _mount("-o", "remount,ro,bind", root / "usr/local")
    return Built(root, added)


def _mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True)


class Rehearsal:
    """Builds the stages one after the other, and runs the last."""

    def __init__(self, folder: Path, context: Path, arguments: Mapping[str, str]) -> None:
        """Build in a folder, from a context that .dockerignore has been applied to."""
        self._folder = folder
        self._context = context
        self._arguments = arguments
        self._built: dict[str, Built] = {}

    def build(self) -> tuple[Stage, Built]:
        """Build everything; return the last stage."""
        *_, last = found = stages(ROOT / "Dockerfile")
        for number, stage in enumerate(found):
            print(f"== {stage.name or 'the image'}, from {stage.base}", flush=True)
            self._built[stage.name] = built = overlaid(self._folder / str(number))
            self._build(stage, built)
        return last, self._built[last.name]

    def _build(self, stage: Stage, built: Built) -> None:
        folder, arguments = "/", dict[str, str]()
        for instruction in stage.instructions:
            if instruction.name == "ARG":
                name, _, default = instruction.text.partition("=")
                arguments[name] = self._arguments.get(name, default)
            elif instruction.name == "WORKDIR":
                folder = instruction.text
                (built.root / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
            elif instruction.name == "COPY":
                self._copy(instruction, built.root, folder)
            elif instruction.name == "RUN":
                print(f"   {instruction.text}", flush=True)
                _run(built.root, folder, ["/bin/sh", "-c", instruction.text], arguments)

    def _copy(self, instruction: Instruction, root: Path, folder: str) -> None:
        stage, sources, target = copied(instruction)
        start = self._built[stage].root if stage else self._context
        into = root / Path(folder, target).relative_to("/")
        for source in sources:
            path = start / source.lstrip("/")
            if path.is_dir():
                shutil.copytree(path, into, symlinks=True, dirs_exist_ok=True)
            else:
                shutil.copy2(path, into if target.endswith("/") else into.parent)

    def added_mb(self, stage: Stage) -> Mapping[str, float]:
        """Return the size of what each COPY put into a stage."""
        built, folder = self._built[stage.name], stage.all("WORKDIR")[-1].text
        targets = [str(Path(folder, copied(each)[2])) for each in stage.all("COPY")]
        return {target: _bytes(built.root / target.lstrip("/")) / 1e6 for target in targets}


def _bytes(folder: Path) -> int:
    files = (Path(path, name) for path, _, names in os.walk(folder) for name in names)
    return sum(file.lstat().st_size for file in files)


def _run(root: Path, folder: str, words: list[str], arguments: Mapping[str, str]) -> None:
    environment = {**os.environ, "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
    # What whoever runs this has set for their own Python is none of the image's.
    kept = {name: text for name, text in environment.items() if not name.startswith("PYTHON")}
    inside = [CHROOT, str(root), "/bin/sh", "-c", 'cd "$0" && exec "$@"', folder, *words]
    subprocess.run(inside, check=True, env={**kept, **arguments})


def context(folder: Path) -> Path:
    """Return a clean checkout without what .dockerignore leaves out."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    allowed = [line.removeprefix("!") for line in lines if line.startswith("!")]
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *allowed]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


def serve(stage: Stage, built: Built, folder: Path) -> None:
    """Run the image as compose.yaml does: its root read-only, its user, one volume."""
    data, log = built.root / "data", folder / "log"
    _mount("-t", "tmpfs", "-o", f"uid={USER},gid={USER},mode=700", "tmpfs", data)
    _mount("-o", "remount,ro", built.root)
    # The stand-in looks for its own library where it was built, and others may not look there.
    environment = stage.environment | {"PORT": PORT, "LD_LIBRARY_PATH": "/usr/local/lib"}
    start, given = (stage.all(name)[-1].words for name in ("ENTRYPOINT", "CMD"))
    with log.open("wb") as out:
        server = subprocess.Popen(
            _inside(built.root, stage, [*start, *given]), env=environment, stdout=out, stderr=out
        )
    try:
        check = json.loads(stage.all("HEALTHCHECK")[-1].text.partition("CMD ")[2])
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(
            _inside(built.root, stage, check), env=environment, check=False, capture_output=True
        ).returncode:
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"it is not healthy:\n{log.read_text()}")
            time.sleep(0.5)
        print("== healthy", flush=True)
        print(f"== answers {_ask(log)}", flush=True)
    finally:
        server.send_signal(signal.SIGTERM)
        print(f"== stopped with {server.wait(STOP_SECONDS)}", flush=True)


def compute(stage: Stage, built: Built, folder: Path) -> None:
    """Run scheduler and worker as deploy/cluster.yaml does, until they know each other."""
    composed = yaml.safe_load((ROOT / "deploy" / "cluster.yaml").read_text("utf-8"))["services"]
    environment = stage.environment | {"LD_LIBRARY_PATH": "/usr/local/lib"}
    log = folder / "cluster-log"
    commands = (
        composed["scheduler"]["entrypoint"],
        [*stage.all("ENTRYPOINT")[-1].words, *composed["worker"]["command"]],
    )
    running: list[subprocess.Popen[bytes]] = []
    with log.open("ab") as out:
        for command in commands:
            here = [word.replace("scheduler:8786", "127.0.0.1:8786") for word in command]
            inside = _inside(built.root, stage, here)
            running.append(subprocess.Popen(inside, env=environment, stdout=out, stderr=out))
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Register worker" not in log.read_text():
            if any(each.poll() is not None for each in running) or time.monotonic() > deadline:
                raise SystemExit(f"the worker does not compute:\n{log.read_text()}")
            time.sleep(0.5)
        print("== computes", flush=True)
    finally:
        for each in reversed(running):
            each.send_signal(signal.SIGTERM)
            print(f"== stopped with {each.wait(STOP_SECONDS)}", flush=True)


def _inside(root: Path, stage: Stage, words: list[str]) -> list[str]:
    folder = stage.all("WORKDIR")[-1].text
    inside = [CHROOT, f"--userspec={USER}:{USER}", str(root)]
    return [*inside, "/bin/sh", "-c", 'cd "$0" && exec "$@"', folder, *words]


def _ask(log: Path) -> str:
    """Return what the server says with the token that it printed."""
    (line,) = [line for line in log.read_text().splitlines() if "shown only now" in line]
    token = line.rpartition(" ")[2]
    body = json.dumps({"query": "{ me { name } server { durability { state } } }"}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(f"http://127.0.0.1:{PORT}/graphql", body, headers)
    with urlopen(request, timeout=60) as response:  # noqa: S310
        return response.read().decode()


def main() -> None:
    """Rehearse in a mount namespace that ends with its process, and only then clear up.

    What is mounted there is not to be seen from here, and so cannot be cleared away with the rest.
    """
    given = sys.argv[1:]
    if given and Path(given[0]).is_absolute():
        _rehearse(Path(given[0]), given[1:])
        return
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir="/var/tmp") as folder:
        alone = ["unshare", "--mount", "--propagation", "private"]
        again = [*alone, sys.executable, "-m", "tests.deploy.rehearsal", folder, *given]
        subprocess.run(again, cwd=ROOT, check=True)


def _rehearse(folder: Path, given: Sequence[str]) -> None:
    arguments = dict(each.split("=", 1) for each in given)
    rehearsal = Rehearsal(folder, context(folder / "context"), arguments)
    stage, built = rehearsal.build()
    sizes = rehearsal.added_mb(stage)
    for target, size in sizes.items():
        print(f"{size:8.1f} MB {target}")
    print(f"{BASE_MB + sum(sizes.values()):8.1f} MB with the {BASE_MB} MB of its base", flush=True)
    serve(stage, built, folder)
    if arguments:
        compute(stage, built, folder)


if __name__ == "__main__":
    main()
