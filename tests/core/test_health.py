"""The doctor: every check when all is well, and when it is not."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.core import health
from app.core.audit import Happening, record_event
from app.core.database import Database, open_database
from app.core.ffmpeg import NEEDED, find_ffmpeg
from app.core.health import Check
from app.settings import Settings

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NAMES = [
    "SQLite build",
    "Database",
    "Disk",
    "Clock",
    "Secret",
    "Proxy headers",
    "ffmpeg",
    "Speech: whisper",
    "Speech: faster_whisper",
    "Font for print: Arabic",
    "Font for print: Tigrinya",
]


def _by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


@pytest.mark.data
def test_run_checks_of_a_sound_installation(settings: Settings, database: Database) -> None:
    with database.writing() as session:
        happening = Happening(
            actor_kind="a", actor_id="1", action="x", object_kind="o", object_id="1", purpose="p"
        )
        record_event(session, happening, clock=lambda: NOW)
    checks = health.run_checks(settings, clock=lambda: NOW + timedelta(hours=1))
    assert [check.name for check in checks] == NAMES
    found = _by_name(checks)
    for name in ("SQLite build", "Database", "Clock", "Secret", "Proxy headers"):
        assert found[name].ok, found[name]
        assert found[name].remedy == ""
    kind = "PostgreSQL" if settings.sqlite_file is None else str(settings.sqlite_file)
    assert found["Database"].found == kind


@pytest.mark.data
def test_run_checks_sees_a_clock_behind_what_was_stored(settings: Settings, database: Database) -> None:
    with database.writing() as session:
        happening = Happening(
            actor_kind="a", actor_id="1", action="x", object_kind="o", object_id="1", purpose="p"
        )
        record_event(session, happening, clock=lambda: NOW)
    found = _by_name(health.run_checks(settings, clock=lambda: NOW - timedelta(days=1)))
    assert found["Clock"].ok is False
    assert found["Clock"].found == "2026-03-01T09:30:00+00:00, behind stored 2026-03-02T09:30:00+00:00"


def test_run_checks_before_anything_exists(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "a" / "b")
    found = _by_name(health.run_checks(settings))
    assert found["Database"] == Check(
        "Database",
        ok=False,
        found=str(tmp_path / "a" / "b" / "smartskola.db"),
        remedy="the database is older than this program; run: smartskola db upgrade",
    )
    assert found["Secret"].ok is None


def test_run_checks_without_a_server(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=f"postgresql:///skola?host={tmp_path}")
    assert _by_name(health.run_checks(settings))["Database"] == Check(
        "Database",
        ok=False,
        found="PostgreSQL",
        remedy="start the database, or correct SMARTSKOLA_DATABASE_URL",
    )


def test_run_checks_of_a_damaged_file(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    open_database(settings).close()
    file = tmp_path / "smartskola.db"
    file.write_bytes(b"nonsense" * 1000)
    found = _by_name(health.run_checks(settings))["Database"]
    assert found.ok is False
    assert found.remedy == f"{file} is not a database, or is damaged; restore a backup"


@pytest.mark.parametrize(("version", "ok"), [((3, 53, 4), True), ((3, 40, 1), False)])
def test_check_sqlite(version: tuple[int, ...], *, ok: bool) -> None:
    check = health.check_sqlite(version)
    assert check.ok is ok
    assert check.found == ".".join(map(str, version))
    assert bool(check.remedy) is not ok


@pytest.mark.parametrize(
    ("free", "total", "ok", "found"),
    [
        (20_000_000_000, 100_000_000_000, True, "20.0 GB free, 20%"),
        (999_999_999, 2_000_000_000, False, "1.0 GB free, 50%"),
        (4_000_000_000, 100_000_000_000, False, "4.0 GB free, 4%"),
        (5_000_000_000, 100_000_000_000, True, "5.0 GB free, 5%"),
    ],
)
def test_check_disk(free: int, total: int, *, ok: bool, found: str) -> None:
    check = health.check_disk(free, total)
    assert (check.ok, check.found) == (ok, found)


@pytest.mark.parametrize(
    ("now", "newest", "ok"),
    [
        (NOW, None, True),
        (NOW, NOW, True),
        (NOW, NOW + timedelta(minutes=4), True),
        (NOW, NOW + timedelta(minutes=6), False),
        (datetime(1970, 1, 1, tzinfo=UTC), None, False),
        (NOW.astimezone(timezone(timedelta(hours=2))), None, False),
    ],
)
def test_check_clock(now: datetime, newest: datetime | None, *, ok: bool) -> None:
    assert health.check_clock(now, newest).ok is ok


@pytest.mark.parametrize(
    ("public_url", "proxies", "ok"),
    [
        (None, 0, True),
        ("https://skola.example", 1, True),
        ("https://skola.example", 0, False),
        ("http://skola.example", 1, False),
        (None, 1, False),
    ],
)
def test_check_proxy(public_url: str | None, proxies: int, *, ok: bool) -> None:
    assert health.check_proxy(Settings(public_url=public_url, trusted_proxies=proxies)).ok is ok


def test_check_secret_never_shows_it() -> None:
    assert health.check_secret(Settings(secret="x" * 32)) == Check("Secret", ok=True, found="set")


VERSION = "ffmpeg version 5.1.6-0+deb12u1 Copyright (c) 2000-2024\nbuilt with gcc"


def _listing(command: list[str], *, without: str = "") -> str:
    """What an ffmpeg prints that has all parts but one."""
    parts = NEEDED.get(command[-1].removeprefix("-"))
    if parts is None:
        return VERSION
    lines = [f" V....D {part},{part}_too  what it does" for part in parts if part != without]
    return "\n".join(["Encoders:", " ------", *lines])


def test_check_ffmpeg() -> None:
    assert health.check_ffmpeg("/opt/ffmpeg", _listing) == Check(
        "ffmpeg", ok=True, found="ffmpeg version 5.1.6-0+deb12u1"
    )
    assert health.check_ffmpeg(None, _listing).ok is None
    assert health.check_ffmpeg("/opt/ffmpeg", lambda _command: None).ok is None


@pytest.mark.parametrize("part", sorted({part for parts in NEEDED.values() for part in parts}))
def test_check_ffmpeg_names_the_part_that_is_missing(part: str) -> None:
    check = health.check_ffmpeg("/opt/ffmpeg", lambda command: _listing(command, without=part))
    assert check.ok is False
    assert part in check.found.partition(", without ")[2].split(", ")
    assert check.remedy


def test_check_ffmpeg_of_this_machine() -> None:
    """Lectures are tested with the real one, so it must be whole."""
    check = health.check_ffmpeg(find_ffmpeg(), health.run_program)
    assert (check.ok, check.remedy) == (True, "")


def test_check_speech() -> None:
    assert health.check_speech("whisper", installed=True) == Check(
        "Speech: whisper", ok=True, found="installed"
    )
    assert health.check_speech("whisper", installed=False).ok is None


@pytest.mark.parametrize(
    ("output", "ok", "found"),
    [
        ("Noto Sans Ethiopic,Noto\nAbyssinica SIL\n", True, "Abyssinica SIL"),
        ("", False, "none"),
        (None, None, "none"),
    ],
)
def test_check_font(output: str | None, *, ok: bool | None, found: str) -> None:
    asked = []

    def run(command: list[str]) -> str | None:
        asked.append(command)
        return output

    check = health.check_font("ti", "Tigrinya", run)
    assert (check.ok, check.found) == (ok, found)
    assert asked == [["fc-list", ":lang=ti", "family"]]


def test_run_program() -> None:
    assert health.run_program(["printf", "hej"]) == "hej"
    assert health.run_program(["false"]) is None
    assert health.run_program(["no-such-program-here"]) is None
