"""Subtitles between formats, and between files and the site."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.captions.models.tracks import Track
from app.captions.queries.cues import list_cues
from app.core.audit import AuditEvent
from app.core.database import open_database
from app.migrations import upgrade
from app.people.models.accounts import Role
from app.settings import Settings
from tests.factories.captions import make_draft, make_lecture
from tests.factories.people import give_role, make_account, make_places
from tests.running import Command

SRT = (
    "1\n00:00:01,000 --> 00:00:03,000\nSmärta är kroppens larm.\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\nAndas lugnt.\n"
)


@pytest.fixture
def srt(tmp_path: Path) -> Path:
    path = tmp_path / "from-elsewhere.srt"
    path.write_text(SRT, "utf-8")
    return path


@pytest.fixture
def leader(tmp_path: Path) -> str:
    """A site with a lecture and its Swedish track; gives the e-mail of its course leader."""
    database = open_database(Settings(data_dir=tmp_path / "data"))
    upgrade(database)
    with database.writing() as session:
        places = make_places(session)
        account = make_account(session, places.party)
        give_role(session, account, Role.COURSE_LEADER, places.group)
        make_draft(session, make_lecture(session, account), 3)
        email = account.email
    database.close()
    return email


def test_from_another_program_and_back(command: Command, srt: Path, tmp_path: Path) -> None:
    ours = tmp_path / "ours.vtt"
    assert command("import", str(srt), "--lang", "sv", "-o", str(ours)).code == 0
    assert ours.read_text("utf-8").startswith("WEBVTT\n\nNOTE smartskola ")
    back = tmp_path / "back.srt"
    assert command("export", str(ours), "-o", str(back)).code == 0
    assert back.read_text("utf-8").split() == SRT.split()
    text = tmp_path / "all.txt"
    assert command("export", str(ours), "-o", str(text)).code == 0
    assert text.read_text("utf-8").split() == ["Smärta", "är", "kroppens", "larm.", "Andas", "lugnt."]


def test_what_is_missing_is_asked_for(command: Command, srt: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.vtt"
    for arguments, sentence in (
        (("import", str(srt), "-o", str(out)), "add --lang"),
        (("export", str(srt), "-o", str(out)), "add --lang"),
        (("export", str(srt), "--lang", "sv", "-o", str(tmp_path / "out.doc")), "must end in"),
        (("import", str(srt), "--lang", "sv"), "either where to write"),
        (("import", str(tmp_path / "none.srt"), "--lang", "sv", "-o", str(out)), "No such file"),
    ):
        done = command(*arguments)
        assert (done.code, sentence in done.err) == (2, True), arguments
    assert not out.exists()


def test_the_sites_own_subtitles(command: Command, leader: str, srt: Path, tmp_path: Path) -> None:
    out = tmp_path / "now.vtt"
    assert command("export", "what-is-pain", "-o", str(out)).code == 0
    assert "Smärta är kroppens eget larm." in out.read_text("utf-8")
    done = command("import", str(srt), "--lecture", "what-is-pain", "--as", leader)
    assert (done.code, "version 2" in done.out) == (0, True)
    database = open_database(Settings(data_dir=tmp_path / "data"))
    with database.reading() as session:
        track = session.scalars(select(Track)).one()
        texts = [stored.cue.text for stored in list_cues(session, track.id)]
        events = session.scalars(select(AuditEvent.action)).all()
    database.close()
    assert texts == ["Smärta är kroppens larm.", "Andas lugnt."]
    assert events == ["track.imported"]


def test_a_track_or_a_person_that_is_not_there(
    command: Command, leader: str, srt: Path, tmp_path: Path
) -> None:
    out = str(tmp_path / "out.vtt")
    for arguments, sentence in (
        (("export", "no-lecture", "-o", out), "no lecture of that id"),
        (("export", "what-is-pain", "--lang", "ti", "-o", out), "no subtitles in ti"),
        (("import", str(srt), "--lecture", "what-is-pain"), "say with --as"),
        (("import", str(srt), "--lecture", "what-is-pain", "--as", "nobody@x.example"), "say with --as"),
    ):
        done = command(*arguments)
        assert (done.code, sentence in done.err) == (2, True), arguments


def test_a_mistyped_file_is_told_without_asking_the_database(command: Command, tmp_path: Path) -> None:
    done = command("export", str(tmp_path / "nothing.vtt"), "-o", str(tmp_path / "out.srt"))
    assert (done.code, "there is no such file" in done.err) == (2, True)
    assert not (tmp_path / "data").exists()
