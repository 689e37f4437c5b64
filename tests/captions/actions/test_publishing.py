"""What readers get: files named by their content, a manifest, and what stays when something goes wrong."""

import fcntl
import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.captions.actions.publishing import project_lecture, publish_track, withdraw_track
from app.captions.actions.tracks import MoveRefusedError, NotReadyError, approve_track
from app.captions.actions.translations import begin_translation
from app.captions.formats.vtt import read_vtt
from app.captions.models.tracks import Publication, Track
from app.captions.queries.checking import check_track
from app.captions.queries.cues import list_cues
from app.captions.queries.renditions import INDEX
from app.captions.queries.tracks import lock_track
from app.captions.rules.places import lecture_folder
from app.core.database import Database
from app.core.errors import NotFoundError
from app.people.models.accounts import Account
from tests.captions.actions.conftest import Desk, make_desk
from tests.factories.captions import NOW, accept_all, calm_cues, edit, make_draft, sent

pytestmark = pytest.mark.data

ARABIC = ("الألم هو إنذار الجسم.", "قد يرن الإنذار بلا سبب.", "يحتاج الجسم إلى هدوء.")


def _publish(session: Session, track: Track, account: Account) -> Publication:
    if track.state == "in_review":
        checked = check_track(session, lock_track(session, track.id))
        approve_track(session, checked, account_id=account.id, now=NOW)
    return publish_track(session, check_track(session, lock_track(session, track.id)), now=NOW)


def _published(session: Session, desk: Desk) -> tuple[Track, Publication]:
    track = make_draft(session, desk.lecture)
    accept_all(session, track, desk.lena)
    return track, _publish(session, track, desk.lena)


def _manifest(session: Session, desk: Desk, data: Path) -> dict[str, Any]:
    path = project_lecture(session, desk.lecture.id, data)
    assert path == data / "published" / "lectures" / desk.lecture.slug / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _jobs(session: Session) -> int:
    table = "dbos.workflow_status" if session.get_bind().dialect.name == "postgresql" else "workflow_status"
    query = text(f"SELECT count(*) FROM {table} WHERE name = 'captions.project'")
    return int(session.scalar(query) or 0)


def _give_media(data: Path, desk: Desk) -> None:
    folder = lecture_folder(data, desk.lecture.source_hash)
    folder.mkdir(parents=True)
    names = {
        "240": "240-key.mp4",
        "480": "480-key.mp4",
        "audio": "audio-key.m4a",
        "poster": "poster-key.webp",
    }
    for name, file in names.items():
        (folder / file).write_bytes(name.encode() * 10)
    (folder / "peaks-key.bin").write_bytes(b"peaks")
    (folder / INDEX).write_text(json.dumps(names | {"peaks": "peaks-key.bin"}), "utf-8")


def test_a_publication_names_its_approver_and_orders_the_files(session: Session, desk: Desk) -> None:
    track, publication = _published(session, desk)
    assert (track.state, publication.state, publication.approver_id) == (
        "published",
        "published",
        desk.lena.id,
    )
    assert (publication.revision, publication.published_at) == (track.approved_revision, NOW)
    assert _jobs(session) == 1


def test_the_files_say_what_was_approved(session: Session, desk: Desk, tmp_path: Path) -> None:
    _give_media(tmp_path, desk)
    track, publication = _published(session, desk)
    manifest = _manifest(session, desk, tmp_path)
    folder = tmp_path / "published" / "lectures" / desk.lecture.slug
    (told,) = manifest.pop("tracks")
    assert (told["language"], told["state"]) == ("sv", "approved")
    for shape in ("vtt", "cues", "text"):
        file = folder / told[shape]["file"]
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:10]
        assert (file.name.split(".")[1], told[shape]["size"]) == (digest, len(content))
    assert told["vtt"]["file"] == f"sv.{publication.digest}.vtt"
    read = read_vtt((folder / told["vtt"]["file"]).read_text("utf-8"))
    assert (list(read.cues), read.record["revision"]) == (calm_cues(3), track.approved_revision)
    cues = json.loads((folder / told["cues"]["file"]).read_text("utf-8"))
    assert cues[0] == {"id": "c1", "start": 0, "end": 3500, "text": calm_cues(1)[0].text}
    assert calm_cues(1)[0].text in (folder / told["text"]["file"]).read_text("utf-8")
    assert (manifest["format"], manifest["slug"], manifest["language"]) == (1, desk.lecture.slug, "sv")
    assert manifest["duration"] == desk.lecture.duration
    assert [video["height"] for video in manifest["videos"]] == [240, 480]
    for told in (*manifest["videos"], manifest["audio"], manifest["poster"]):
        content = (folder / told["file"]).read_bytes()
        assert told["file"].split(".")[1] == hashlib.sha256(content).hexdigest()[:10]
        assert told["size"] == len(content)
    assert not list(folder.glob("*peaks*"))


