"""The `smartskola` command: serve the site, look after its database and content."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.captions.actions.demo import load_demo_lectures
from app.captions.engines.models.checking import check_model
from app.captions.formats.faults import FormatError
from app.captions.tasks.jobs import jobs as captions_jobs
from app.cli import exchange, lectures, subtitles
from app.cli.files import UnusableFileError
from app.cli.models import models
from app.content.actions import StampError, add_block_ids, index_content, stamp_document, stamp_term_bank
from app.content.models.documents import SOURCE, Kind, Problem, State
from app.content.queries.check import check_content
from app.content.queries.library import UnreadableFileError, find_document, load_library
from app.content.tasks import jobs as content_jobs
from app.core.audit import verify_chain
from app.core.clock import utc_now
from app.core.database import Database, open_database, require_current_revision
from app.core.errors import AppError, StartUpError, UnavailableError
from app.core.health import run_checks
from app.core.jobs import JobRegistry
from app.core.jobs.worker import Worker
from app.core.keyring import open_keyring
from app.core.locales import CatalogueMissingError, load_locales
from app.core.logs import configure_logs
from app.core.processes import end_with_parent, run_together, wait_for_signal
from app.migrations import upgrade as upgrade_database
from app.people.actions.accounts import invite_first_administrator, recover_from_console
from app.people.actions.demo import load_demo_people
from app.people.models.accounts import Role
from app.people.queries.demo import demo_account_id, demo_people, refuse_demo_accounts
from app.people.queries.sealed import check_sealed
from app.people.rules.card_codes import in_groups
from app.people.tasks import jobs as people_jobs
from app.settings import Settings, SettingsError, load_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
db = typer.Typer(no_args_is_help=True, help="The database.")
tr = typer.Typer(no_args_is_help=True, help="Translations: ids and records in content files.")
demo = typer.Typer(no_args_is_help=True, help="The demo.")
staff = typer.Typer(no_args_is_help=True, help="Staff accounts.")
log = typer.Typer(no_args_is_help=True, help="The log of personal data.")
app.add_typer(db, name="db")
app.add_typer(demo, name="demo")
app.add_typer(tr, name="tr")
app.add_typer(staff, name="staff")
app.add_typer(log, name="log")
app.add_typer(models, name="models")
for command in (lectures.subtitle, lectures.probe, lectures.transcribe, subtitles.segment, subtitles.qc):
    app.command()(command)
app.command("eval")(subtitles.measure)
app.command("export")(exchange.export)
app.command("import")(exchange.take_in)

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")]
Parent = Annotated[int | None, typer.Option(help="End when the process with this number does.")]

out = Console()
_MARKS = {True: "[green]ok[/]", False: "[red]wrong[/]", None: "note"}
TERMS_FILE = "terms.yaml"
_FAULTS = (
    SettingsError,
    StartUpError,
    UnavailableError,
    CatalogueMissingError,
    StampError,
    UnreadableFileError,
)


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    *,
    load_demo: Annotated[bool, typer.Option("--demo", help="Load the demo.")] = False,
) -> None:
    """Run web and worker under one parent; when one of them ends, both do."""
    if load_demo:
        os.environ.setdefault("SMARTSKOLA_ENVIRONMENT", "demo")
    settings = load_settings()
    with _database(settings) as database:
        if load_demo:
            _load_demo(settings, database)
        elif settings.environment == "production":
            with database.reading() as session:
                refuse_demo_accounts(session)
        # Passkeys need a name: browsers refuse them for a bare number.
        address = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
        _show_addresses(settings, address)
        if settings.environment == "demo":
            _show_sign_ins(settings, database, address)
    own, parent = [sys.executable, "-m"], str(os.getpid())
    web = [*own, "app.main", host, str(port), parent]
    raise typer.Exit(run_together([web, [*own, "app.cli", "worker", f"--parent={parent}"]]))


@app.command()
def worker(parent: Parent = None) -> None:
    """Run the jobs until told to stop."""
    if parent is not None:
        end_with_parent(parent)
    settings = load_settings()
    configure_logs(settings)
    with _database(settings) as database:
        runner = Worker(database, settings, registry=JobRegistry([captions_jobs, content_jobs, people_jobs]))
        runner.start()
        try:
            wait_for_signal()
        finally:
            runner.stop()
    # A job that outlived the patience of stop() keeps its thread, and Python would wait for it: it is left to
    # the next worker instead.
    os._exit(0)


@app.command()
def check(
    content: Annotated[Path | None, typer.Option(help="The content folder, if not the shipped one.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check every content file; exit 0 when clean, 1 with warnings, 2 with errors."""
    settings = load_settings()
    root = content or settings.content_dir
    problems = check_content(root, settings.locales_dir if content is None else None)
    if as_json:
        typer.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        _show_problems(problems)
    levels = {problem.level for problem in problems}
    raise typer.Exit(2 if "error" in levels else 1 if levels else 0)


