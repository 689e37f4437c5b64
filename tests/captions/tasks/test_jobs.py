"""The job of a lecture, step by step in this process; the worker itself is in test_kills."""

import itertools
import shutil
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.captions.actions.publishing import publish_track, withdraw_track
from app.captions.actions.runs import Ending, cancel_run, end_run, start_run
from app.captions.actions.tracks import approve_track
from app.captions.models.lectures import Lecture, Run, RunState
from app.captions.models.tracks import TrackFlag, TrackState
from app.captions.models.words import Doubt
from app.captions.queries.checking import check_track
from app.captions.queries.cues import list_cues
from app.captions.queries.renditions import find_renditions
from app.captions.queries.runs import latest_run, stages_of
from app.captions.queries.tracks import find_source, lock_track
from app.captions.rules.places import MANIFEST, lecture_folder, published_folder, source_file
from app.captions.rules.runs import Stage, StageState
from app.captions.tasks import jobs as under_test
from app.captions.tasks.faults import DamagedOriginalError
from app.captions.tasks.jobs import process_lecture, write_all_published
from app.captions.tasks.store import hash_of
from app.core.database import DatabaseUnavailableError
from app.core.jobs import JobContext
from app.people.models.accounts import Account
from app.settings import Settings
from tests.factories.captions import NOW, accept_all, make_draft, make_lecture

pytestmark = pytest.mark.data
DATA = Path(__file__).resolve().parents[2] / "data" / "asr"


