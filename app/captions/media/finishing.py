"""A file that is made is seen under its name only when it is whole; a full disk is told in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.captions.media.faults import FullDiskError
from app.core.durable import NO_ROOM, made_whole


@contextmanager
def finishing(target: Path) -> Iterator[Path]:
    """Do as `made_whole` does; raises FullDiskError when there is no room."""
    try:
        with made_whole(target) as half:
            yield half
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise FullDiskError(target.name) from fault
        raise
