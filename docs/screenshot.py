"""Take the README's picture of GraphiQL holding a real answer.

With a server running, `.venv/bin/python -m docs.screenshot ADDRESS OUT.png`, where ADDRESS is the
one that the server prints, token and all. It needs chromium and chromedriver (Debian: `apt-get
install chromium chromium-driver`).
"""
# ruff: noqa: INP001 (run as a module of the project; docs is no package)

import argparse
import time
from pathlib import Path

from tests.chromium import Window, chromium

WIDTH, HEIGHT = 1400, 900
ANSWER = "document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue()"
# First models take seconds; a minute of asking again says that something else is wrong.
TRIES, PAUSE_SECONDS = 20, 3.0


def ask(window: Window) -> None:
    """Run the first tab's query, again for as long as an insight in it is learning."""
    for _ in range(TRIES):
        window.click(".graphiql-execute-button")
        window.wait_for(ANSWER)
        if window.run(f"return !{ANSWER}.includes('LEARNING')"):
            return
        time.sleep(PAUSE_SECONDS)
    raise TimeoutError("The answer was LEARNING for a minute; `python main.py doctor` may say why")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", help="http://127.0.0.1:8000/graphiql#token=...")
    parser.add_argument("out", type=Path, help="the PNG to write")
    arguments = parser.parse_args()
    address: str = arguments.address
    out: Path = arguments.out
    with chromium(WIDTH, HEIGHT) as window:
        window.open(address)
        window.wait_for("document.querySelector('.graphiql-execute-button')")
        ask(window)
        out.write_bytes(window.screenshot())


if __name__ == "__main__":
    main()