@app.command()
def doctor() -> None:
    """Show in one table what is right and wrong on this machine; exit 1 when something is wrong."""
    settings = load_settings()
    checks = [*run_checks(settings), check_model(settings), check_sealed(settings)]
    table = Table("", "What", "Found", "What to do")
    for item in checks:
        table.add_row(_MARKS[item.ok], item.name, item.found, item.remedy)
    out.print(table)
    raise typer.Exit(int(any(item.ok is False for item in checks)))


@db.command()
def upgrade() -> None:
    """Bring the database to this program's version; made anew where there is none."""
    with closing(open_database(load_settings())) as database:
        upgrade_database(database)


@demo.command("load")
def load_the_demo() -> None:
    """Load the demo; refused in production."""
    settings = load_settings()
    with _database(settings) as database:
        _load_demo(settings, database)


@staff.command("first")
def invite_first(
    email: Annotated[str, typer.Argument(help="What the first administrator will sign in with.")],
    name: Annotated[str, typer.Option(help="Her name.")],
    organisation: Annotated[str, typer.Option(help="The organisation she works for.")],
) -> None:
    """Invite the first administrator and print the link to enter by; refused once there is one."""
    settings = load_settings()
    with _database(settings) as database, database.writing() as session:
        token = invite_first_administrator(
            session, name=name, email=email, party_name=organisation, now=utc_now()
        )
    _show_link(settings, token, "for seven days. Whoever opens it becomes the administrator.")


@staff.command("recover")
def help_back_in(email: Annotated[str, typer.Argument(help="What the person signs in with.")]) -> None:
    """Print a link to get back in by, for when nobody else can help; signs the person out everywhere."""
    settings = load_settings()
    with _database(settings) as database, database.writing() as session:
        way_in = recover_from_console(session, email, now=utc_now())
    span = "24 hours" if way_in.is_recovery else "seven days"
    _show_link(settings, way_in.token, f"for {span}. Whoever opens it gets into the account.")


@log.command("check")
def check_log() -> None:
    """Walk the whole audit trail; exit 1 and name the first event that is not as it was recorded."""
    with _database(load_settings()) as database, database.reading() as session:
        report = verify_chain(session)
    out.print(f"{report.checked} events are as they were recorded.", highlight=False)
    if not report.is_sound:
        out.print(f"[red]The trail is broken:[/] {escape(report.reason)}.", highlight=False)
    raise typer.Exit(0 if report.is_sound else 1)


@tr.command()
def ids(files: list[Path]) -> None:
    """Give every block of these Swedish files its id, where it has none."""
    for path in files:
        _kind_of(path)
        out.print(f"{path}: {add_block_ids(path)} new ids", highlight=False, soft_wrap=True)


@tr.command()
def stamp(
    files: list[Path],
    translator: Annotated[str, typer.Option(help="Who translated: a short name.")],
    state: Annotated[State, typer.Option(help="How far the text has come.")],
    engine: Annotated[str | None, typer.Option(help="The machine that translated, if one did.")] = None,
) -> None:
    """Record in these translations that they follow the Swedish as it is now."""
    library = load_library(load_settings().content_dir)
    for path in files:
        if path.name == TERMS_FILE:
            stamp_term_bank(path, library.terms[SOURCE], translator=translator, state=state, engine=engine)
            continue
        source = find_document(library, _kind_of(path), path.stem, SOURCE)
        if source is None:
            raise StampError(f"{path}: there is no Swedish file of this name")
        stamp_document(path, source, translator=translator, state=state, engine=engine)


