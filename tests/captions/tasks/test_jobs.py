"""The job of a lecture, step by step in this process; the worker itself is in test_kills."""

import shutil
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.captions.actions.runs import cancel_run, start_run
from app.captions.models.lectures import Lecture, Run, RunState
from app.captions.models.tracks import TrackFlag, TrackState
from app.captions.models.words import Doubt
from app.captions.queries.cues import list_cues
from app.captions.queries.renditions import find_renditions
from app.captions.queries.runs import latest_run, stages_of
from app.captions.queries.tracks import find_source
from app.captions.rules.places import lecture_folder, source_file
from app.captions.rules.runs import Stage, StageState
from app.captions.tasks import jobs as under_test
from app.captions.tasks.faults import DamagedOriginalError
from app.captions.tasks.jobs import process_lecture
from app.captions.tasks.store import hash_of
from app.core.jobs import JobContext
from app.people.models.accounts import Account
from app.settings import Settings
from tests.factories.captions import NOW, make_lecture

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
