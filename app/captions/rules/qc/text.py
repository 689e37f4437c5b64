"""Rules X1-X3: signs that do not belong in a subtitle, another language's punctuation, abbreviations."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.captions.models.cues import Cue, Finding, Level, Proposal
from app.captions.rules.qc.abbreviations import expand, find_abbreviations

_BREAKS: Final = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_MOST_PASSES: Final = 3
_HIDDEN: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\ufffe\uffff]")
_LOST: Final = re.compile("[\ufffd\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef]")
_ARROW: Final = re.compile("-->")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>\n]*>|<[0-9:.]+>|\{\\[^{}\n]*\}")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_RAW: Final = re.compile("[<&]")
_FOLLOWING: Final = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_LEGACY_RUN: Final = re.compile(f"(?:[ÂÃÌÍØÙÚÛ]{_FOLLOWING}|[áâï]{_FOLLOWING}{{2}})+")
"""What the UTF-8 of our four languages looks like when it is read as Windows-1252."""
_EMBEDDING: Final = re.compile("[\u202a-\u202e]")
_AND: Final = {"sv": "och", "so": "iyo", "ar": "و", "ti": "ን"}

_LATIN_MARKS: Final = str.maketrans("،؛؟", ",;?")
_ARABIC_MARKS: Final = {",": "،", ";": "؛", "?": "؟"}
_ETHIOPIC_MARKS: Final = {".": "።", ",": "፣"}
_ARABIC_PLACE: Final = re.compile(r"(?<!\d)[,;](?!\w)|(?<=\d)[,;](?![\d\w])|\?(?!\w)")
_ETHIOPIC_PLACE: Final = re.compile(r"(?<![.\s])[.,](?![\w.])")
_LATIN_PLACE: Final = re.compile("[،؛؟]")
_PLACES: Final = {"ar": _ARABIC_PLACE, "ti": _ETHIOPIC_PLACE, "sv": _LATIN_PLACE, "so": _LATIN_PLACE}


def check_text(cues: Sequence[Cue], *, language: str) -> tuple[Finding, ...]:
    """Find what breaks X1 (error), X2 and X3 (warnings), each with the whole cue mended as its proposal."""
    found: list[Finding] = []
    for cue in cues:
        broken = dict.fromkeys(_broken(cue.text, language))
        if not broken:
            continue
        mended = fix_text(cue, language=language)
        proposal = Proposal((cue,), (mended,)) if mended != cue else None
        for rule, words in broken:
            level = Level.ERROR if rule == "X1" else Level.WARNING
            found.append(Finding(rule, level, cue.id, words=words, proposal=proposal))
    return tuple(found)


def fix_text(cue: Cue, *, language: str) -> Cue:
    """Mend what can be mended without a person; a lost sign (U+FFFD) or a lone `<` stays for one.

    Lines that are empty then are gone. Doing it twice changes nothing.
    """
    text = cue.text
    # A sign may come to stand where it is wrong only when what stood before it is gone.
    for _ in range(_MOST_PASSES):
        text = _mended(text, language)
    return cue if text == cue.text else replace(cue, text=text)


def _mended(before: str, language: str) -> str:
    text = _decoded(before)
    text = _HIDDEN.sub(_shown, _BREAKS.sub("\n", text))
    text = _ARROW.sub("→", _TAG.sub("", _ENTITY.sub(_character, text)))
    text = _TAG.sub("", text)
    text = re.sub(r"[ ]*&[ ]*(?=\S)|&", lambda found: _joined(found[0], language), text)
    text = _EMBEDDING.sub("", text)
    text = unicodedata.normalize("NFC", _punctuated(text, language))
    if language == "sv":
        text = expand(text)
    if text == before:
        return before
    lines = (" ".join(line.split(" ")).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _broken(text: str, language: str) -> Iterator[tuple[str, str]]:
    for pattern in (_BREAKS, _HIDDEN, _LOST):
        yield from (("X1", f"U+{ord(found[0][0]):04X}") for found in pattern.finditer(text))
    for pattern in (_ARROW, _RAW):
        yield from (("X1", text[found.start() :][:12]) for found in pattern.finditer(text))
    runs = (found[0] for found in _LEGACY_RUN.finditer(text))
    yield from (("X1", run) for run in runs if _repaired(run) is not None)
    if not unicodedata.is_normalized("NFC", text):
        yield "X1", "NFC"
    yield from (("X2", f"U+{ord(found[0]):04X}") for found in _EMBEDDING.finditer(text))
    if language in _PLACES:
        yield from (("X2", found[0]) for found in _PLACES[language].finditer(text))
    if language == "sv":
        yield from (("X3", text[start:end].strip()) for start, end, _ in find_abbreviations(text))


def _decoded(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252, run by run."""
    return _LEGACY_RUN.sub(lambda found: _repaired(found[0]) or found[0], text)


def _repaired(run: str) -> str | None:
    """Give what a run of signs was before it was read in the wrong encoding, None if it was not."""
    # Python's Windows-1252 leaves bytes open that browsers and editors read as the same code point.
    data = b"".join(bytes([ord(sign)]) if sign <= "\xff" else sign.encode("cp1252") for sign in run)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _shown(found: re.Match[str]) -> str:
    return " " if found[0] in "\t\x0b\x0c" else ""


def _character(entity: re.Match[str]) -> str:
    decoded = html.unescape(entity[0])
    return " " if decoded in "\r\n\t" else decoded


def _joined(found: str, language: str) -> str:
    word = _AND.get(language, "+")
    return f" {word} " if found != "&" or language in {"sv", "so"} else word


def _punctuated(text: str, language: str) -> str:
    place = _PLACES.get(language)
    if place is None:
        return text
    if place is _LATIN_PLACE:
        return text.translate(_LATIN_MARKS)
    marks = _ARABIC_MARKS if language == "ar" else _ETHIOPIC_MARKS
    return place.sub(lambda found: marks[found[0]], text)
