import ast
from datetime import timedelta
from pathlib import Path

import pytest

import settings
from settings import SETTINGS, BadSetting, Setting

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "settings.md"
LONG = "0123456789abcdef0123456789abcdef"

BAD_VALUES = (
    ("DATABASE_URL", "mysql://ada:secret@example/attune"),
    ("DATABASE_URL", "postgresql://ada:secret@example"),
    ("DATABASE_URL", "postgresql://ada:secret@example:fifty/attune"),
    ("DATABASE_URL", "postgresql:///attune"),
    ("DATABASE_URL", "elsewhere.db"),
    ("ATTUNE_KEYS", "short"),
    ("ATTUNE_KEYS", f"{LONG},short"),
    ("ATTUNE_TOKEN", "short"),
    ("ATTUNE_METRICS_TOKEN", "short"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318"),
    ("PORT", "eighty"),
    ("PORT", "65536"),
    ("PORT", "-1"),
    ("ATTUNE_HOSTS", "https://attune.example.org"),
    ("ATTUNE_HOSTS", "*.example.org"),
    ("ATTUNE_ORIGINS", "*"),
    ("ATTUNE_ORIGINS", "app.example.org"),
    ("ATTUNE_ORIGINS", "https://app.example.org/"),
    ("FORWARDED_ALLOW_IPS", "proxy"),
    ("FORWARDED_ALLOW_IPS", "10.0.0.1/8"),
    ("ATTUNE_REQUESTS_A_MINUTE", "0"),
    ("ATTUNE_STRANGERS_A_MINUTE", "few"),
    ("ATTUNE_FIT_BUDGET", "0"),
    ("ATTUNE_DEADLINE", "0"),
    ("ATTUNE_DEADLINE", "nan"),
    ("ATTUNE_DEADLINE", "inf"),
    ("COMPUTE", "tcp://10.0.0.5:8786"),
    ("COMPUTE", "dask://8786"),
    ("COMPUTE", "dask://10.0.0.5:port"),
    ("ATTUNE_FIT_LIMIT", "-3"),
    ("ATTUNE_FIT_LIMIT", "half a minute"),
    ("ATTUNE_UPLOAD_MB", "0"),
    ("ATTUNE_UPLOAD_MB", "1.5"),
    ("ATTUNE_UNPACKED_MB", "many"),
    ("ATTUNE_KEEP_NOTES", "perhaps"),
    ("ATTUNE_KEEP_DAYS", "0"),
    ("ATTUNE_KEEP_DAYS", "-30"),
    ("ATTUNE_KEEP_DAYS", "36501"),
    ("ATTUNE_KEEP_DAYS", "a year"),
    ("ATTUNE_DOCUMENTS", "nowhere.json"),
    ("ATTUNE_DOCUMENTS_ONLY", "sometimes"),
)
NAMED = {setting.name: setting for setting in SETTINGS}


def test_the_defaults_are_read_from_an_empty_environment() -> None:
    defaults = settings.read({})
    assert defaults.data_folder == Path("data")
    assert (defaults.host, defaults.port) == ("127.0.0.1", 8000)
    assert (defaults.host_names, defaults.origins) == (frozenset(), frozenset())
    assert defaults.proxies == "127.0.0.1,::1"
    assert (defaults.requests_a_minute, defaults.strangers_a_minute) == (300, 120)
    assert defaults.fit_budget == timedelta(minutes=1)
    assert defaults.deadline == timedelta(seconds=2)
    assert defaults.fit_limit == timedelta(seconds=30)
    assert defaults.upload_limit_bytes == 50_000_000
    assert defaults.unpacked_limit_bytes == 500_000_000
    assert (defaults.database_url, defaults.signing_keys, defaults.first_token) == ("", (), "")
    assert defaults.scheduler == ""
    assert (defaults.keep_notes, defaults.keep_days) == (False, None)
    assert defaults.on_render is False
    assert (defaults.documents, defaults.only_registered) == (None, False)


def test_every_setting_is_read() -> None:
    given = settings.read(
        {
            "ATTUNE_DATA": "/srv/attune",
            "DATABASE_URL": "sqlite:///elsewhere.db",
            "ATTUNE_KEYS": f"{LONG}, {LONG[::-1]}",
            "ATTUNE_TOKEN": LONG,
            "ATTUNE_METRICS_TOKEN": LONG[::-1],
            "HOST": "::1",
            "PORT": " 10000 ",
            "ATTUNE_HOSTS": "Attune.example.org, attune",
            "ATTUNE_ORIGINS": "https://app.example.org http://localhost:3000",
            "FORWARDED_ALLOW_IPS": "10.0.0.0/8, ::1",
            "ATTUNE_REQUESTS_A_MINUTE": "30",
            "ATTUNE_STRANGERS_A_MINUTE": "5",
            "ATTUNE_FIT_BUDGET": "120",
            "ATTUNE_DEADLINE": "0.5",
            "COMPUTE": "dask+tls://10.0.0.5:8786",
            "ATTUNE_FIT_LIMIT": "60",
            "ATTUNE_UPLOAD_MB": "1",
            "ATTUNE_UNPACKED_MB": "2",
            "ATTUNE_KEEP_NOTES": "YES",
            "ATTUNE_DROP_QUESTIONS": "alcohol, stress",
            "ATTUNE_KEEP_DAYS": "730",
            "RENDER": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318",
            "ATTUNE_DOCUMENTS": str(ROOT),
            "ATTUNE_DOCUMENTS_ONLY": "yes",
        }
    )
    assert given.data_folder == Path("/srv/attune")
    assert given.database_url == "sqlite:///elsewhere.db"
    assert given.signing_keys == (LONG, LONG[::-1])
    assert (given.first_token, given.metrics_token) == (LONG, LONG[::-1])
    assert (given.host, given.port) == ("::1", 10000)
    assert given.host_names == {"attune.example.org", "attune"}
    assert given.origins == {"https://app.example.org", "http://localhost:3000"}
    assert given.proxies == "10.0.0.0/8, ::1"
    assert (given.requests_a_minute, given.strangers_a_minute) == (30, 5)
    assert given.fit_budget == timedelta(minutes=2)
    assert (given.deadline, given.fit_limit) == (timedelta(seconds=0.5), timedelta(minutes=1))
    assert (given.upload_limit_bytes, given.unpacked_limit_bytes) == (1_000_000, 2_000_000)
    assert given.scheduler == "tls://10.0.0.5:8786"
    assert settings.read({"COMPUTE": "dask://cluster:1"}).scheduler == "tcp://cluster:1"
    assert given.keep_notes is True
    assert given.dropped_questions == {"alcohol", "stress"}
    assert given.keep_days == 730
    assert given.on_render is True
    assert given.traces_url == "http://localhost:4318"
    assert (given.documents, given.only_registered) == (ROOT, True)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:secret@example/attune",
        "postgres://ada:secret@example:5432/attune?sslmode=require&channel_binding=require",
        "postgresql:///attune?host=/run/postgresql",
    ],
)
def test_a_server_of_postgresql_is_taken_as_hosts_write_it(url: str) -> None:
    assert settings.read({"DATABASE_URL": url}).on_postgresql
    assert not settings.read({}).on_postgresql


