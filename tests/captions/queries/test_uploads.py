"""Reads of uploads: whose, how much, and the ids that lessons offer."""

from pathlib import Path
from shutil import disk_usage

import pytest
from sqlalchemy.orm import Session

from app.captions.actions.uploads import NewUpload, create_upload, finish_upload, note_stored, take_turn
from app.captions.models.lectures import Upload
from app.captions.queries.uploads import (
    LecturePlace,
    awaited_bytes,
    find_upload,
    is_lost,
    lecture_places,
    open_uploads,
    room_on_disk,
    slug_is_taken,
)
from app.captions.rules.places import upload_part
from app.captions.rules.uploads import LIFE, Room
from app.content.models.documents import Document, Kind
from app.content.queries.library import Library
from app.core.errors import NotFoundError
from app.people.models.accounts import Account
from tests.factories.captions import NOW, make_lecture
from tests.factories.people import make_account, make_party

pytestmark = pytest.mark.data


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session, make_party(session, "Regionen"))


def _upload(session: Session, account: Account, slug: str, *, stored: int = 0) -> Upload:
    new = NewUpload("Smärta", slug, "sv", "film.mp4", 1000)
    upload = create_upload(session, account.id, new, Room(2**50, 2**50), now=NOW)
    if stored:
        note_stored(session, take_turn(session, account.id, upload.id, 0, now=NOW), stored)
        session.refresh(upload)
    return upload


def test_open_uploads_and_what_they_may_still_send(session: Session, account: Account) -> None:
    assert awaited_bytes(session, now=NOW) == 0
    first, second = _upload(session, account, "first", stored=300), _upload(session, account, "second")
    done = _upload(session, account, "done")
    turn = take_turn(session, account.id, done.id, 0, now=NOW)
    finish_upload(session, account.id, turn, "a" * 64, now=NOW)
    assert {upload.id for upload in open_uploads(session, account.id, now=NOW)} == {first.id, second.id}
    assert awaited_bytes(session, now=NOW) == 1700
    assert open_uploads(session, "somebody", now=NOW) == []
    assert open_uploads(session, account.id, now=NOW + LIFE) == []
    assert awaited_bytes(session, now=NOW + LIFE) == 0


def test_find_upload_is_for_its_owner(session: Session, account: Account) -> None:
    upload = _upload(session, account, "first")
    assert find_upload(session, account.id, upload.id) is upload
    for account_id, upload_id in (("somebody", upload.id), (account.id, "unknown")):
        with pytest.raises(NotFoundError):
            find_upload(session, account_id, upload_id)


def test_slug_is_taken_by_lectures_and_by_what_is_on_its_way(session: Session, account: Account) -> None:
    make_lecture(session, account, slug="here")
    _upload(session, account, "coming")
    taken = {slug: slug_is_taken(session, slug, now=NOW) for slug in ("here", "coming", "free")}
    assert taken == {"here": True, "coming": True, "free": False}
    assert not slug_is_taken(session, "coming", now=NOW + LIFE)


def test_is_lost_when_the_file_is_shorter_than_what_was_noted(
    session: Session, account: Account, tmp_path: Path
) -> None:
    upload = _upload(session, account, "first")
    assert not is_lost(tmp_path, upload)
    upload.stored = 3
    assert is_lost(tmp_path, upload)
    upload_part(tmp_path, upload.id).parent.mkdir(parents=True)
    upload_part(tmp_path, upload.id).write_bytes(b"12")
    assert is_lost(tmp_path, upload)
    upload_part(tmp_path, upload.id).write_bytes(b"1234")
    assert not is_lost(tmp_path, upload)


def test_room_on_disk_is_what_the_system_tells(tmp_path: Path) -> None:
    assert room_on_disk(tmp_path).total == disk_usage(tmp_path).total
    assert 0 < room_on_disk(tmp_path).free <= room_on_disk(tmp_path).total


_LESSON = """Text.

<!-- b:aaaaa -->
::: lecture id=how-pain-works
See it.
:::

:::: lecture id=movement
:::: exercise minutes=3
"""


def test_lecture_places_are_what_swedish_lessons_name_and_is_not_here(
    session: Session, account: Account
) -> None:
    def document(kind: Kind, own: str, lang: str, body: str) -> tuple[tuple[Kind, str, str], Document]:
        return (kind, own, lang), Document(kind, own, lang, "x", f"Om {own}", body=body.encode())

    library = Library(
        dict(
            [
                document(Kind.LESSON, "pain", "sv", _LESSON),
                document(Kind.LESSON, "pain", "ar", "::: lecture id=arabic\n"),
                document(Kind.PAGE, "about", "sv", "::: lecture id=page\n"),
                document(Kind.LESSON, "rest", "sv", "text ::: lecture id=inside\n"),
            ]
        )
    )
    places = lecture_places(session, library)
    assert places == (LecturePlace("how-pain-works", "Om pain"), LecturePlace("movement", "Om pain"))
    make_lecture(session, account, slug="movement")
    assert lecture_places(session, library) == places[:1]
    assert lecture_places(session, Library()) == ()
