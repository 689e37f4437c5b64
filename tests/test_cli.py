"""The command: its exit codes, and one line for each thing that must be mended first."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.core.audit import AuditEvent, Happening, record_event
from app.core.database import open_database
from app.core.health import run_checks
from app.settings import load_settings
from tests.content.files import source_page, write
from tests.factories.content import ContentFolder, small_content
from tests.running import PRODUCTION, Command, Outcome, indexed, make_command, set_environment

LOOKED = Happening(
    actor_kind="staff",
    actor_id="a",
    action="participant.viewed",
    object_kind="participant",
    object_id="p",
    purpose="see_participants",
)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return make_command(monkeypatch, capsys, tmp_path / "data")


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["serve", "--port", "99999"],
        ["serve", "--port", "x"],
        ["check", "--no"],
        ["db", "x"],
    ],
)
def test_wrong_arguments(command: Command, arguments: list[str]) -> None:
    assert command(*arguments).code == 2


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["check", "--help"]])
def test_help(command: Command, arguments: list[str]) -> None:
    assert command(*arguments).code == 0


@pytest.mark.parametrize(
    "arguments", [["serve"], ["worker"], ["check"], ["doctor"], ["db", "upgrade"], ["demo", "load"]]
)
def test_wrong_settings_are_said_in_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("SMARTSKOLA_PUBLIC_ADDRESS", "secret-value")
    outcome = command(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("smartskola: SMARTSKOLA_PUBLIC_ADDRESS is not a setting; remove it")
    assert outcome.err.count("\n") == 1
    assert "secret-value" not in outcome.err


@pytest.mark.parametrize("arguments", [["serve"], ["worker"], ["demo", "load"]])
def test_database_that_was_never_upgraded_is_said_in_one_line(command: Command, arguments: list[str]) -> None:
    outcome = command(*arguments)
    assert outcome.code == 2
    assert outcome.err.startswith("smartskola: ")
    assert "smartskola db upgrade" in outcome.err
    assert outcome.err.count("\n") == 1


def test_serve_without_catalogues_is_said_in_one_line(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command("db", "upgrade")
    monkeypatch.setenv("SMARTSKOLA_LOCALES_DIR", str(tmp_path))
    outcome = command("serve")
    assert outcome.code == 2
    assert outcome.err.startswith("smartskola: No compiled catalogue for sv in ")
    assert outcome.err.count("\n") == 1


@pytest.fixture
def small(tmp_path: Path) -> ContentFolder:
    return small_content(tmp_path / "small")


def test_check_of_clean_content(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "clean" / "content"
    write(folder, "sv/pages/about.md", source_page("<!-- b:abt11 -->\nOm oss.\n"))
    assert command("check", "--content", str(folder)) == Outcome(0, "0 errors, 0 warnings\n", "")


def test_check_of_content_with_warnings(command: Command, tmp_path: Path) -> None:
    hard = "Interventionsmetodernas genomförandeförutsättningar specialistbedömdes. " * 12
    write(tmp_path, "hard/sv/pages/about.md", source_page(f"<!-- b:abt11 -->\n{hard}\n"))
    outcome = command("check", "--content", str(tmp_path / "hard"))
    assert outcome.code == 1
    assert "0 errors" in outcome.out
    assert "warning READ" in outcome.out


def test_check_of_broken_content_names_file_line_rule_and_remedy(
    command: Command, small: ContentFolder
) -> None:
    small.write("sv/pages/about.md", source_page("<!-- b:OLI -->\nOm [red]oss[/red].\n"))
    outcome = command("check", "--content", str(small.content))
    assert outcome.code == 2
    place = f"{small.content.as_posix()}/sv/pages/about.md:"
    (line,) = (line for line in outcome.out.splitlines() if line.startswith(place) and " ID1" in line)
    assert line.removeprefix(place).partition(" ")[2] == "error ID1"


def test_check_as_json(command: Command, small: ContentFolder) -> None:
    small.write("sv/pages/about.md", "rubbish")
    outcome = command("check", "--json", "--content", str(small.content))
    assert outcome.code == 2
    problems = json.loads(outcome.out)
    assert {tuple(problem) for problem in problems} == {
        ("path", "line", "rule", "level", "message", "remedy")
    }
    assert "error" in {problem["level"] for problem in problems}


def test_check_as_json_of_clean_content(command: Command, tmp_path: Path) -> None:
    write(tmp_path, "clean/sv/pages/about.md", source_page("<!-- b:abt11 -->\nOm oss.\n"))
    assert command("check", "--json", "--content", str(tmp_path / "clean")) == Outcome(0, "[]\n", "")


def test_check_of_a_folder_that_does_not_exist(command: Command, tmp_path: Path) -> None:
    outcome = command("check", "--content", str(tmp_path / "none"))
    assert outcome.code == 2
    assert "1 errors, 0 warnings" in outcome.out


def test_check_of_the_shipped_content_finds_no_error(command: Command) -> None:
    assert command("check").code in {0, 1}


def test_doctor_before_and_after_the_upgrade(command: Command) -> None:
    before = command("doctor")
    assert before.code == 1
    (line,) = (line for line in before.out.splitlines() if "Database" in line)
    assert "wrong" in line
    command("db", "upgrade")
    after = command("doctor")
    assert after.code == int(any(check.ok is False for check in run_checks(load_settings())))
    (line,) = (line for line in after.out.splitlines() if "Database" in line)
    assert "ok" in line


def test_doctor_when_the_secret_was_changed(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command("db", "upgrade")
    monkeypatch.setenv("SMARTSKOLA_SECRET", "first-secret-" + "x" * 32)
    command("demo", "load")
    assert "9, all can" in " ".join(command("doctor").out.split())
    monkeypatch.setenv("SMARTSKOLA_SECRET", "other-secret-" + "x" * 32)
    outcome = command("doctor")
    assert outcome.code == 1
    assert "9 of 9 cannot" in " ".join(outcome.out.split())
    monkeypatch.setenv("SMARTSKOLA_OLD_SECRETS", "first-secret-" + "x" * 32)
    assert "9 of 9 need" in " ".join(command("doctor").out.split())


def test_staff_first_gives_a_link_once_somebody_is_needed(command: Command) -> None:
    command("db", "upgrade")
    arguments = ["amina@skola.example", "--name", "Amina Berg", "--organisation", "Regionen"]
    outcome = command("staff", "first", *arguments)
    assert outcome.code == 0
    assert re.search(r"^http://localhost:8000/staff/enter/[\w-]{43}$", outcome.out, re.MULTILINE)


def test_staff_first_of_a_wrong_address(command: Command) -> None:
    command("db", "upgrade")
    outcome = command("staff", "first", "no address", "--name", "Amina Berg", "--organisation", "Regionen")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1


def test_staff_first_is_refused_when_there_is_an_administrator(command: Command) -> None:
    command("db", "upgrade")
    command("demo", "load")
    outcome = command("staff", "first", "a@skola.example", "--name", "Amina", "--organisation", "Regionen")
    assert outcome.code == 2
    assert outcome.err.startswith("smartskola: ")


def test_staff_first_and_recover_stand_in_the_log(command: Command) -> None:
    command("db", "upgrade")
    command("staff", "first", "amina@skola.example", "--name", "Amina", "--organisation", "Regionen")
    outcome = command("staff", "recover", " Amina@skola.example")
    assert outcome.code == 0
    assert re.search(r"^http://localhost:8000/staff/enter/[\w-]{43}$", outcome.out, re.MULTILINE)
    assert "for seven days" in outcome.out
    database = open_database(load_settings())
    with database.writing() as session:
        found = session.execute(select(AuditEvent.actor_kind, AuditEvent.actor_id, AuditEvent.action)).all()
        session.execute(text("UPDATE accounts SET state = 'active'"))
    database.close()
    assert [tuple(event) for event in found] == [
        ("system", "operator", action) for action in ("account.invited", "role.granted", "account.recovered")
    ]
    assert "for 24 hours" in command("staff", "recover", "amina@skola.example").out


@pytest.mark.parametrize("address", ["nobody@skola.example", "no address", ""])
def test_staff_recover_of_an_unknown_address(command: Command, address: str) -> None:
    command("db", "upgrade")
    outcome = command("staff", "recover", address)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("smartskola: nobody here has this e-mail address")
    assert outcome.err.count("\n") == 1


def test_log_check_of_a_sound_and_a_broken_trail(command: Command) -> None:
    command("db", "upgrade")
    assert command("log", "check") == Outcome(0, "0 events are as they were recorded.\n", "")
    database = open_database(load_settings())
    with database.writing() as session:
        for _ in range(3):
            record_event(session, LOOKED)
        session.execute(text("UPDATE audit_head SET last_hash = 'other'"))
    database.close()
    outcome = command("log", "check")
    assert outcome.code == 1
    assert "2 events are as they were recorded." in outcome.out
    assert "event 3 is not the event that was recorded here" in outcome.out


def test_db_upgrade_makes_and_remakes_the_tables(command: Command) -> None:
    for _ in range(2):
        assert command("db", "upgrade") == Outcome(0, "", "")
    assert indexed(load_settings()) == 0


def test_demo_load_indexes_the_content_once(
    command: Command, small: ContentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTSKOLA_CONTENT_DIR", str(small.content))
    command("db", "upgrade")
    for _ in range(2):
        assert command("demo", "load").code == 0
    assert indexed(load_settings()) == 6


def test_demo_load_is_refused_in_production(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command("db", "upgrade")
    set_environment(monkeypatch, PRODUCTION)
    for arguments in (["demo", "load"], ["serve", "--demo"]):
        outcome = command(*arguments)
        assert outcome.code == 2
        assert outcome.err == (
            "smartskola: the demo is never loaded in production; use another SMARTSKOLA_DATA_DIR\n"
        )
    assert indexed(load_settings()) == 0


def test_tr_ids_numbers_every_block_once(command: Command, small: ContentFolder) -> None:
    file = small.write("sv/pages/about.md", source_page("Ett.\n\nTvå.\n"))
    assert command("tr", "ids", str(file)).out == f"{file}: 2 new ids\n"
    assert command("tr", "ids", str(file)).out == f"{file}: 0 new ids\n"


def test_tr_stamp_records_what_a_translation_follows(
    command: Command, small: ContentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTSKOLA_CONTENT_DIR", str(small.content))
    lesson = small.content / "ar/lessons/pacing.md"
    words = small.content / "ar/terms.yaml"
    outcome = command("tr", "stamp", str(lesson), str(words), "--translator=omar", "--state=approved")
    assert outcome == Outcome(0, "", "")
    assert lesson.read_text(encoding="utf-8").count("approved @anna @omar") == 10
    assert words.read_text(encoding="utf-8").count("approved @anna @omar") == 1


@pytest.mark.parametrize("order", [["ids"], ["stamp", "--translator=omar", "--state=machine"]])
@pytest.mark.parametrize("path", ["sv/pages/none.md", "sv/elsewhere/about.md", "ar/pages/broken.md"])
def test_tr_of_a_file_that_cannot_be_used_is_said_in_one_line(
    command: Command, small: ContentFolder, monkeypatch: pytest.MonkeyPatch, order: list[str], path: str
) -> None:
    monkeypatch.setenv("SMARTSKOLA_CONTENT_DIR", str(small.content))
    small.write("sv/elsewhere/about.md", "rubbish")
    small.write("ar/pages/broken.md", "rubbish")
    outcome = command("tr", *order, str(small.content / path))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("smartskola: ")
    assert outcome.err.count("\n") == 1
