"""Files that are either whole and on the disk, or not there: what a crash or a lost current leaves behind."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when the disk is full, a quota is used up or a file may not grow."""

TEMPORARY = ".half-"
"""Begins the name of a file that is still being made."""


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """Give a temporary path beside the target; what is there at the end is flushed and takes the target's
    name.

    When the block raises, the half file is removed and an earlier target stays as it was. Raises OSError when
    nothing was made, or the disk is full.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # A short name: the target's own may already be as long as the file system allows.
    half = target.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
    try:
        yield half
        keep_as(half, target)
    finally:
        with suppress(FileNotFoundError):
            half.unlink()


def write_whole(target: Path, data: bytes) -> None:
    """Write a file as a whole, in place of an earlier one."""
    with made_whole(target) as half:
        half.write_bytes(data)


def keep_as(half: Path, target: Path) -> None:
    """Flush a finished file to the disk and give it its name, in place of an earlier one."""
    with half.open("rb") as opened:
        os.fsync(opened.fileno())
    half.replace(target)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_halves(folder: Path, *, older_than: float) -> int:
    """Remove files below a folder that were never finished and not touched since that time (seconds of the
    epoch); give how many."""
    gone = 0
    for half in folder.rglob(f"{TEMPORARY}*"):
        with suppress(FileNotFoundError):
            if half.is_file() and half.stat().st_mtime < older_than:
                half.unlink()
                gone += 1
    return gone
