"""Settings: read once from the environment, typed, and passed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import setting_values as values

_Value = TypeVar("_Value")


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
    # On a tenth of a processor the answer itself takes up to another second, and is due in three.
    Setting("ATTUNE_DEADLINE", "2", "seconds after which a query answers with what it has"),
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
        return self.database_url.partition("://")[0] in values.POSTGRESQL

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
        database_url=value("DATABASE_URL", values.database),
        signing_keys=value("ATTUNE_KEYS", values.keys),
        first_token=value("ATTUNE_TOKEN", values.token),
        metrics_token=value("ATTUNE_METRICS_TOKEN", values.token),
        host=value("HOST", str),
        port=value("PORT", values.port),
        host_names=value("ATTUNE_HOSTS", values.host_names),
        origins=value("ATTUNE_ORIGINS", values.origins),
        proxies=value("FORWARDED_ALLOW_IPS", values.proxies),
        requests_a_minute=value("ATTUNE_REQUESTS_A_MINUTE", values.count),
        strangers_a_minute=value("ATTUNE_STRANGERS_A_MINUTE", values.count),
        fit_budget=value("ATTUNE_FIT_BUDGET", values.seconds),
        deadline=value("ATTUNE_DEADLINE", values.seconds),
        scheduler=value("COMPUTE", values.scheduler),
        fit_limit=value("ATTUNE_FIT_LIMIT", values.seconds),
        upload_limit_bytes=value("ATTUNE_UPLOAD_MB", values.megabytes),
        unpacked_limit_bytes=value("ATTUNE_UNPACKED_MB", values.megabytes),
        keep_notes=value("ATTUNE_KEEP_NOTES", values.yes_no),
        dropped_questions=value("ATTUNE_DROP_QUESTIONS", values.words),
        keep_days=value("ATTUNE_KEEP_DAYS", values.days),
        traces_url=value("OTEL_EXPORTER_OTLP_ENDPOINT", values.http_url),
        on_render=value("RENDER", bool),
        documents=value("ATTUNE_DOCUMENTS", values.existing),
        only_registered=value("ATTUNE_DOCUMENTS_ONLY", values.yes_no),
    )
