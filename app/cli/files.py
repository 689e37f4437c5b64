"""Files of the command line: read with a plain fault, written whole."""

from pathlib import Path
from typing import Final

from app.core.durable import write_whole
from app.core.errors import S_, AppError

LARGEST: Final = 128 * 1024 * 1024
"""Bytes; above every format's own limit, so that /dev/zero and a whole video do not fill the memory."""


class UnusableFileError(AppError):
    """A file that was named cannot be read or written; the argument says which and why."""

    status = 422
    message_id = S_("The file cannot be read.")


def read_file(path: Path) -> bytes:
    """Read a file that the person named; one that cannot be a text of ours by its size is refused."""
    try:
        with path.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as fault:
        raise UnusableFileError(f"{path}: {fault.strerror}") from fault
    if len(data) > LARGEST:
        raise UnusableFileError(f"{path}: the file is too large")
    return data


def read_text(path: Path) -> str:
    """Read a text that must be UTF-8: signs put in place of others would end up in the subtitles."""
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnusableFileError(f"{path}: the file is not saved as UTF-8") from fault


def make_folder(folder: Path) -> None:
    """Make the folder that the person named for the results."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UnusableFileError(f"{folder}: {fault.strerror}") from fault


def write_file(path: Path, text: str) -> None:
    """Write a file that the person named, as a whole."""
    try:
        write_whole(path, text.encode())
    except OSError as fault:
        raise UnusableFileError(f"{path}: {fault.strerror}") from fault
