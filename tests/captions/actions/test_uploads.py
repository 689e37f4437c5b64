"""Uploads as rows: promised once, written by one, finished once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.captions.actions.parts import NoRoomError
from app.captions.actions.uploads import (
    LostTurnError,
    NewUpload,
    OffsetError,
    TooLongError,
    TooManyUploadsError,
    Turn,
    UploadGoneError,
    confirm_turn,
    create_upload,
    finish_upload,
    note_stored,
    refuse_upload,
    remove_upload,
    take_turn,
)
from app.captions.models.lectures import Lecture, Run, Upload
from app.captions.rules.places import upload_part
from app.captions.rules.uploads import LIFE, LONGEST, Room
from app.core.errors import InvalidInputError, NotFoundError
from app.people.models.accounts import Account
from tests.factories.captions import NOW, make_lecture
from tests.factories.people import make_account, make_party

pytestmark = pytest.mark.data

GIBIBYTE = 1024**3
ROOMY = Room(100 * GIBIBYTE, 100 * GIBIBYTE)
NEW = NewUpload("Smärta", "pain", "sv", "film.mp4", 1000)
DIGEST = "a" * 64


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session, make_party(session, "Regionen"))


def _begin(session: Session, account: Account, **changed: Any) -> Upload:
    return create_upload(session, account.id, replace(NEW, **changed), ROOMY, now=NOW)


def _turn(session: Session, account: Account, offset: int = 0, **changed: Any) -> Turn:
    return take_turn(session, account.id, _begin(session, account, **changed).id, offset, now=NOW)


def test_create_upload_refuses_what_will_never_fit(session: Session, account: Account) -> None:
    with pytest.raises(InvalidInputError):
        _begin(session, account, length=0)
    with pytest.raises(TooLongError):
        _begin(session, account, length=LONGEST + 1)
    _begin(session, account, length=LONGEST)


def test_create_upload_reserves_the_room(session: Session, account: Account) -> None:
    room = Room(10 * GIBIBYTE, GIBIBYTE + 1500)
    create_upload(session, account.id, NEW, room, now=NOW)
    with pytest.raises(NoRoomError):
        create_upload(session, account.id, replace(NEW, slug="other"), room, now=NOW)
    create_upload(session, account.id, replace(NEW, slug="other", length=500), room, now=NOW)


def test_create_upload_frees_what_ran_out(session: Session, account: Account) -> None:
    for number in range(3):
        _begin(session, account, slug=f"talk-{number}")
    with pytest.raises(TooManyUploadsError):
        _begin(session, account)
    with pytest.raises(InvalidInputError):
        _begin(session, account, slug="talk-1")
    create_upload(session, account.id, replace(NEW, slug="talk-1"), ROOMY, now=NOW + LIFE)


def test_take_turn_makes_the_earlier_one_lose(session: Session, account: Account) -> None:
    first = _turn(session, account)
    confirm_turn(session, first)
    second = take_turn(session, account.id, first.upload_id, 0, now=NOW)
    assert (second.number, second.stored, second.length) == (2, 0, 1000)
    with pytest.raises(LostTurnError):
        confirm_turn(session, first)
    with pytest.raises(LostTurnError):
        note_stored(session, first, 10)
    with pytest.raises(LostTurnError):
        finish_upload(session, account.id, first, DIGEST, now=NOW)
    note_stored(session, second, 20)
    session.expire_all()
    assert session.get_one(Upload, first.upload_id).stored == 20


@pytest.mark.parametrize("offset", [1, 19, 21, 1000, 10**18])
def test_take_turn_at_another_place_changes_nothing(session: Session, account: Account, offset: int) -> None:
    turn = _turn(session, account)
    note_stored(session, turn, 20)
    with pytest.raises(OffsetError):
        take_turn(session, account.id, turn.upload_id, offset, now=NOW)
    confirm_turn(session, turn)


def test_take_turn_is_for_the_owner_and_for_seven_days(session: Session, account: Account) -> None:
    upload = _begin(session, account)
    with pytest.raises(NotFoundError):
        take_turn(session, "somebody", upload.id, 0, now=NOW)
    with pytest.raises(UploadGoneError):
        take_turn(session, account.id, upload.id, 0, now=NOW + LIFE)
    take_turn(session, account.id, upload.id, 0, now=NOW + LIFE - timedelta(seconds=1))


def test_finish_upload_happens_once(session: Session, account: Account) -> None:
    turn = _turn(session, account)
    lecture = finish_upload(session, account.id, turn, DIGEST, now=NOW)
    assert (lecture.slug, lecture.source_hash, lecture.source_size) == ("pain", DIGEST, 1000)
    session.expire_all()
    upload = session.get_one(Upload, turn.upload_id)
    assert (upload.stored, upload.lecture_id) == (1000, lecture.id)
    assert session.scalars(select(Run.lecture_id)).all() == [lecture.id]
    with pytest.raises(LostTurnError):
        finish_upload(session, account.id, turn, DIGEST, now=NOW)
    with pytest.raises(OffsetError):
        take_turn(session, account.id, turn.upload_id, 1000, now=NOW)
    assert session.scalar(select(func.count()).select_from(Lecture)) == 1


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("pain", "pain-3"), ("p" * 64, f"{'p' * 56}-2")],
)
def test_finish_upload_gives_a_number_to_an_id_that_was_taken_meanwhile(
    session: Session, account: Account, wanted: str, given: str
) -> None:
    turn = _turn(session, account, slug=wanted)
    make_lecture(session, account, slug=wanted)
    make_lecture(session, account, slug="pain-2")
    assert finish_upload(session, account.id, turn, DIGEST, now=NOW).slug == given


def test_refuse_and_remove_take_the_bytes_too(session: Session, account: Account, tmp_path: Path) -> None:
    for number, remove in enumerate((refuse_upload, None)):
        turn = _turn(session, account, slug=f"talk-{number}")
        part = upload_part(tmp_path, turn.upload_id)
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(b"bytes")
        if remove is not None:
            remove(session, tmp_path, turn)
        else:
            with pytest.raises(NotFoundError):
                remove_upload(session, tmp_path, "somebody", turn.upload_id)
            remove_upload(session, tmp_path, account.id, turn.upload_id)
        assert not part.exists()
        with pytest.raises(UploadGoneError):
            confirm_turn(session, turn)
