"""The bytes of an upload on disk: one writer, nothing beyond what was noted, kept once under their hash."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from app.captions.actions.parts import LostPartError, NoRoomError, Part, open_part, remove_part
from app.captions.rules.places import source_file, upload_part
from tests.captions.tus import recording

WHOLE = recording(10_000)
DIGEST = hashlib.sha256(WHOLE).hexdigest()


def _complete(data: Path, upload_id: str = "abc", content: bytes = WHOLE) -> Part:
    part = open_part(data, upload_id)
    assert part.try_to_hold()
    part.begin_at(0)
    part.write([content[:7], b"", content[7:]])
    part.flush()
    return part


def test_part_is_written_and_kept_under_its_hash(tmp_path: Path) -> None:
    with _complete(tmp_path) as part:
        assert part.position == len(WHOLE)
        assert part.head() == WHOLE[:4096]
        part.keep(tmp_path, DIGEST)
        assert part.is_complete(len(WHOLE))
        part.remove()
        part.remove()
    assert source_file(tmp_path, DIGEST).read_bytes() == WHOLE
    assert not upload_part(tmp_path, "abc").exists()
    assert source_file(tmp_path, DIGEST).stat().st_mode & 0o077 == 0
    assert source_file(tmp_path, DIGEST).parent.stat().st_mode & 0o077 == 0


def test_part_goes_on_where_it_was_noted(tmp_path: Path) -> None:
    _complete(tmp_path).close()
    with open_part(tmp_path, "abc") as part:
        part.begin_at(4)
        part.write([b"other"])
    assert upload_part(tmp_path, "abc").read_bytes() == WHOLE[:4] + b"other"


def test_part_that_is_shorter_than_what_was_noted_is_lost(tmp_path: Path) -> None:
    _complete(tmp_path).close()
    with open_part(tmp_path, "abc") as part, pytest.raises(LostPartError):
        part.begin_at(len(WHOLE) + 1)
    assert upload_part(tmp_path, "abc").read_bytes() == WHOLE


def test_part_whose_name_was_taken_away_is_never_cut(tmp_path: Path) -> None:
    with _complete(tmp_path) as part:
        upload_part(tmp_path, "abc").rename(tmp_path / "elsewhere")
        with pytest.raises(LostPartError):
            part.begin_at(0)
        upload_part(tmp_path, "abc").write_bytes(b"another file")
        with pytest.raises(LostPartError):
            part.begin_at(0)
    assert (tmp_path / "elsewhere").read_bytes() == WHOLE


def test_part_has_one_writer(tmp_path: Path) -> None:
    with open_part(tmp_path, "abc") as second:
        with _complete(tmp_path):
            assert not second.try_to_hold()
        assert second.try_to_hold()


def test_part_is_not_opened_through_a_link(tmp_path: Path) -> None:
    place = upload_part(tmp_path, "abc")
    place.parent.mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    place.symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic"):
        open_part(tmp_path, "abc")


def test_hash_on_goes_through_the_file_in_steps(tmp_path: Path) -> None:
    with _complete(tmp_path) as part:
        so_far, offset = hashlib.sha256(), 0
        while offset < len(WHOLE):
            offset = part.hash_on(so_far, offset, 999)
        assert so_far.hexdigest() == DIGEST
        assert part.hash_on(so_far, offset, 999) == offset


def test_the_same_file_is_kept_once_and_is_young_again(tmp_path: Path) -> None:
    with _complete(tmp_path, "first") as first:
        first.keep(tmp_path, DIGEST)
        first.remove()
    os.utime(source_file(tmp_path, DIGEST), (1, 1))
    with _complete(tmp_path, "second") as second:
        second.keep(tmp_path, DIGEST)
        second.keep(tmp_path, DIGEST)
        assert second.is_complete(len(WHOLE))
        second.remove()
    place = source_file(tmp_path, DIGEST)
    assert place.read_bytes() == WHOLE
    assert (place.stat().st_nlink, place.stat().st_mtime > 1) == (1, True)
    assert [path.name for path in place.parent.iterdir()] == ["source"]


@pytest.mark.parametrize("spoiled", [WHOLE[:100], bytes(len(WHOLE))], ids=["cut", "of the same length"])
@pytest.mark.parametrize("crashed", [False, True])
def test_keep_replaces_an_original_that_the_disk_has_spoiled(
    tmp_path: Path, spoiled: bytes, crashed: bool
) -> None:
    place = source_file(tmp_path, DIGEST)
    place.parent.mkdir(parents=True)
    place.write_bytes(spoiled)
    if crashed:
        place.with_name("source.abc").write_bytes(spoiled)
    with _complete(tmp_path) as part:
        part.keep(tmp_path, DIGEST)
    assert place.read_bytes() == WHOLE
    assert [path.name for path in place.parent.iterdir()] == ["source"]


@pytest.mark.parametrize("is_there", [False, True])
def test_keep_moves_where_a_file_can_have_one_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    if is_there:
        with _complete(tmp_path, "first") as first:
            first.keep(tmp_path, DIGEST)

    def refuse(_from: object, _to: object) -> None:
        raise OSError(errno.EPERM, "no second names here")

    monkeypatch.setattr(os, "link", refuse)
    with _complete(tmp_path) as part:
        part.keep(tmp_path, DIGEST)
        part.remove()
    assert source_file(tmp_path, DIGEST).read_bytes() == WHOLE
    assert not upload_part(tmp_path, "abc").exists()


def test_keep_passes_on_what_else_goes_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_from: object, _to: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "link", refuse)
    with _complete(tmp_path) as part, pytest.raises(OSError, match="broken"):
        part.keep(tmp_path, DIGEST)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_full_disk_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(code, "full")

    with _complete(tmp_path) as part:
        with monkeypatch.context() as patched:
            patched.setattr(os, "pwrite", refuse)
            with pytest.raises(NoRoomError):
                part.write([b"more"])
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", refuse)
            with pytest.raises(NoRoomError):
                part.flush()
        assert part.position == len(WHOLE)


def test_write_goes_on_when_the_system_takes_only_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda file, left, place: write(file, left[:3], place))
    _complete(tmp_path, content=WHOLE[:100]).close()
    assert upload_part(tmp_path, "abc").read_bytes() == WHOLE[:100]


def test_remove_part_of_nothing_is_fine(tmp_path: Path) -> None:
    remove_part(tmp_path, "abc")
    _complete(tmp_path).close()
    remove_part(tmp_path, "abc")
    assert not upload_part(tmp_path, "abc").exists()
