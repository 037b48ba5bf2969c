"""Settings: read once from the environment, typed, and passed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

_Value = TypeVar("_Value")

POSTGRESQL = ("postgresql", "postgres")  # how a URL begins; hosts write both
# As Dask spells them.
SCHEMES = {"dask": "tcp", "dask+tls": "tls"}
# 32 letters of a generated secret carry at least the 128 bits that nobody guesses.
SHORTEST_SECRET = 32
MOST_DAYS = 36_500  # a life; the calendar does not go back for ever


class BadSetting(ValueError):
    """A setting has a value that cannot be used."""


@dataclass(frozen=True)
class Setting:
    """One setting: its name in the environment, its default as written there, what it is."""

    name: str
    default: str
    help: str
    secret: bool = False


SETTINGS = (
    Setting("ATTUNE_DATA", "data", "folder of the database, the signing key and uploads"),
    Setting(
        "DATABASE_URL",
        "",
        "database, as sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME; "
        "empty: attune.db in the data folder",
        secret=True,
    ),
    Setting(
        "ATTUNE_KEYS",
        "",
        "keys that sign models, newest first, each of 32 letters or more",
        secret=True,
    ),
    Setting(
        "ATTUNE_TOKEN",
        "",
        "token of a first person, 32 letters or more, for hosts without a shell",
        secret=True,
    ),
    Setting(
        "ATTUNE_METRICS_TOKEN",
        "",
        "token of 32 letters or more that reads /metrics alone; others need the scope admin",
        secret=True,
    ),
    Setting("HOST", "127.0.0.1", "address to listen on"),
    Setting("PORT", "8000", "port to listen on"),
    Setting(
        "ATTUNE_HOSTS",
        "",
        "names, beside localhost, that lead to a server on its own machine alone, such as a "
        "proxy's",
    ),
    Setting(
        "ATTUNE_ORIGINS",
        "",
        "origins whose pages may ask, such as https://app.example.org; none: this server's own",
    ),
    Setting(
        "FORWARDED_ALLOW_IPS",
        "127.0.0.1,::1",
        "addresses and networks of proxies that are believed who asks; * believes everybody",
    ),
    Setting(
        "ATTUNE_REQUESTS_A_MINUTE", "300", "requests that a token may send, all at once or not"
    ),
    # GraphiQL takes 7 the first time; nobody guesses a token of 256 bits, so the limit is there to
    # save work. Where everybody comes through one proxy that is not believed, they share it.
    Setting(
        "ATTUNE_STRANGERS_A_MINUTE",
        "120",
        "requests without a token in force that an address may send",
    ),
    # All insights of a person take a second the first time, and .06 s on a new day: a minute looks
    # at sixty past days in an hour, and is a sixth of what a tenth of a processor computes in one.
    Setting(
        "ATTUNE_FIT_BUDGET",
        "60",
        "seconds of CPU an hour that computing for one person may take; beyond it the last "
        "finding or a rule answers",
    ),
    Setting("ATTUNE_DEADLINE", "2.5", "seconds after which a query answers with what it has"),
    Setting(
        "COMPUTE",
        "",
        "a Dask scheduler that computes, as dask://HOST:PORT or dask+tls://HOST:PORT; "
        "empty: a process here",
    ),
    Setting("ATTUNE_FIT_LIMIT", "30", "seconds after which a computation is killed"),
    Setting("ATTUNE_UPLOAD_MB", "50", "largest upload, in megabytes"),
    Setting("ATTUNE_UNPACKED_MB", "500", "largest content of an export, in megabytes"),
    Setting("ATTUNE_KEEP_NOTES", "no", "yes keeps the free text of journal answers; no drops it"),
    Setting(
        "ATTUNE_DROP_QUESTIONS", "", "keys of journal questions never to keep, such as alcohol"
    ),
    Setting(
        "ATTUNE_KEEP_DAYS",
        "",
        "days of data to keep, such as 730; older rows are deleted, and insights have fewer "
        "nights; empty keeps everything",
    ),
    Setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "address that traces are sent to, as http://localhost:4318; needs the extra `telemetry`",
    ),
    Setting("RENDER", "", "set by Render, which keeps nothing without a disk or DATABASE_URL"),
    Setting(
        "ATTUNE_DOCUMENTS",
        "",
        "manifest of documents that clients ask for by hash, or a folder of manifests",
    ),
    Setting("ATTUNE_DOCUMENTS_ONLY", "no", "yes answers the documents of the manifests alone"),
)


@dataclass(frozen=True)
class Settings:
    """Every value that the environment decides; SETTINGS says what each means."""

    data_folder: Path
    database_url: str
    signing_keys: tuple[str, ...]
    first_token: str
    metrics_token: str
    host: str
    port: int
    host_names: frozenset[str]
    origins: frozenset[str]
    proxies: str
    requests_a_minute: int
    strangers_a_minute: int
    fit_budget: timedelta
    deadline: timedelta
    scheduler: str
    fit_limit: timedelta
    upload_limit_bytes: int
    unpacked_limit_bytes: int
    keep_notes: bool
    dropped_questions: frozenset[str]
    keep_days: int | None
    traces_url: str
    on_render: bool
    documents: Path | None
    only_registered: bool

    @property
    def on_postgresql(self) -> bool:
        """Whether DATABASE_URL names a server of PostgreSQL."""
        return self.database_url.partition("://")[0] in POSTGRESQL

    @property
    def database_file(self) -> Path:
        """The file of DATABASE_URL, or one in the data folder."""
        _, _, path = self.database_url.partition(":///")
        return Path(path) if path else self.data_folder / "attune.db"


def read(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment.

    Raises
    ------
    BadSetting
        If a value cannot be read; names the setting, the value and what it is for.
    """
    known = {setting.name: setting for setting in SETTINGS}

    def value(name: str, parse: Callable[[str], _Value]) -> _Value:
        text = environment.get(name, "").strip() or known[name].default
        try:
            return parse(text)
        except (ValueError, KeyError, OverflowError) as error:
            shown = "***" if known[name].secret else repr(text)
            default = known[name].default or "nothing"
            raise BadSetting(
                f"{name}={shown} cannot be used: {known[name].help} (default: {default})"
            ) from error

    return Settings(
        data_folder=value("ATTUNE_DATA", Path),
        database_url=value("DATABASE_URL", _database),
        signing_keys=value("ATTUNE_KEYS", _keys),
        first_token=value("ATTUNE_TOKEN", _token),
        metrics_token=value("ATTUNE_METRICS_TOKEN", _token),
        host=value("HOST", str),
        port=value("PORT", _port),
        host_names=value("ATTUNE_HOSTS", _host_names),
        origins=value("ATTUNE_ORIGINS", _origins),
        proxies=value("FORWARDED_ALLOW_IPS", _proxies),
        requests_a_minute=value("ATTUNE_REQUESTS_A_MINUTE", _count),
        strangers_a_minute=value("ATTUNE_STRANGERS_A_MINUTE", _count),
        fit_budget=value("ATTUNE_FIT_BUDGET", _seconds),
        deadline=value("ATTUNE_DEADLINE", _seconds),
        scheduler=value("COMPUTE", scheduler),
        fit_limit=value("ATTUNE_FIT_LIMIT", _seconds),
        upload_limit_bytes=value("ATTUNE_UPLOAD_MB", _megabytes),
        unpacked_limit_bytes=value("ATTUNE_UNPACKED_MB", _megabytes),
        keep_notes=value("ATTUNE_KEEP_NOTES", _yes_no),
        dropped_questions=value("ATTUNE_DROP_QUESTIONS", _words),
        keep_days=value("ATTUNE_KEEP_DAYS", _days),
        traces_url=value("OTEL_EXPORTER_OTLP_ENDPOINT", _http_url),
        on_render=value("RENDER", bool),
        documents=value("ATTUNE_DOCUMENTS", _existing),
        only_registered=value("ATTUNE_DOCUMENTS_ONLY", _yes_no),
    )


