"""What `smartskola doctor` looks at: each check says what it found and, when that is wrong, what to do."""

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pysqlite3 import dbapi2 as pysqlite
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.core.audit import AuditEvent
from app.core.clock import Clock, utc_now
from app.core.database import Database, UnsafeSqliteError, open_database, require_current_revision
from app.core.database.sqlite import check_sqlite_version
from app.core.errors import StartUpError, UnavailableError
from app.core.ffmpeg import NEEDED, find_ffmpeg
from app.core.jobs import WorkerHeartbeat
from app.settings import Settings

LEAST_FREE_BYTES = 1_000_000_000
LEAST_FREE_SHARE = 0.05
BUILT_IN = 2026
"""No clock that is right shows an earlier year than the one this program was written in."""

_CLOCK_SLACK = timedelta(minutes=5)
_PROBE_SECONDS = 10
_PRINT_SCRIPTS = {"ar": "Arabic", "ti": "Tigrinya"}
_SPEECH_EXTRAS = ("whisper", "faster_whisper")


@dataclass(frozen=True)
class Check:
    """One line of the doctor's table: `ok` is None where it is merely good to know."""

    name: str
    ok: bool | None
    found: str
    remedy: str = ""


Probe = Callable[[list[str]], str | None]
"""Runs a program and gives what it printed, None when there is no such program or it failed."""


def run_checks(settings: Settings, *, clock: Clock = utc_now) -> list[Check]:
    """Look at everything once; never raises, changes nothing but an empty SQLite file where there was
    none."""
    free = shutil.disk_usage(_existing_parent(settings))
    checks = [check_sqlite(pysqlite.sqlite_version_info)]
    database_check, newest = _look_into_database(settings)
    checks += [
        database_check,
        check_disk(free.free, free.total),
        check_clock(clock(), newest),
        check_secret(settings),
        check_proxy(settings),
        check_ffmpeg(find_ffmpeg(), run_program),
        *(
            check_speech(name, installed=importlib.util.find_spec(name) is not None)
            for name in _SPEECH_EXTRAS
        ),
        *(check_font(lang, name, run_program) for lang, name in _PRINT_SCRIPTS.items()),
    ]
    return checks


