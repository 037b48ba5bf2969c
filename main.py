"""The way in: the command line, and `app` for an ASGI server.

Nothing is imported at the top, since every child process imports this file again.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


async def app(scope: "Scope", receive: "Receive", send: "Send") -> None:
    """Serve ASGI, with settings from the environment."""
    from commands.serve import from_environment  # noqa: PLC0415

    await from_environment()(scope, receive, send)


def main() -> int:
    """Run the command that was given."""
    import os  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from commands.line import run  # noqa: PLC0415

    return run(sys.argv[1:], os.environ)


if __name__ == "__main__":
    raise SystemExit(main())
