"""Every benchmark, one after another, each in a process of its own."""

import subprocess
import sys

BENCHMARKS = (
    "import_export",
    "insights",
    "event_loop",
)


def main() -> None:
    """Run them."""
    for name in BENCHMARKS:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)


if __name__ == "__main__":
    main()
