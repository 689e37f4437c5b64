"""From the bytes of a text file to text: UTF-8, or UTF-16 where the file says so; nothing is ever guessed."""

import codecs
from typing import Final

from app.captions.formats.faults import FormatError
from app.core.errors import S_

LARGEST: Final = 20_000_000
"""Bytes; a day of subtitles is under 3 MB (PeerTube, too, takes 20 MB)."""

EMPTY: Final = S_("The file is empty.")
TOO_LARGE: Final = S_("The file is too large for a text file with subtitles.")
NOT_UTF8: Final = S_("The file is not saved as UTF-8. Save it again with the encoding UTF-8.")
NOT_TEXT: Final = S_("This is not a text file.")

_BYTE_ORDER_MARK: Final = "\ufeff"


def decode(data: bytes) -> str:
    """Give the text of a file without its byte order mark; raise FormatError where it is no UTF-8 text.

    Old Windows encodings are refused: Swedish and Arabic ones cannot be told apart safely, and a wrong guess
    would be read as real words.
    """
    if len(data) > LARGEST:
        raise FormatError(TOO_LARGE)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(NOT_UTF8, line=None if wide else line) from error
    text = text.removeprefix(_BYTE_ORDER_MARK)
    if not text.strip():
        raise FormatError(EMPTY)
    if text.count("\0") > len(text) // 100:
        raise FormatError(NOT_TEXT)
    return text
