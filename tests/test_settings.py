"""The settings: their defaults, and one clear line for each way to get them wrong."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import SettingsError, load_settings

SECRET = "x" * 32
PROJECT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SMARTSKOLA_ENVIRONMENT": "production",
    "SMARTSKOLA_SECRET": SECRET,
    "SMARTSKOLA_PUBLIC_URL": "https://smartskola.example",
    "SMARTSKOLA_OPERATOR": "Skolan",
    "SMARTSKOLA_CONTACT": "08-123 45 67",
}
NOT_AN_ADDRESS = (
    "SMARTSKOLA_PUBLIC_URL must be an address without path, as in https://smartskola.example; correct it"
)
MAKE_ONE = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def _set(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_load_settings_without_anything_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.environment == "development"
    assert settings.data_dir == tmp_path / "data"
    assert settings.content_dir == PROJECT / "content"
    assert settings.media_dir == PROJECT / "media"
    assert settings.locales_dir == PROJECT / "locales"
    assert settings.database_url is None
    assert settings.database_address == f"sqlite:///{tmp_path}/data/smartskola.db"
    assert settings.sqlite_file == tmp_path / "data" / "smartskola.db"
    assert settings.publishes_unreviewed
    assert settings.secret is None
    assert settings.old_secrets == ()
    assert settings.public_url is None
    assert not settings.uses_https
    assert settings.allowed_hosts == ("localhost", "127.0.0.1", "[::1]", "testserver")
    assert settings.trusted_proxies == 0
    assert settings.log_level == "INFO"
    assert settings.models_dir == tmp_path / "data" / "models"
    assert settings.speech_model is None
    assert (settings.speech_device, settings.speech_memory_gb) == ("cpu", 8)


@pytest.mark.parametrize(
    ("chosen", "cores", "threads"), [("0", 8, 7), ("0", 1, 1), ("0", None, 1), ("3", 8, 3)]
)
def test_threads_leave_a_core_for_the_readers(
    monkeypatch: pytest.MonkeyPatch, chosen: str, cores: int | None, threads: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setenv("SMARTSKOLA_SPEECH_THREADS", chosen)
    assert load_settings().threads == threads


def test_load_settings_for_production(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, PRODUCTION)
    settings = load_settings()
    assert settings.publish == "approved"
    assert not settings.publishes_unreviewed
    assert settings.allowed_hosts[-1] == "smartskola.example"
    assert SECRET not in repr(settings)


def test_load_settings_lets_production_publish_labelled(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, PRODUCTION | {"SMARTSKOLA_PUBLISH": "labelled"})
    assert load_settings().publishes_unreviewed


def test_load_settings_reads_every_kind_of_value(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "SMARTSKOLA_DATA_DIR": "/srv/smartskola",
        "SMARTSKOLA_ALLOWED_HOSTS": " Skola.example , ,other.example",
        "SMARTSKOLA_PUBLIC_URL": "http://[2001:db8::1]:8000/",
        "SMARTSKOLA_TRUSTED_PROXIES": "2",
        "SMARTSKOLA_LOG_LEVEL": "debug",
        "SMARTSKOLA_MODELS_DIR": "/srv/models",
        "SMARTSKOLA_SPEECH_MODEL": "kb-whisper-small",
        "SMARTSKOLA_SPEECH_DEVICE": "cuda",
        "SMARTSKOLA_DATABASE_URL": "",
    }
    _set(monkeypatch, values)
    settings = load_settings()
    assert settings.data_dir == Path("/srv/smartskola")
    assert settings.allowed_hosts == ("skola.example", "other.example", "[2001:db8::1]")
    assert settings.public_url == "http://[2001:db8::1]:8000"
    assert settings.trusted_proxies == 2
    assert settings.models_dir == Path("/srv/models")
    assert (settings.speech_model, settings.speech_device) == ("kb-whisper-small", "cuda")
    assert settings.log_level == "DEBUG"
    assert settings.database_url is None


def test_load_settings_puts_what_is_chosen_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTSKOLA_ENVIRONMENT", "development")
    assert load_settings(environment="demo").environment == "demo"


def test_load_settings_reads_no_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SMARTSKOLA_ENVIRONMENT=demo\n")
    monkeypatch.chdir(tmp_path)
    assert load_settings().environment == "development"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", []),
        (" , ,", []),
        ("old-one", ["old-one"]),
        (" newer-one , oldest,", ["newer-one", "oldest"]),
        (SECRET, [SECRET]),
    ],
)
def test_old_secrets_are_split_at_commas(
    monkeypatch: pytest.MonkeyPatch, given: str, kept: list[str]
) -> None:
    monkeypatch.setenv("SMARTSKOLA_OLD_SECRETS", given)
    settings = load_settings()
    assert [one.get_secret_value() for one in settings.old_secrets] == kept
    assert not any(one in repr(settings) for one in kept)


def test_old_secrets_as_a_list_from_the_program() -> None:
    settings = load_settings(old_secrets=["older, with a comma", "oldest"])
    assert [one.get_secret_value() for one in settings.old_secrets] == ["older, with a comma", "oldest"]


def test_old_secrets_of_a_wrong_kind_are_not_quoted() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(old_secrets=4711)
    assert str(caught.value).startswith("SMARTSKOLA_OLD_SECRETS is wrong: ")
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize(
    ("public_url", "uses_https"),
    [
        (None, False),
        ("http://smartskola.example", False),
        ("https://smartskola.example", True),
        ("https://smartskola.example:8443/", True),
    ],
)
def test_uses_https(public_url: str | None, uses_https: bool) -> None:
    assert load_settings(public_url=public_url).uses_https is uses_https


@pytest.mark.parametrize(
    ("given", "address", "file"),
    [
        ("postgresql://anna:pw@db/skola", "postgresql+psycopg://anna:pw@db/skola", None),
        ("postgres://db/skola", "postgresql+psycopg://db/skola", None),
        ("postgresql+psycopg://db/skola", "postgresql+psycopg://db/skola", None),
        ("sqlite:////srv/a.db", "sqlite:////srv/a.db", Path("/srv/a.db")),
    ],
)
def test_database_address_of_each_scheme(
    monkeypatch: pytest.MonkeyPatch, given: str, address: str, file: Path | None
) -> None:
    monkeypatch.setenv("SMARTSKOLA_DATABASE_URL", given)
    settings = load_settings()
    assert settings.database_address == address
    assert settings.sqlite_file == file


def test_settings_are_frozen() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.environment = "demo"  # type: ignore[misc]  # what is refused


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SECRET", "short", f"SMARTSKOLA_SECRET must have at least 32 characters; {MAKE_ONE}"),
        (
            "DATABASE_URL",
            "mysql://anna:hemligt@db/skola",
            "SMARTSKOLA_DATABASE_URL must start with sqlite:/// or postgresql://; "
            "correct it, or leave it out to use SQLite",
        ),
        (
            "DATABASE_URL",
            "sqlite://",
            "SMARTSKOLA_DATABASE_URL must name a file, as in sqlite:////srv/smartskola.db, "
            "because web and worker share it",
        ),
        (
            "DATABASE_URL",
            "sqlite:///:memory:",
            "SMARTSKOLA_DATABASE_URL must name a file, as in sqlite:////srv/smartskola.db, "
            "because web and worker share it",
        ),
        (
            "PUBLIC_URL",
            "ftp://smartskola.example",
            NOT_AN_ADDRESS,
        ),
        (
            "PUBLIC_URL",
            "https://smartskola.example/start",
            NOT_AN_ADDRESS,
        ),
        (
            "PUBLIC_URL",
            "HTTPS://smartskola.example",
            NOT_AN_ADDRESS,
        ),
        (
            "PUBLIC_URL",
            "http://[::1",
            NOT_AN_ADDRESS,
        ),
        (
            "TRUSTED_PROXIES",
            "many",
            "SMARTSKOLA_TRUSTED_PROXIES is wrong: input should be a valid integer, "
            "unable to parse string as an integer; correct it, or remove it to use the default",
        ),
        (
            "LOG_LEVEL",
            "loud",
            "SMARTSKOLA_LOG_LEVEL is wrong: input should be 'debug', 'info', 'warning' or 'error'; "
            "correct it, or remove it to use the default",
        ),
    ],
)
def test_load_settings_refuses_a_wrong_value_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(f"SMARTSKOLA_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == line
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"SECRET": ""}, f"SMARTSKOLA_SECRET is missing, and production needs it; {MAKE_ONE}"),
        (
            {"PUBLIC_URL": ""},
            "SMARTSKOLA_PUBLIC_URL is missing, and production needs it; give the address people type",
        ),
        (
            {"PUBLIC_URL": "http://smartskola.example"},
            "SMARTSKOLA_PUBLIC_URL must start with https:// in production; "
            "put a proxy with a certificate in front",
        ),
        (
            {"OPERATOR": ""},
            "SMARTSKOLA_OPERATOR is missing, and production needs it; name who runs the site",
        ),
        (
            {"CONTACT": ""},
            "SMARTSKOLA_CONTACT is missing, and production needs it; give an e-mail address or number",
        ),
    ],
)
def test_load_settings_refuses_production_without(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], line: str
) -> None:
    _set(monkeypatch, PRODUCTION | {f"SMARTSKOLA_{name}": value for name, value in changed.items()})
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == line


@pytest.mark.parametrize("name", ["SMARTSKOLA_SECRETS", "smartskola_datadir", "SMARTSKOLA_"])
def test_load_settings_refuses_an_unknown_variable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "hemligt")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    line = str(caught.value)
    assert line.startswith(
        f"{name.upper()} is not a setting; remove it or correct its name (known: SMARTSKOLA_"
    )
    assert "hemligt" not in line
    assert "\n" not in line


def test_load_settings_refuses_an_unknown_argument() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(secrets="hemligt")
    assert str(caught.value) == "SMARTSKOLA_SECRETS is not a setting; remove it or correct its name"


def test_load_settings_counts_further_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, {"SMARTSKOLA_ENVIRONMENT": "test", "SMARTSKOLA_TRUSTED_PROXIES": "-1"})
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "SMARTSKOLA_ENVIRONMENT is wrong: input should be 'development', 'demo' or 'production'; "
        "correct it, or remove it to use the default (1 more wrong)"
    )