def test_to_write_them_again_changes_no_byte_and_makes_no_copy(
    session: Session, desk: Desk, tmp_path: Path
) -> None:
    _give_media(tmp_path, desk)
    _published(session, desk)
    first = _manifest(session, desk, tmp_path)
    folder = tmp_path / "published" / "lectures" / desk.lecture.slug
    before = {path.name: path.stat().st_ino for path in folder.iterdir() if path.name != "manifest.json"}
    assert _manifest(session, desk, tmp_path) == first
    after = {path.name: path.stat().st_ino for path in folder.iterdir() if path.name != "manifest.json"}
    assert after == before
    source = lecture_folder(tmp_path, desk.lecture.source_hash) / "240-key.mp4"
    assert source.stat().st_ino in before.values()


def test_a_second_publication_takes_the_place_of_the_first_whose_files_stay(
    session: Session, desk: Desk, tmp_path: Path
) -> None:
    track, first = _published(session, desk)
    folder = tmp_path / "published" / "lectures" / desk.lecture.slug
    old = _manifest(session, desk, tmp_path)["tracks"][0]
    cue = list_cues(session, track.id)[0]
    edit(session, track, desk.omar, [sent(cue.cue, cue.version, text="Smärta är vårt larm.")])
    assert track.state == "in_review"
    assert _manifest(session, desk, tmp_path)["tracks"] == [old], "an edit must not be public"
    second = _publish(session, track, desk.omar)
    new = _manifest(session, desk, tmp_path)["tracks"][0]
    session.refresh(first)
    assert (first.state, first.ended_at, second.state) == ("superseded", NOW, "published")
    assert second.approver_id == desk.omar.id
    assert new["vtt"]["file"] != old["vtt"]["file"]
    assert all((folder / shape["file"]).exists() for shape in (old["vtt"], old["cues"], old["text"]))


def test_what_is_withdrawn_is_not_named_any_more_and_can_come_back(
    session: Session, desk: Desk, tmp_path: Path
) -> None:
    track, publication = _published(session, desk)
    old = _manifest(session, desk, tmp_path)["tracks"]
    withdraw_track(session, lock_track(session, track.id), now=NOW)
    session.refresh(publication)
    assert (track.state, publication.state) == ("withdrawn", "withdrawn")
    assert _manifest(session, desk, tmp_path)["tracks"] == []
    with pytest.raises(MoveRefusedError):
        withdraw_track(session, lock_track(session, track.id), now=NOW)
    _publish(session, track, desk.lena)
    assert _manifest(session, desk, tmp_path)["tracks"] == old
    assert _jobs(session) == 3


def test_what_is_public_is_withdrawn_though_a_newer_text_is_under_way(session: Session, desk: Desk) -> None:
    track, _ = _published(session, desk)
    cue = list_cues(session, track.id)[0]
    edit(session, track, desk.omar, [sent(cue.cue, cue.version, text="Smärta är vårt larm.")])
    withdraw_track(session, lock_track(session, track.id), now=NOW)
    assert track.state == "in_review"


