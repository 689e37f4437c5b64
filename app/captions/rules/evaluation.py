"""How far a transcript is from what was said: word and character error rates, with normalisers of our own.

Whisper's own normaliser turns combining marks into spaces, which breaks vocalised Arabic (arXiv 2409.02449);
ours keep every letter.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.captions.rules.qc.number_words import NUMBERS
from app.core.errors import S_, AppError

_HYPHEN: Final = re.compile(r"(?<=\w)[-\u2010\u2011\u2012\u2013](?=\w)")
_POINT: Final = re.compile(r"(?<=\d)[.,:٫](?=\d)")
_THOUSANDS: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_OTHER: Final = re.compile(r"[^\w.]|_|(?<!\d)\.|\.(?!\d)")
_TATWEEL: Final = "\u0640"
_ALEFS: Final = str.maketrans("أإآٱ", "اااا")
_SAME_SOUND: Final = str.maketrans(
    {
        chr(other + order): chr(kept + order)
        for kept, other in ((0x1200, 0x1280), (0x1230, 0x1220), (0x1338, 0x1340))
        for order in range(7)
    }
    | {"አ": "ኣ"}
)
"""Ethiopic letters that writers of Tigrinya use for one sound: ኀ as ሀ, ሠ as ሰ, ፀ as ጸ, አ as ኣ. Not ሐ as ሀ,
nor ዐ as ኣ: those are different sounds in Tigrinya, as they are not in Amharic."""


class EmptyReferenceError(AppError):
    """There is nothing to compare with."""

    status = 422
    message_id = S_("The reference holds no words, so nothing can be measured against it.")


@dataclass(frozen=True, slots=True)
class Rates:
    """Errors as parts of the reference (0.05 is 5 %; above 1 where much is invented).

    `folded_word_errors` counts with letters of one sound taken as one, for Tigrinya; elsewhere None.
    """

    word_errors: float
    character_errors: float
    words: int
    substitutions: int
    deletions: int
    insertions: int
    folded_word_errors: float | None = None


def evaluate(reference: str, heard: str, *, language: str) -> Rates:
    """Compare what was heard with what was said; raises EmptyReferenceError without any word said."""
    import jiwer  # noqa: PLC0415 - not needed by pages

    said, found = normalise(reference, language), normalise(heard, language)
    if not said:
        raise EmptyReferenceError
    words = jiwer.process_words(said, found)
    folded = None
    if language == "ti":
        folded = jiwer.process_words(said.translate(_SAME_SOUND), found.translate(_SAME_SOUND)).wer
    return Rates(
        word_errors=words.wer,
        character_errors=jiwer.process_characters(said, found).cer,
        words=len(said.split()),
        substitutions=words.substitutions,
        deletions=words.deletions,
        insertions=words.insertions,
        folded_word_errors=folded,
    )


def normalise(text: str, language: str) -> str:
    """Give the bare words: small letters, no punctuation, one space; hyphens part words.

    Swedish: two to twelve in digits, å ä ö kept. Arabic: without tashkeel and tatweel; أ إ آ ٱ are ا, since
    writers mix them; ة, ى and hamza on و ي stay, since they change words. Digits of every script are 0-9.
    """
    text = unicodedata.normalize("NFC", text).casefold()
    if language == "ar":
        text = "".join(sign for sign in text if not unicodedata.combining(sign) and sign != _TATWEEL)
        text = text.translate(_ALEFS)
    text = "".join(_plain(sign) for sign in text)
    text = _POINT.sub(".", _THOUSANDS.sub("", _HYPHEN.sub(" ", text)))
    words = _OTHER.sub(" ", text).split()
    numbers = dict(pair.split(":") for pair in NUMBERS["sv"].split()) if language == "sv" else {}
    return " ".join(numbers.get(word, word) for word in words)


def _plain(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    return "" if kind == "Cf" else sign