def _kind_of(path: Path) -> Kind:
    folder = path.absolute().parent.name
    if folder not in set(Kind):
        raise StampError(f"{path}: content lies in one of the folders {', '.join(Kind)}, not in {folder}")
    return Kind(folder)


def main() -> None:
    """Run the command; what must be mended before a start is said in one line, with exit code 2."""
    try:
        app()
    except (*_FAULTS, AppError) as fault:
        typer.echo(f"smartskola: {_sentence(fault)}", err=True)
        sys.exit(2)


def _sentence(fault: Exception) -> str:
    if isinstance(fault, FormatError):
        return fault.describe(str)
    if not isinstance(fault, AppError) or isinstance(fault, (UnavailableError, UnusableFileError)):
        return str(fault)
    detail = str(getattr(fault, "detail", ""))
    return f"{fault.message_id} ({detail})" if detail else fault.message_id


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    with closing(open_database(settings)) as database:
        require_current_revision(database.engine)
        yield database


def _show_link(settings: Settings, token: str, words: str) -> None:
    address = settings.public_url or "http://localhost:8000"
    out.print(f"{address}/staff/enter/{token}", highlight=False, soft_wrap=True)
    out.print(f"The link works once, {words}", highlight=False, soft_wrap=True)


def _load_demo(settings: Settings, database: Database) -> None:
    if settings.environment == "production":
        raise StartUpError("the demo is never loaded in production; use another SMARTSKOLA_DATA_DIR")
    library, now = load_library(settings.content_dir, media=settings.media_dir), utc_now()
    with database.writing() as session:
        index_content(session, library, now=now)
        load_demo_people(session, open_keyring(settings), now=now)
        leader = demo_account_id(Role.COORDINATOR)
        load_demo_lectures(session, settings.media_dir, settings.data_dir, leader, now)


def _show_sign_ins(settings: Settings, database: Database, address: str) -> None:
    with database.reading() as session:
        people = demo_people(session, open_keyring(settings))
    table = Table("Role", "E-mail", title="Staff of the demo", title_justify="left")
    for one in people.staff:
        table.add_row(one.role.replace("_", " "), one.account.email)
    out.print(table)
    out.print(f"Password of all: {people.password}", highlight=False)
    out.print(f"Codes of the moment, or signing in with one tap: {address}/staff/demo", highlight=False)
    table = Table("Reads", "Card", "Address", title="Participants of the demo", title_justify="left")
    for card in people.cards:
        language, digits = card.participant.read_language, card.digits
        table.add_row(language, " ".join(in_groups(digits)), f"{address}/{language}/card/open#{digits}")
    out.print(table)


def _show_addresses(settings: Settings, address: str) -> None:
    table = Table("", "Address", title="Smärtskola", title_justify="left")
    table.add_row("Choose a language", f"{address}/")
    for locale in load_locales(settings.locales_dir).values():
        table.add_row(locale.autonym, f"{address}/{locale.tag}/")
    out.print(table)
    out.print(f"Staff sign in at {address}/staff", highlight=False)
    if settings.publishes_unreviewed:
        out.print("Texts that no person has reviewed are shown, each under a notice.")


def _show_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        mark = "[red]error[/]" if problem.level == "error" else "[yellow]warning[/]"
        place = escape(f"{problem.path}:{problem.line}")
        out.print(f"{place} {mark} {problem.rule}", highlight=False, soft_wrap=True)
        out.print(f"  {escape(problem.message)} {escape(problem.remedy)}", highlight=False, soft_wrap=True)
    errors = sum(problem.level == "error" for problem in problems)
    out.print(f"{errors} errors, {len(problems) - errors} warnings", highlight=False)