def test_nothing_is_published_that_was_not_approved_as_it_is(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    accept_all(session, track, desk.lena)
    with pytest.raises(MoveRefusedError):
        publish_track(session, check_track(session, lock_track(session, track.id)), now=NOW)
    _publish(session, track, desk.lena)
    cue = list_cues(session, track.id)[0]
    edit(session, track, desk.lena, [sent(cue.cue, cue.version, text="Smärta är vårt larm.")])
    with pytest.raises(MoveRefusedError):
        publish_track(session, check_track(session, lock_track(session, track.id)), now=NOW)
    assert _jobs(session) == 1


def _translated(session: Session, desk: Desk) -> Track:
    track = begin_translation(session, desk.lecture, "ar", account_id=desk.omar.id, now=NOW)
    stored = list_cues(session, track.id)
    wanted = [sent(one.cue, 1, text=text) for one, text in zip(stored, ARABIC, strict=True)]
    edit(session, track, desk.omar, wanted)
    return track


def test_a_translation_whose_original_has_changed_is_not_published(
    session: Session, desk: Desk, tmp_path: Path
) -> None:
    source, _ = _published(session, desk)
    track = _translated(session, desk)
    checked = check_track(session, lock_track(session, track.id))
    assert checked.hindrances == (), checked.findings
    approve_track(session, checked, account_id=desk.omar.id, now=NOW)
    cue = list_cues(session, source.id)[0]
    edit(session, source, desk.lena, [sent(cue.cue, cue.version, text="Smärta är vårt eget larm.")])
    _publish(session, source, desk.lena)
    with pytest.raises(NotReadyError) as caught:
        publish_track(session, check_track(session, lock_track(session, track.id)), now=NOW)
    assert [(one.obstacle, one.cue_ids) for one in caught.value.hindrances] == [("stale", ("c1",))]
    accept_all(session, track, desk.omar)
    _publish(session, track, desk.omar)
    assert [told["language"] for told in _manifest(session, desk, tmp_path)["tracks"]] == ["ar", "sv"]


def test_a_lecture_that_was_never_public_gets_no_folder(session: Session, desk: Desk, tmp_path: Path) -> None:
    make_draft(session, desk.lecture)
    assert project_lecture(session, desk.lecture.id, tmp_path) is None
    assert not (tmp_path / "published" / "lectures").exists()


def test_a_lecture_that_is_not_there(session: Session, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        project_lecture(session, "nothing", tmp_path)


def test_a_full_disk_leaves_the_earlier_manifest(
    session: Session, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    track, _ = _published(session, desk)
    old = _manifest(session, desk, tmp_path)
    withdraw_track(session, lock_track(session, track.id), now=NOW)
    folder = tmp_path / "published" / "lectures" / desk.lecture.slug

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            project_lecture(session, desk.lecture.id, tmp_path)
    assert json.loads((folder / "manifest.json").read_text("utf-8")) == old
    assert not [path for path in folder.iterdir() if path.name.startswith(".half-")]
    assert _manifest(session, desk, tmp_path)["tracks"] == []


def test_where_no_link_can_be_made_a_copy_is(
    session: Session, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    _give_media(tmp_path, desk)
    _published(session, desk)
    monkeypatch.setattr(os, "link", refuse)
    manifest = _manifest(session, desk, tmp_path)
    folder = tmp_path / "published" / "lectures" / desk.lecture.slug
    assert (folder / manifest["audio"]["file"]).read_bytes() == b"audio" * 10
    assert _manifest(session, desk, tmp_path) == manifest


def test_two_workers_at_once_write_whole_files(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        desk = make_desk(session)
        _published(session, desk)
        _give_media(tmp_path, desk)
    start = threading.Barrier(3)
    found: list[Path | None] = []

    def work() -> None:
        start.wait()
        with database.reading() as session:
            found.append(project_lecture(session, desk.lecture.id, tmp_path))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    folder = tmp_path / "published" / "lectures" / desk.lecture.slug
    assert len(json.loads((folder / "manifest.json").read_text("utf-8"))["videos"]) == 2
    assert len(list(folder.iterdir())) == 8


def test_who_waited_writes_what_is_public_then_not_what_was(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        desk = make_desk(session)
        track, _ = _published(session, desk)
    with database.reading() as session:
        assert len(_manifest(session, desk, tmp_path)["tracks"]) == 1

    def work() -> None:
        with database.reading() as session:
            project_lecture(session, desk.lecture.id, tmp_path)

    worker = threading.Thread(target=work)
    with (tmp_path / "published" / "locks" / desk.lecture.id).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        worker.start()
        with database.writing() as session:
            withdraw_track(session, lock_track(session, track.id), now=NOW)
    worker.join()
    manifest = tmp_path / "published" / "lectures" / desk.lecture.slug / "manifest.json"
    assert json.loads(manifest.read_text("utf-8"))["tracks"] == []