@dataclass(frozen=True)
class DirectContext(JobContext):
    """Runs each step at once, where the job library would store its result first."""

    def step(self, name: str, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:  # noqa: ARG002 - the interface
        return function(*arguments, **named)


Process = Callable[..., Run]


@pytest.fixture
def process(captions_site: FastAPI, leader: Account, monkeypatch: pytest.MonkeyPatch) -> Process:
    """Give a function that puts a file where an upload leaves it and runs the whole job."""
    database, base = captions_site.state.database, captions_site.state.settings

    def run(
        source: Path, *, model: Path | None = DATA / "ctranslate2", before: Any = None, **more: Any
    ) -> Run:
        settings: Settings = base.model_copy(update={"speech_model": None if model is None else str(model)})
        with database.writing() as session:
            lecture = make_lecture(session, leader, duration=None, **more)
            lecture.source_hash, lecture.source_size = hash_of(source), source.stat().st_size
            started = start_run(session, lecture.id, leader.id, now=NOW).id
        target = source_file(settings.data_dir, lecture.source_hash)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        if before is not None:
            before(lecture)
        process_lecture(DirectContext(database, settings, lambda: NOW, "job"), started)
        with database.reading() as session:
            found = latest_run(session, lecture.id)
            assert found is not None
            return found

    return run


def states(session: Session, run: Run) -> dict[str, str]:
    return {row.name: row.state for row in stages_of(session, run.id)}


def test_a_lecture_becomes_media_and_a_draft(captions_site: FastAPI, process: Process) -> None:
    run = process(DATA / "clips" / "sv-short.wav")
    assert (run.state, run.fault) == (RunState.SUCCEEDED, None)
    with captions_site.state.database.reading() as session:
        assert set(states(session, run).values()) == {StageState.DONE}
        lecture = session.get_one(Lecture, run.lecture_id)
        assert lecture.duration == 20_825
        track = find_source(session, lecture)
        assert track is not None
        assert track.state == TrackState.DRAFT_MACHINE
        text = " ".join(one.cue.text.replace("\n", " ") for one in list_cues(session, track.id))
        assert "Vi ses igen nästa vecka." in text
        doubts = {flag.doubt for flag in session.query(TrackFlag).filter_by(track_id=track.id)}
        assert Doubt.LEFT_OUT in doubts
    assert set(find_renditions(captions_site.state.settings.data_dir, lecture)) == {"audio", "peaks"}


def test_without_a_model_everything_but_the_words_is_done(captions_site: FastAPI, process: Process) -> None:
    run = process(DATA / "clips" / "sv-short.wav", model=None)
    assert run.state == RunState.WAITING
    assert "The speech model is missing." in (run.fault or "")
    with captions_site.state.database.reading() as session:
        assert states(session, run) == {
            **dict.fromkeys((Stage.RECEIVE, Stage.PROBE, Stage.MEDIA, Stage.SPEECH), StageState.DONE),
            Stage.TRANSCRIBE: StageState.FAILED,
            **dict.fromkeys((Stage.CLEAN, Stage.SEGMENT, Stage.QC), StageState.LEFT_OUT),
        }
        lecture = session.get_one(Lecture, run.lecture_id)
        assert find_source(session, lecture) is not None
    assert "audio" in find_renditions(captions_site.state.settings.data_dir, lecture)


def test_silence_is_an_empty_track_and_not_a_fault(
    captions_site: FastAPI, process: Process, tmp_path: Path
) -> None:
    quiet = tmp_path / "quiet.wav"
    with wave.open(str(quiet), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(2 * 16_000 * 3))
    run = process(quiet)
    assert run.state == RunState.SUCCEEDED
    assert run.fault == under_test.NO_SPEECH
    with captions_site.state.database.reading() as session:
        track = find_source(session, session.get_one(Lecture, run.lecture_id))
        assert track is not None
        assert track.state == TrackState.EMPTY


def test_what_is_no_recording_is_told(process: Process, tmp_path: Path) -> None:
    page = tmp_path / "page.mp4"
    page.write_text("<!doctype html><p>Not a film</p>")
    run = process(page)
    assert run.state == RunState.FAILED
    assert run.fault


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_an_original_that_was_lost_or_changed_is_told(
    captions_site: FastAPI, process: Process, damage: str
) -> None:
    def spoil(lecture: Lecture) -> None:
        path = source_file(captions_site.state.settings.data_dir, lecture.source_hash)
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(b"something else")

    run = process(DATA / "clips" / "sv-short.wav", before=spoil)
    assert (run.state, run.fault) == (RunState.FAILED, DamagedOriginalError.message_id)


def test_a_cancelled_run_stops_before_its_next_stage(captions_site: FastAPI, process: Process) -> None:
    def cancel(lecture: Lecture) -> None:
        with captions_site.state.database.writing() as session:
            run = latest_run(session, lecture.id)
            assert run is not None
            run.state = RunState.RUNNING
            cancel_run(session, lecture.id, now=NOW)

    run = process(DATA / "clips" / "sv-short.wav", before=cancel)
    assert run.state == RunState.CANCELLED
    folder = lecture_folder(captions_site.state.settings.data_dir, hash_of(DATA / "clips" / "sv-short.wav"))
    assert [path.name for path in folder.iterdir()] == ["source"]


def test_a_fault_of_ours_ends_in_a_sentence_and_a_tail(
    captions_site: FastAPI, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(under_test, "hash_of", break_down)
    run = process(DATA / "clips" / "sv-short.wav")
    assert run.state == RunState.FAILED
    assert run.fault
    assert "ZeroDivisionError" in (run.tail or "")


def test_a_database_that_is_away_for_a_while_stops_no_work(
    captions_site: FastAPI, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = captions_site.state.database
    waits: list[float] = []
    writing, count = database.writing, itertools.count()

    @contextmanager
    def now_and_then() -> Iterator[Session]:
        if next(count) % 3 == 0:
            raise DatabaseUnavailableError("gone for a moment")
        with writing() as session:
            yield session

    def begin(_lecture: Lecture) -> None:
        monkeypatch.setattr(database, "writing", now_and_then)

    monkeypatch.setattr(under_test, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(time, "sleep", waits.append)
    run = process(DATA / "clips" / "sv-short.wav", before=begin)
    assert (run.state, run.fault) == (RunState.SUCCEEDED, None)
    assert waits


def test_what_goes_wrong_at_the_very_end_ends_the_run_too(
    captions_site: FastAPI, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(under_test, "create_draft", break_down)
    run = process(DATA / "clips" / "sv-short.wav")
    assert (run.state, run.finished_at) == (RunState.FAILED, NOW)
    assert "ZeroDivisionError" in (run.tail or "")


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.WAITING, RunState.CANCELLED, RunState.SUCCEEDED])
def test_a_run_that_has_ended_is_not_gone_on_with(
    captions_site: FastAPI, process: Process, state: RunState
) -> None:
    def end(lecture: Lecture) -> None:
        with captions_site.state.database.writing() as session:
            run = latest_run(session, lecture.id)
            assert run is not None
            end_run(session, run.id, Ending(state), now=NOW)

    run = process(DATA / "clips" / "sv-short.wav", before=end)
    assert run.state == state
    with captions_site.state.database.reading() as session:
        assert {row.tries for row in stages_of(session, run.id)} == {0}


def test_without_a_model_an_earlier_draft_stays(captions_site: FastAPI, process: Process) -> None:
    def draft(lecture: Lecture) -> None:
        with captions_site.state.database.writing() as session:
            make_draft(session, lecture, 3)

    run = process(DATA / "clips" / "sv-short.wav", model=None, before=draft)
    assert run.state == RunState.WAITING
    with captions_site.state.database.reading() as session:
        track = find_source(session, session.get_one(Lecture, run.lecture_id))
        assert track is not None
        assert (track.state, len(list_cues(session, track.id))) == (TrackState.DRAFT_MACHINE, 3)


def test_where_the_machine_fails_people_can_write(
    captions_site: FastAPI, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr("app.captions.tasks.chain.transcribe_in_process", break_down)
    run = process(DATA / "clips" / "sv-short.wav")
    assert run.state == RunState.FAILED
    with captions_site.state.database.reading() as session:
        track = find_source(session, session.get_one(Lecture, run.lecture_id))
        assert track is not None
        assert track.state == TrackState.EMPTY


def test_each_night_what_readers_get_is_made_right(
    captions_site: FastAPI, lecture: Lecture, leader: Account
) -> None:
    database, data = captions_site.state.database, captions_site.state.settings.data_dir
    context = DirectContext(database, captions_site.state.settings, lambda: NOW, "job")
    with database.writing() as session:
        track = make_draft(session, lecture, 3)
        accept_all(session, track, leader)
        checked = check_track(session, lock_track(session, track.id))
        approve_track(session, checked, account_id=leader.id, now=NOW)
        publish_track(session, check_track(session, lock_track(session, track.id)), now=NOW)
    manifest = published_folder(data, lecture.slug) / MANIFEST
    write_all_published(context)
    assert '"sv"' in manifest.read_text("utf-8")
    before = manifest.stat().st_ino
    write_all_published(context)
    assert manifest.stat().st_ino == before, "what is right already is not written"
    with database.writing() as session:
        withdraw_track(session, lock_track(session, track.id), now=NOW)
    manifest.parent.rename(data / "aside")
    manifest.parent.write_text("in the way")
    write_all_published(context)
    manifest.parent.unlink()
    (data / "aside").rename(manifest.parent)
    write_all_published(context)
    assert '"tracks": []' in manifest.read_text("utf-8")
