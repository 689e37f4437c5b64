"""Files of the command line: read with a plain fault, written whole."""

from pathlib import Path

from app.core.durable import write_whole
from app.core.errors import S_, AppError


class UnusableFileError(AppError):
    """A file that was named cannot be read or written; the argument says which and why."""

    status = 422
    message_id = S_("The file cannot be read.")


def read_file(path: Path) -> bytes:
    """Read a file that the person named."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UnusableFileError(f"{path}: {fault.strerror}") from fault


def write_file(path: Path, text: str) -> None:
    """Write a file that the person named, as a whole."""
    try:
        write_whole(path, text.encode())
    except OSError as fault:
        raise UnusableFileError(f"{path}: {fault.strerror}") from fault
