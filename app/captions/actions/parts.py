"""The bytes of an upload on disk: written by one at a time in whatever process, kept under their SHA-256.

What a crash leaves is always one of these: a part whose first `stored` bytes are whole; a complete part that
is also linked as the original, which is never written again; an original that no lecture names (swept at
night).
"""

import errno
import fcntl
import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from app.captions.rules.places import source_file, upload_part
from app.captions.rules.sniffing import HEAD_LENGTH
from app.core.durable import NO_ROOM
from app.core.errors import S_, AppError

# File systems that know no second name for a file: exFAT, some network shares.
_NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
_READ_BYTES: Final = 256 * 1024


class NoRoomError(AppError):
    """The disk is full, or what is left is kept for everything else."""

    status = 507
    message_id = S_(
        "There is not enough room for this recording here. Nothing that was sent is lost. "
        "Tell your administrator."
    )


class LostPartError(Exception):
    """The file is shorter than what was noted as stored."""


class Part:
    """One open part; `position` is where the next byte goes. Close it, or use it as a context."""

    def __init__(self, path: Path) -> None:
        """Open the file, made if it is not there; its folder too, both safely on disk."""
        _make_folder(path.parent)
        self._path = path
        is_new = not path.exists()
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with _disk_full_named():
            self._file = os.open(path, flags, 0o600)
        if is_new:
            _flush_folder(path.parent)
        self.position = 0

    def __enter__(self) -> Self:
        """Give the part itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def try_to_hold(self) -> bool:
        """Become the only writer, in any process; False while another one is. Closing lets go."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def begin_at(self, stored: int) -> None:
        """Cut off what was never noted as stored, and go on from there; raise LostPartError if less is there.

        Call it while holding. A file that has another name now belongs to somebody else, and is not touched.
        """
        found = os.fstat(self._file)
        is_named = self._path.exists() and os.path.samestat(found, self._path.stat())
        if not is_named or found.st_size < stored:
            raise LostPartError(self._path.name)
        os.ftruncate(self._file, stored)
        self.position = stored

    def is_complete(self, length: int) -> bool:
        """Whether a crash came after all was checked and linked as the original: then it must not be cut."""
        found = os.fstat(self._file)
        return found.st_nlink > 1 and found.st_size == length

    def write(self, pieces: Sequence[bytes]) -> None:
        """Add bytes at the end; raise NoRoomError, with `position` after the last one that was written."""
        for piece in pieces:
            left = memoryview(piece)
            while left:
                with _disk_full_named():
                    written = os.pwrite(self._file, left, self.position)
                self.position += written
                left = left[written:]

    def flush(self) -> None:
        """Wait until all that was written is on the disk itself."""
        with _disk_full_named():
            os.fsync(self._file)

    def head(self) -> bytes:
        """Read the first bytes, by which a file is judged."""
        return os.pread(self._file, HEAD_LENGTH, 0)

    def hash_on(self, so_far: "hashlib._Hash", offset: int, most: int) -> int:
        """Add what is on the disk from `offset`, at most so many bytes, to a hash; give where it ended."""
        end = offset + most
        while offset < end and (piece := os.pread(self._file, min(_READ_BYTES, end - offset), offset)):
            so_far.update(piece)
            offset += len(piece)
        return offset

    def keep(self, data: Path, digest: str) -> None:
        """Give the flushed file its place among the originals, in place of one that is there already.

        What stands there should hold the same bytes, but a disk may have spoiled them: what came now was
        checked a moment ago. The part remains until `remove`, as a second name, so that a crash before the
        lecture is stored loses nothing. Without second names on this disk it is moved, and such a crash loses
        the upload.
        """
        place = source_file(data, digest)
        _make_folder(place.parent)
        try:
            self._link(place)
        except FileExistsError:
            if place.samefile(self._path):
                return
            spare = place.with_name(f"{place.name}.{self._path.stem}")
            # Left by a crash between the next two lines.
            spare.unlink(missing_ok=True)
            self._link(spare)
            spare.replace(place)
        _flush_folder(place.parent)

    def remove(self) -> None:
        """Remove the part's name; an original that it became stays."""
        with suppress(FileNotFoundError):
            self._path.unlink()
            _flush_folder(self._path.parent)

    def close(self) -> None:
        """Close the file and let others write."""
        os.close(self._file)

    def _link(self, place: Path) -> None:
        try:
            os.link(self._path, place)
        except OSError as fault:
            if fault.errno not in _NO_LINKS:
                raise
            if place.exists():
                raise FileExistsError(place) from fault
            self._path.rename(place)


def open_part(data: Path, upload_id: str) -> Part:
    """Open the part of an upload."""
    return Part(upload_part(data, upload_id))


def remove_part(data: Path, upload_id: str) -> None:
    """Remove what has come of an upload; nothing there is fine."""
    upload_part(data, upload_id).unlink(missing_ok=True)


class _disk_full_named:  # noqa: N801 - read as a statement
    """Turn the many ways of saying that a disk is full into NoRoomError."""

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(fault, OSError) and fault.errno in NO_ROOM:
            raise NoRoomError(errno.errorcode[fault.errno]) from fault


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with _disk_full_named():
        folder.mkdir(mode=0o700, exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