def _database(text: str) -> str:
    if text.partition("://")[0] in POSTGRESQL:
        parts = urlsplit(text)
        host = parts.hostname or dict(parse_qsl(parts.query)).get("host")
        if not (host and parts.path.strip("/") and parts.port != 0):  # what is no port raises
            raise ValueError("no host, no database, or no port")
        return text
    scheme, _, path = text.partition(":///")
    if text and (scheme != "sqlite" or not path):
        raise ValueError("no SQLite file")
    return text


def _http_url(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError("no address")
    return text


def scheduler(text: str) -> str:
    """Return the address of dask://HOST:PORT as Dask writes it.

    Raises
    ------
    ValueError
        If it is no such address.
    """
    scheme, _, place = text.partition("://")
    host, _, port = place.rpartition(":")
    if not text:
        return ""
    if scheme not in SCHEMES or not host or not _port(port):
        raise ValueError("no scheduler")
    return f"{SCHEMES[scheme]}://{place}"


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=_positive(float(text)))


def _megabytes(text: str) -> int:
    return int(_positive(int(text))) * 1_000_000


def _count(text: str) -> int:
    return int(_positive(int(text)))


def _host_names(text: str) -> frozenset[str]:
    names = _words(text.lower())
    # A name as browsers send it; the port is not looked at.
    if any(set(name) & set("/:*@") for name in names):
        raise ValueError("more than names")
    return names


def _origins(text: str) -> frozenset[str]:
    origins = _words(text)
    for origin in origins:
        scheme, _, host = origin.partition("://")
        if scheme not in {"http", "https"} or not host or set(host) & set("/*@?#"):
            raise ValueError("no origin")
    return origins


def _proxies(text: str) -> str:
    if text != "*":
        for proxy in text.split(","):
            ip_network(proxy.strip())
    return text


def _days(text: str) -> int | None:
    if not text:
        return None
    if not 1 <= int(text) <= MOST_DAYS:
        raise ValueError("no number of days")
    return int(text)


def _positive(number: float) -> float:
    if not number > 0:
        raise ValueError("not positive")
    return number


def _port(text: str) -> int:
    if not 0 <= int(text) <= 65535:
        raise ValueError("no port")
    return int(text)


def _yes_no(text: str) -> bool:
    return {"yes": True, "no": False}[text.lower()]


def _existing(text: str) -> Path | None:
    if text and not Path(text).exists():
        raise ValueError("not there")
    return Path(text) if text else None


def _token(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError("too short")
    return text


def _words(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(text.replace(",", " ").split())
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise ValueError("too short")
    return keys
