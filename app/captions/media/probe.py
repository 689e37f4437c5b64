"""Finds out whether a file is a recording that can become a lecture, without being harmed by it."""

import json
import sys
from pathlib import Path

from app.captions.media.faults import (
    FAULTS,
    DamagedMediaError,
    Reason,
    TooHeavyMediaError,
)
from app.captions.media.info import MediaInfo, read_info
from app.captions.media.sniffing import sniff
from app.core.supervise import (
    CommandFailedError,
    CommandTimeoutError,
    CommandTooLargeError,
    Limits,
    run_supervised,
)

LIMITS = Limits(seconds=30, memory_bytes=1024**3, processes=4)
"""Of one look into a file: a sound recording takes a tenth of a second, a giant must not take hours."""


def probe(
    path: Path, *, language: str = "", decode_picture: bool = False, limits: Limits = LIMITS
) -> MediaInfo:
    """Describe a recording; raises the UnusableMediaError that tells the person what is wrong with it.

    The first bytes decide which demuxer may see the file at all; then it is opened, and its first frames and
    its end are decoded, in a process with limits. `language` is that of the sound to choose when there are
    several streams. The file is only read.
    """
    demuxers = sniff(path)
    command = [sys.executable, "-m", "app.captions.media.prober", str(path.absolute()), demuxers, language]
    answers: list[str] = []
    try:
        run_supervised(
            [*command, "picture" if decode_picture else "sound"], limits=limits, on_line=answers.append
        )
    except (CommandTimeoutError, CommandTooLargeError) as fault:
        raise TooHeavyMediaError(fault.detail) from fault
    except CommandFailedError as fault:
        if fault.code >= 0:
            # A fault of ours, not of the file's.
            raise
        raise DamagedMediaError(fault.detail, fault.tail) from fault
    answer = json.loads(answers[-1])
    if "fault" in answer:
        raise FAULTS[Reason(answer["fault"])](answer["detail"])
    return read_info(answers[-1])