def run_program(command: list[str]) -> str | None:
    """Run a program for at most ten seconds and give its output, None when it is missing, hangs or fails."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PROBE_SECONDS, check=True, text=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def check_sqlite(version: tuple[int, ...]) -> Check:
    """Whether this SQLite build is safe with two processes; see `check_sqlite_version` for the source."""
    found = ".".join(str(part) for part in version)
    try:
        check_sqlite_version(version)
    except UnsafeSqliteError as error:
        return Check("SQLite build", ok=False, found=found, remedy=str(error))
    return Check("SQLite build", ok=True, found=found)


def check_disk(free_bytes: int, total_bytes: int) -> Check:
    """Whether enough room is left to go on storing: one gigabyte and five percent."""
    share = free_bytes / total_bytes
    found = f"{free_bytes / 1e9:.1f} GB free, {share:.0%}"
    is_enough = free_bytes >= LEAST_FREE_BYTES and share >= LEAST_FREE_SHARE
    return Check("Disk", is_enough, found, "" if is_enough else "free at least 1 GB and 5 % of the disk")


def check_clock(now: datetime, newest: datetime | None) -> Check:
    """Whether the clock can be right: in UTC, not before this program was written, not before what was stored
    last."""
    found = now.isoformat(timespec="seconds")
    remedy = "set the machine's clock, and let it follow a time server"
    is_sane = now.utcoffset() == timedelta(0) and now.year >= BUILT_IN
    if is_sane and newest is not None and now < newest - _CLOCK_SLACK:
        return Check("Clock", ok=False, found=f"{found}, behind stored {newest.isoformat()}", remedy=remedy)
    return Check("Clock", is_sane, found, "" if is_sane else remedy)


def check_secret(settings: Settings) -> Check:
    """Whether there is a secret; only production needs one, and its settings refuse to load without."""
    if settings.secret is not None:
        return Check("Secret", ok=True, found="set")
    return Check("Secret", ok=None, found="not set", remedy="production needs SMARTSKOLA_SECRET")


def check_proxy(settings: Settings) -> Check:
    """Whether the settings about the proxy in front fit together: https is always served by one."""
    has_https = (settings.public_url or "").startswith("https://")
    found = f"{settings.public_url or 'no public address'}, {settings.trusted_proxies} trusted proxies"
    if has_https and settings.trusted_proxies == 0:
        remedy = "set SMARTSKOLA_TRUSTED_PROXIES to the number of proxies, else all readers look the same"
        return Check("Proxy headers", ok=False, found=found, remedy=remedy)
    if not has_https and settings.trusted_proxies > 0:
        remedy = "set SMARTSKOLA_PUBLIC_URL to the https address, or SMARTSKOLA_TRUSTED_PROXIES to 0"
        return Check("Proxy headers", ok=False, found=found, remedy=remedy)
    return Check("Proxy headers", ok=True, found=found)


def check_ffmpeg(program: str | None, run: Probe) -> Check:
    """Whether ffmpeg is there with every part that lectures need; nothing else needs it."""
    output = None if program is None else run([program, "-hide_banner", "-version"])
    if program is None or output is None:
        return Check("ffmpeg", ok=None, found="not found", remedy="lectures need it: apt install ffmpeg")
    found = output.partition(" Copyright")[0].partition("\n")[0]
    missing = [
        part
        for kind, parts in NEEDED.items()
        for part in sorted(set(parts) - _ffmpeg_parts(run([program, "-hide_banner", f"-{kind}"])))
    ]
    if missing:
        remedy = "install an ffmpeg with all its parts: apt install ffmpeg"
        return Check("ffmpeg", ok=False, found=f"{found}, without {', '.join(missing)}", remedy=remedy)
    return Check("ffmpeg", ok=True, found=found)


def _ffmpeg_parts(listing: str | None) -> set[str]:
    """The names in the second column, of which one line may hold several."""
    rows = [line.split() for line in (listing or "").splitlines()]
    return {name for row in rows if len(row) > 1 for name in row[1].split(",")}


def check_speech(name: str, *, installed: bool) -> Check:
    """Whether an optional speech library is installed; it is looked for, never loaded."""
    remedy = "" if installed else "only needed to make subtitles from speech"
    return Check(f"Speech: {name}", installed or None, "installed" if installed else "not installed", remedy)


def check_font(lang: str, script: str, run: Probe) -> Check:
    """Whether this machine can draw a script, which making a PDF takes; phones have their own fonts."""
    output = run(["fc-list", f":lang={lang}", "family"])
    families = sorted({line.partition(",")[0] for line in (output or "").splitlines() if line})
    if families:
        return Check(f"Font for print: {script}", ok=True, found=families[0])
    remedy = "apt install fontconfig fonts-noto-core"
    return Check(
        f"Font for print: {script}", ok=None if output is None else False, found="none", remedy=remedy
    )


def _existing_parent(settings: Settings) -> str:
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    return str(folder)


def _look_into_database(settings: Settings) -> tuple[Check, datetime | None]:
    kind = "PostgreSQL" if settings.sqlite_file is None else str(settings.sqlite_file)
    try:
        with closing(open_database(settings)) as database:
            require_current_revision(database.engine)
            newest = _newest_stored(database)
    except (StartUpError, UnavailableError, SQLAlchemyError) as error:
        remedy = (
            str(error)
            if isinstance(error, StartUpError)
            else "start the database, or correct SMARTSKOLA_DATABASE_URL"
        )
        return Check("Database", ok=False, found=kind, remedy=remedy), None
    return Check("Database", ok=True, found=kind), newest


def _newest_stored(database: Database) -> datetime | None:
    with database.reading() as session:
        stored = [
            session.scalar(select(func.max(AuditEvent.at))),
            session.scalar(select(func.max(WorkerHeartbeat.beat_at))),
        ]
    return max((instant.astimezone(UTC) for instant in stored if instant is not None), default=None)
