"""What an upload may be: how long, for how long, into how much room; its metadata as tus 1.0 sends it."""

import base64
import binascii
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.core.errors import S_

LONGEST: Final = 4 * 1024**3
"""Bytes of one recording."""
LIFE: Final = timedelta(days=7)
"""How long an upload may take; then what has come of it is removed."""
MOST_OPEN: Final = 3
"""Unfinished uploads of one person at a time."""
SPEECH_LANGUAGES: Final = ("sv", "ar")
"""What the speech models know well enough to write down."""
NO_SPEECH_MODEL: Final = S_(
    "No machine can write down Somali or Tigrinya yet. "
    "Upload the talk in Swedish, and translate its subtitles."
)

_LEAST_RESERVE: Final = 1024**3
_RESERVED_SHARE: Final = 20
_LONGEST_NAME: Final = 200
# What bytes become that are no text.
_REPLACED: Final = "\ufffd"
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class MetadataError(ValueError):
    """The metadata of an upload is not as tus 1.0 writes it."""


@dataclass(frozen=True, slots=True)
class Room:
    """The disk on which the recordings lie, in bytes: all of it, and what is free for us."""

    total: int
    free: int

    @property
    def spare(self) -> int:
        """What uploads may take: a gibibyte, or a twentieth of a larger disk, is left for everything else."""
        return self.free - max(_LEAST_RESERVE, self.total // _RESERVED_SHARE)


def has_room(room: Room, promised: int, length: int) -> bool:
    """Whether a recording fits beside what other uploads were promised and have not sent yet."""
    return length + promised <= room.spare


def read_metadata(header: str) -> dict[str, str]:
    """Read `name base64,name base64`; raise MetadataError for anything else, also for a name given twice."""
    found: dict[str, str] = {}
    for pair in filter(None, (pair.strip() for pair in header.split(","))):
        name, _, encoded = pair.partition(" ")
        if name in found:
            raise MetadataError("a name was given twice")
        try:
            found[name] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError) as fault:
            raise MetadataError("a value is not base64 of UTF-8") from fault
    return found


def write_metadata(values: Mapping[str, str]) -> str:
    """Write metadata as it is sent in a header."""
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}".rstrip() for name, value in values.items()
    )


def shown_name(name: str) -> str:
    """Make what the sender's machine called the file fit to be shown: one line, nothing unseen, 200 signs.

    It is never used as a path.
    """
    # What composes letters costs the square of many marks, so the name is cut before and after.
    composed = unicodedata.normalize("NFC", name[: 5 * _LONGEST_NAME])
    plain = "".join(sign for sign in composed if _is_seen(sign))
    return plain.strip()[:_LONGEST_NAME].rstrip()


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in _HIDDEN and sign != _REPLACED
