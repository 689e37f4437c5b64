"""What uploads leave behind, and what of it is removed at night."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.actions.sweep import LEFT_OVER, sweep_uploads
from app.captions.actions.uploads import NewUpload, create_upload, finish_upload, note_stored, take_turn
from app.captions.models.lectures import Lecture, Upload
from app.captions.rules.places import source_file, upload_part
from app.captions.rules.uploads import LIFE, Room
from app.people.models.accounts import Account
from tests.factories.captions import NOW
from tests.factories.people import make_account, make_party

pytestmark = pytest.mark.data

ROOMY = Room(2**50, 2**50)
DIGEST, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session, make_party(session, "Regionen"))


def _upload(session: Session, account: Account, slug: str, *, stored: int = 0) -> str:
    new = NewUpload("Smärta", slug, "sv", "film.mp4", 1000)
    upload = create_upload(session, account.id, new, ROOMY, now=NOW)
    if stored:
        note_stored(session, take_turn(session, account.id, upload.id, 0, now=NOW), stored)
        session.expire_all()
    return upload.id


def _part(data: Path, upload_id: str, content: bytes = b"x" * 100) -> Path:
    path = upload_part(data, upload_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _original(data: Path, digest: str, at: datetime) -> Path:
    path = source_file(data, digest)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"whole")
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def _ids(session: Session) -> set[str]:
    return set(session.scalars(select(Upload.id)))


def test_sweep_uploads_of_nothing(session: Session, tmp_path: Path) -> None:
    assert sweep_uploads(session, tmp_path, now=NOW) == 0


def test_sweep_uploads_removes_what_ran_out(session: Session, account: Account, tmp_path: Path) -> None:
    old = _upload(session, account, "old", stored=100)
    part = _part(tmp_path, old)
    assert sweep_uploads(session, tmp_path, now=NOW + LIFE - timedelta(seconds=1)) == 0
    assert part.exists()
    assert sweep_uploads(session, tmp_path, now=NOW + LIFE) == 1
    assert not part.exists()
    assert _ids(session) == set()


def test_sweep_uploads_keeps_what_is_under_way(session: Session, account: Account, tmp_path: Path) -> None:
    begun, promised = _upload(session, account, "begun", stored=100), _upload(session, account, "promised")
    _part(tmp_path, begun)
    assert sweep_uploads(session, tmp_path, now=NOW + timedelta(days=6)) == 0
    assert _ids(session) == {begun, promised}


@pytest.mark.parametrize("content", [None, b"x" * 99])
def test_sweep_uploads_removes_rows_whose_bytes_are_lost(
    session: Session, account: Account, tmp_path: Path, content: bytes | None
) -> None:
    lost = _upload(session, account, "lost", stored=100)
    if content is not None:
        _part(tmp_path, lost, content)
    assert sweep_uploads(session, tmp_path, now=NOW) == 1
    assert _ids(session) == set()


def test_sweep_uploads_removes_files_without_a_row(session: Session, tmp_path: Path) -> None:
    part = _part(tmp_path, "0123456789abcdef")
    assert sweep_uploads(session, tmp_path, now=NOW) == 1
    assert not part.exists()


def test_sweep_uploads_removes_what_a_finished_one_left_and_keeps_its_lecture(
    session: Session, account: Account, tmp_path: Path
) -> None:
    own = _upload(session, account, "done")
    lecture = finish_upload(
        session, account.id, take_turn(session, account.id, own, 0, now=NOW), DIGEST, now=NOW
    )
    session.expire_all()
    original, part = _original(tmp_path, DIGEST, NOW - timedelta(days=99)), upload_part(tmp_path, own)
    part.parent.mkdir()
    part.hardlink_to(original)
    assert sweep_uploads(session, tmp_path, now=NOW) == 1
    assert (part.exists(), original.exists(), _ids(session)) == (False, True, {own})
    assert sweep_uploads(session, tmp_path, now=NOW + LIFE) == 1
    assert (original.exists(), _ids(session)) == (True, set())
    assert session.get(Lecture, lecture.id) is not None


def test_sweep_uploads_removes_an_original_that_no_lecture_names(
    session: Session, account: Account, tmp_path: Path
) -> None:
    old, young = _original(tmp_path, DIGEST, NOW - LEFT_OVER), _original(tmp_path, OTHER, NOW)
    waiting = _upload(session, account, "waiting", stored=5)
    assert sweep_uploads(session, tmp_path, now=NOW) == 1 + 1
    assert (old.parent.exists(), young.exists()) == (False, True)
    assert waiting not in _ids(session)


def test_sweep_uploads_keeps_an_original_whose_upload_goes_on(
    session: Session, account: Account, tmp_path: Path
) -> None:
    own = _upload(session, account, "killed", stored=5)
    original = _original(tmp_path, DIGEST, NOW - timedelta(days=3))
    upload_part(tmp_path, own).parent.mkdir()
    upload_part(tmp_path, own).hardlink_to(original)
    assert sweep_uploads(session, tmp_path, now=NOW) == 0
    assert original.exists()


def test_sweep_uploads_leaves_what_machines_made(session: Session, tmp_path: Path) -> None:
    original = _original(tmp_path, DIGEST, NOW - timedelta(days=3))
    made = original.with_name("media-0123.mp4")
    made.write_bytes(b"made")
    assert sweep_uploads(session, tmp_path, now=NOW) == 1
    assert (original.exists(), made.exists()) == (False, True)
