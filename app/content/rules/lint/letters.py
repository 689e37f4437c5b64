"""BI1, UC1, DIG, SC1 and SC2: the right characters of the right script, and none that play tricks."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from app.content.models.documents import SOURCE, Level, Term
from app.content.rules.contents import prose
from app.content.rules.lint.sheet import Finding, Passage, Sheet

_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefe]")
_ODD_SPACES = re.compile("\u200b|[\u00a0\u202f]{2,}|\u0640(?=[\u0620-\u064a])")
_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")

_SCRIPTS = {
    "sv": re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]"),
    "so": re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]"),
    "ar": re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]"),
    "ti": re.compile("[\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f]"),
}
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc\u06be\u06c1\u06d2\u06f0-\u06f9]")
_SWEDISH = re.compile(r"[åäöÅÄÖ]|\b(?:och|att|är|inte|för|på|också|eller|från|när|ett|jag|ska|har du)\b")
_PLACEHOLDER = re.compile(r"\{[^{}]{0,60}\}")
_ASIDE = re.compile(r"\([^()]{0,200}\)|[«“”\"][^«»“”\"]{0,200}[»“”\"]")
_MIN_LETTERS = 4
"""Fewer letters than this are a name or a unit."""
_ERROR_BELOW, _WARNING_BELOW = 0.5, 0.8
"""Share of letters in the language's script (reference: translation §3.6)."""

_NAMES = re.compile(
    r"\b(?:Försäkringskassan|Arbetsförmedlingen|Socialtjänsten|Vårdguiden|Smärtskola|Skatteverket|Migrationsverket"
    r"|Region|BankID|Google|Android|iPhone|Safari|Chrome|Firefox|Digg|IMY|DOS|GDPR|WCAG|PDF|QR|SMS|MMS|HTML|CSS|IRP|SIP"
    r"|FK|AF|MB|KB|kB|GB|mg|ml|kg|Wi-?Fi|EUPL|Apple|AA)\b"
)
"""Names and units that stay in Latin letters in every language."""


def bidi_controls(sheet: Sheet) -> Iterator[Finding]:
    """BI1: no invisible direction characters; the page isolates numbers itself."""
    yield from bidi_in(sheet.text)


def bidi_in(text: str) -> Iterator[Finding]:
    """BI1 for any file's text."""
    for number, found in _by_line(text, _BIDI):
        message = f"an invisible direction character (U+{ord(found):04X}) stands here"
        yield Finding(number, message, "Delete it; the page keeps numbers in order by itself.")


def unicode_form(sheet: Sheet) -> Iterator[Finding]:
    """UC1: composed letters (NFC) without presentation forms, tatweel, zero-width or doubled hard spaces."""
    yield from unicode_in(sheet.text)


def unicode_in(text: str) -> Iterator[Finding]:
    """UC1 for any file's text."""
    if not unicodedata.is_normalized("NFC", text):
        for number, line in enumerate(text.split("\n"), 1):
            if not unicodedata.is_normalized("NFC", line):
                yield Finding(number, "letters are not in composed form (NFC)", "Save the file as NFC.")
    for pattern, what in (
        (_PRESENTATION, "an Arabic presentation form"),
        (_ODD_SPACES, "an odd space or tatweel"),
    ):
        for number, found in _by_line(text, pattern):
            message = f"{what} (U+{ord(found[0]):04X}) stands here"
            yield Finding(number, message, "Write the ordinary letter or one ordinary space.", "warning")


def digits(sheet: Sheet) -> Iterator[Finding]:
    """DIG: digits are 0-9 in every language, as on Swedish letters, clocks and buses."""
    yield from digits_in(sheet.text)


def digits_in(text: str) -> Iterator[Finding]:
    """DIG for any file's text."""
    for number, found in _by_line(text, _DIGITS):
        yield Finding(number, f"the digit {found} is not one of 0-9", "Write 0-9.", "warning")


def script(sheet: Sheet) -> Iterator[Finding]:
    """SC1: a translation is written in its own script, names and Swedish words of the term bank apart."""
    if sheet.source is None:
        return
    allowed = swedish_words(sheet.around.terms.get(SOURCE, {}))
    for passage in sheet.passages:
        yield from script_of(passage, sheet.lang, allowed)


def script_of(passage: Passage, lang: str, allowed: re.Pattern[str]) -> Iterator[Finding]:
    """SC1 for one text."""
    text = _NAMES.sub("", _PLACEHOLDER.sub("", prose(passage.contents.heard)))
    if lang != "so":
        text = allowed.sub("", text)
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return
    share = sum(_SCRIPTS[lang].match(letter) is not None for letter in letters) / len(letters)
    if share < _WARNING_BELOW:
        level: Level = "error" if share < _ERROR_BELOW else "warning"
        message = f"{passage.label}: only {share:.0%} of the letters are in the script of this language"
        yield Finding(
            passage.line, message, "Translate what is left, or put Swedish words in the term bank.", level
        )


def foreign_letters(sheet: Sheet) -> Iterator[Finding]:
    """SC2: no Persian or Urdu letters in Arabic; no untranslated Swedish in Somali and Tigrinya."""
    if sheet.source is None:
        return
    allowed = swedish_words(sheet.around.terms.get(SOURCE, {}))
    for passage in sheet.passages:
        text = prose(passage.contents.heard)
        if sheet.lang == "ar":
            found = _PERSIAN.search(text)
            if found:
                message = f"{passage.label}: U+{ord(found.group()):04X} is a Persian or Urdu character"
                yield Finding(passage.line, message, "Use the Arabic one.", "warning")
            continue
        rest = _SWEDISH.search(_NAMES.sub("", allowed.sub("", _ASIDE.sub("", text))))
        if rest:
            message = f"{passage.label}: '{rest.group()}' looks like Swedish left untranslated"
            yield Finding(
                passage.line, message, "Translate it, or put the Swedish word in brackets.", "warning"
            )


def swedish_words(terms: Mapping[str, Term]) -> re.Pattern[str]:
    """Matches the Swedish words of the term bank, which translations may quote."""
    words = {word for term in terms.values() for word in (term.term, *term.forms)}
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b" if words else r"(?!)", re.IGNORECASE
    )


def _by_line(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The first match on each line that has one: one report a line is enough."""
    if pattern.search(text) is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        found = pattern.search(line)
        if found:
            yield number, found.group()
