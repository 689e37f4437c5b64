"""kill -9 at every stage of a lecture: the work goes on where it stopped, and nothing half is ever seen."""

import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.captions.actions.runs import start_run
from app.captions.models.lectures import Lecture, RunState
from app.captions.models.tracks import TrackState
from app.captions.queries.cues import list_cues
from app.captions.queries.renditions import find_renditions
from app.captions.queries.runs import latest_run
from app.captions.queries.tracks import find_source
from app.captions.rules.places import source_file
from app.captions.rules.runs import Stage
from app.captions.tasks.store import hash_of
from app.people.models.accounts import Account
from app.settings import Settings
from tests.captions.tasks.killable import POINTS, TRACES
from tests.factories.captions import NOW, make_lecture

PROJECT = Path(__file__).resolve().parents[3]
DATA = PROJECT / "tests" / "data" / "asr"
PATIENCE_SECONDS = 120


@pytest.fixture
def recorded(captions_site: FastAPI, leader: Account) -> Lecture:
    """A short lecture whose original lies where an upload leaves it, in the queue."""
    clip = DATA / "clips" / "sv-short.wav"
    settings: Settings = captions_site.state.settings
    with captions_site.state.database.writing() as session:
        lecture = make_lecture(session, leader, duration=None)
        lecture.source_hash, lecture.source_size = hash_of(clip), clip.stat().st_size
        start_run(session, lecture.id, leader.id, now=NOW)
    target = source_file(settings.data_dir, lecture.source_hash)
    target.parent.mkdir(parents=True)
    shutil.copyfile(clip, target)
    return lecture


@contextmanager
def workers(settings: Settings, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Keep so many workers alive: for each that dies, another one comes, as under a supervisor."""
    model = str(DATA / "ctranslate2")
    command = [sys.executable, "-m", "tests.captions.tasks.killable", str(settings.data_dir)]
    command += [settings.database_address, model]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=PROJECT)

    running = [start() for _ in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def run_to_its_end(site: FastAPI, lecture: Lecture, *, count: int) -> RunState:
    settings: Settings = site.state.settings
    deadline = time.monotonic() + PATIENCE_SECONDS
    with workers(settings, count) as running:
        while True:
            for place, process in enumerate(running):
                if process.poll() is not None:
                    assert process.returncode == -9
                    running[place] = subprocess.Popen(process.args, cwd=PROJECT)
            with site.state.database.reading() as session:
                run = latest_run(session, lecture.id)
                assert run is not None
                if run.finished_at is not None:
                    return RunState(run.state)
            assert time.monotonic() < deadline, traces_of(settings)
            time.sleep(0.1)


def traces_of(settings: Settings) -> list[str]:
    return (settings.data_dir / TRACES).read_text("utf-8").splitlines()


def expect_whole(site: FastAPI, lecture: Lecture) -> None:
    data = site.state.settings.data_dir
    with site.state.database.reading() as session:
        track = find_source(session, lecture)
        assert track is not None
        assert (track.state, track.revision) == (TrackState.DRAFT_MACHINE, 1)
        assert "Lugn rörelse hjälper" in list_cues(session, track.id)[0].cue.text.replace("\n", " ")
    assert set(find_renditions(data, lecture)) == {"audio", "peaks"}
    assert hash_of(source_file(data, lecture.source_hash)) == lecture.source_hash


# The early stages hardly touch the database: for them one kind of it is enough.
@pytest.mark.parametrize(
    ("points", "count"),
    [
        pytest.param(["receive begun", "probe begun", "media begun", "speech made"], 1, id="early"),
        pytest.param(
            ["transcribe begun", "transcribe made", "segment made", "finish begun"],
            1,
            id="late",
            marks=pytest.mark.data,
        ),
        pytest.param(
            ["media made", "clean begun", "qc begun", "finish made"],
            2,
            id="two workers",
            marks=pytest.mark.data,
        ),
    ],
)
def test_killed_work_goes_on_where_it_stopped(
    captions_site: FastAPI, recorded: Lecture, points: list[str], count: int
) -> None:
    settings: Settings = captions_site.state.settings
    (settings.data_dir / POINTS).write_text("".join(f"{point}\n" for point in points), "utf-8")
    assert run_to_its_end(captions_site, recorded, count=count) == RunState.SUCCEEDED
    assert (settings.data_dir / POINTS).read_text("utf-8") == ""
    expect_whole(captions_site, recorded)
    begun = Counter(line.removesuffix(" begun") for line in traces_of(settings) if line.endswith(" begun"))
    killed = Counter(point.split()[0] for point in points)
    # A stage is begun once more for every time that it was killed in, never after it has ended.
    assert {stage: begun[stage] for stage in Stage} == {stage: 1 + killed[stage] for stage in Stage}


def test_a_stage_that_always_kills_its_worker_is_given_up(captions_site: FastAPI, recorded: Lecture) -> None:
    settings: Settings = captions_site.state.settings
    (settings.data_dir / POINTS).write_text("probe begun\n" * 3, "utf-8")
    assert run_to_its_end(captions_site, recorded, count=1) == RunState.FAILED
    with captions_site.state.database.reading() as session:
        run = latest_run(session, recorded.id)
        assert run is not None
        assert run.fault is not None
        assert "broke off three times" in run.fault
        assert find_source(session, recorded) is None
    assert traces_of(settings).count("probe begun") == 3