def test_an_empty_value_is_the_default() -> None:
    assert settings.read(dict.fromkeys(NAMED, "")) == settings.read({})


def test_every_setting_that_can_be_bad_is_tried() -> None:
    takes_any_text = {"ATTUNE_DATA", "HOST", "ATTUNE_DROP_QUESTIONS", "RENDER"}
    assert {name for name, _ in BAD_VALUES} == set(NAMED) - takes_any_text


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_bad_value_names_the_setting_and_shows_no_secret(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        settings.read({name: value})
    shown = "***" if NAMED[name].secret else repr(value)
    assert str(refused.value).startswith(f"{name}={shown} cannot be used: {NAMED[name].help}")
    if NAMED[name].secret:
        assert value not in str(refused.value)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_documented_table_has_the_setting(setting: Setting) -> None:
    assert row(setting) in DOCUMENT.read_text().splitlines()


def test_the_documented_table_has_nothing_else() -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| `")]
    assert rows == [row(setting) for setting in SETTINGS]


def test_settings_import_nothing_of_ours() -> None:
    ours = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()}
    imported: list[str] = []
    texts = "".join((ROOT / name).read_text() for name in ("settings.py", "setting_values.py"))
    for node in ast.walk(ast.parse(texts)):
        if isinstance(node, ast.ImportFrom):
            imported.append(node.module or "")
        elif isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
    assert ours & {name.partition(".")[0] for name in imported} == {"setting_values"}


def row(setting: Setting) -> str:
    """Return a setting as its row of the documented table."""
    default = f"`{setting.default}`" if setting.default else "none"
    meaning = f"{setting.help} (secret)" if setting.secret else setting.help
    return f"| `{setting.name}` | {default} | {meaning} |"
