"""Loads the demo's lecture as if it had come the usual way: media, an approved track, machine drafts."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.actions.accepting import accept_all
from app.captions.actions.drafts import Draft, create_draft
from app.captions.actions.runs import DEFAULTS
from app.captions.actions.tracks import approve_track
from app.captions.actions.translations import MachineDraft, begin_translation, store_machine_draft
from app.captions.models.cues import Cue, ProfileName
from app.captions.models.lectures import Lecture, Run, RunStage, RunState
from app.captions.queries.checking import check_track
from app.captions.queries.renditions import INDEX
from app.captions.queries.tracks import lock_track
from app.captions.rules.places import lecture_folder, source_file
from app.captions.rules.runs import Stage, StageState
from app.content.models.lectures import LectureTrack, PublishedLecture
from app.content.queries.lectures import find_lecture
from app.core.durable import made_whole, write_whole
from app.core.ids import new_id

SLUG: Final = "what-is-pain"
_TITLE: Final = "Vad är smärta?"
_NOT_NEEDED: Final = frozenset({Stage.SPEECH, Stage.TRANSCRIBE, Stage.CLEAN})
"""The voice was made from the text, so nobody had to listen."""
_WRITTEN: Final[Mapping[str, Any]] = MappingProxyType({"engine": None, "source": "script"})
_TRANSLATED: Final[Mapping[str, str]] = MappingProxyType({"engine": "llm"})
"""As the records of our translated texts name it."""


class _ShippedCue(BaseModel):
    id: str
    start: int
    end: int
    text: str


_CUES: Final = TypeAdapter(list[_ShippedCue])


def load_demo_lectures(
    session: Session, media_dir: Path, data_dir: Path, account_id: str, now: datetime
) -> Lecture | None:
    """Make the shipped lecture one of the demo's own, unless it is; None where it was not shipped.

    Its files are put back whenever they are missing; what people made of its tracks stays. Raises OSError
    when the disk is full.
    """
    shipped = find_lecture([media_dir / "lectures"], SLUG)
    if shipped is None or not shipped.videos:
        return None
    folder = media_dir / "lectures" / SLUG
    original = folder / shipped.videos[-1].file
    digest = hashlib.sha256(original.read_bytes()).hexdigest()
    lecture = session.scalars(select(Lecture).where(Lecture.slug == SLUG)).one_or_none()
    if lecture is None:
        lecture = _lecture(shipped, original, digest, account_id, now)
        session.add(lecture)
        session.flush()
        _add_run(session, lecture, now)
        _add_tracks(session, lecture, shipped, folder)
    if lecture.source_hash == digest:
        _place_files(shipped, folder, original, data_dir, digest)
    return lecture


def _lecture(
    shipped: PublishedLecture, original: Path, digest: str, account_id: str, now: datetime
) -> Lecture:
    return Lecture(
        id=new_id(),
        slug=SLUG,
        title=_TITLE,
        language=shipped.language,
        source_hash=digest,
        source_size=original.stat().st_size,
        file_name=f"{SLUG}.mp4",
        duration=shipped.duration,
        created_by=account_id,
        created_at=now,
    )


def _add_run(session: Session, lecture: Lecture, now: datetime) -> None:
    """Note what was done to make the shipped files; no job is ordered. Its words were known, not heard."""
    run = Run(
        id=new_id(),
        lecture_id=lecture.id,
        job_id=None,
        state=RunState.SUCCEEDED,
        parameters=dict(DEFAULTS),
        cancel_asked=False,
        fault=None,
        tail=None,
        started_by=lecture.created_by,
        created_at=now,
        finished_at=now,
    )
    session.add(run)
    session.flush()
    for place, stage in enumerate(Stage):
        session.add(_stage(run.id, stage, place, now))
    session.flush()


def _stage(run_id: str, stage: Stage, place: int, now: datetime) -> RunStage:
    is_left_out = stage in _NOT_NEEDED
    return RunStage(
        run_id=run_id,
        name=stage,
        place=place,
        state=StageState.LEFT_OUT if is_left_out else StageState.DONE,
        tries=0 if is_left_out else 1,
        done=0.0 if is_left_out else 1.0,
        seconds_left=None,
        started_at=None if is_left_out else now,
        finished_at=None if is_left_out else now,
    )


def _add_tracks(session: Session, lecture: Lecture, shipped: PublishedLecture, folder: Path) -> None:
    by_language = {track.language: track for track in shipped.tracks}
    spoken = by_language.pop(lecture.language, None)
    if spoken is None:
        return
    account_id, now = lecture.created_by, lecture.created_at
    draft = Draft(lecture.language, ProfileName.LUGN, _cues(spoken, folder), (), dict(_WRITTEN))
    opened = lock_track(session, create_draft(session, lecture.id, draft, now=now).track.id)
    accept_all(session, opened, account_id=account_id, now=now)
    approve_track(session, check_track(session, opened), account_id=account_id, now=now)
    for language, track in by_language.items():
        begun = begin_translation(session, lecture, language, account_id=account_id, now=now)
        texts = {cue.id: cue.text for cue in _cues(track, folder)}
        made = MachineDraft(texts, dict(_TRANSLATED))
        store_machine_draft(session, lock_track(session, begun.id), made, now=now)


def _cues(track: LectureTrack, folder: Path) -> list[Cue]:
    found = _CUES.validate_json((folder / track.cues.file).read_bytes())
    return [Cue(cue.id, cue.start, cue.end, cue.text) for cue in found]


def _place_files(
    shipped: PublishedLecture, folder: Path, original: Path, data_dir: Path, digest: str
) -> None:
    """Put the original and what was made of it where the stages would have; the index comes last."""
    own = lecture_folder(data_dir, digest)
    parts = {str(video.height): folder / video.file for video in shipped.videos}
    parts |= {"audio": folder / shipped.audio.file} if shipped.audio is not None else {}
    parts |= {"poster": folder / shipped.poster.file} if shipped.poster is not None else {}
    for path in folder.glob("peaks.*.bin"):
        parts["peaks"] = path
    wanted = {source_file(data_dir, digest): original} | {own / path.name: path for path in parts.values()}
    for target, path in wanted.items():
        if not target.exists():
            with made_whole(target) as half:
                shutil.copyfile(path, half)
    if not (own / INDEX).exists():
        write_whole(own / INDEX, json.dumps({name: path.name for name, path in parts.items()}).encode())
