"""SAME, LEN, PUN and TRM: the translation says the same, at about the same length, with the right words."""

import re
import unicodedata
from collections.abc import Iterator

from app.content.models.documents import SOURCE, Term
from app.content.rules.contents import Contents
from app.content.rules.lint.sheet import Finding, Pair, Sheet
from app.content.rules.markup import term_of

_SAME_ABOVE = 12
"""Shorter texts may be names."""
_LENGTHS = {"ar": (0.45, 1.25), "so": (0.65, 1.80), "ti": (0.38, 1.15)}
"""Characters against Swedish: outside is unusual (measured on parallel legal prose, translation §4)."""
_LENGTHS_FROM = 40
"""Swedish texts shorter than this vary too much."""

_STOP = re.compile(r"(?:።|፡፡|::|\.)\Z")
_ENDS = (
    ("a question mark", re.compile(r"[?؟፧]\Z")),
    ("an exclamation mark", re.compile(r"!\Z")),
    ("dots", re.compile(r"(?:…|\.\.\.)\Z")),
    ("a full stop", _STOP),
    ("a colon", re.compile(r"[:፡፦]\Z")),
)
_CLOSERS = " \n\"'”“’»«)]"
_LATIN_IN_ARABIC = re.compile(r"(?<=[\u0621-\u064a])[?;,](?=\s|\Z)")
_SPACE_BEFORE_STOP = re.compile(r"\s[።፣፤፥]")
_NO_SPACE_AFTER = re.compile(r"[።፣፤](?=[\u1200-\u1357])")


def same(sheet: Sheet) -> Iterator[Finding]:
    """SAME: the translation is not the Swedish text."""
    for pair in sheet.pairs:
        ours, theirs = (_bare(passage.contents.text) for passage in (pair.source, pair.target))
        if ours == theirs and len(ours) > _SAME_ABOVE:
            message = f"{pair.target.label} is the same as the Swedish"
            yield Finding(pair.target.line, message, "Translate it.", "warning")


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def length(sheet: Sheet) -> Iterator[Finding]:
    """LEN: neither much shorter nor much longer than such translations are."""
    if sheet.lang not in _LENGTHS:
        return
    low, high = _LENGTHS[sheet.lang]
    for pair in sheet.pairs:
        ours, theirs = len(pair.source.contents.text), len(pair.target.contents.text)
        if ours >= _LENGTHS_FROM and not low <= theirs / ours <= high:
            ratio = f"{theirs / ours:.2f} times the length of the Swedish; usual is {low}-{high}"
            message = f"{pair.target.label} has {ratio}"
            yield Finding(pair.target.line, message, "Check that nothing is missing or added.", "warning")


def punctuation(sheet: Sheet) -> Iterator[Finding]:
    """PUN: sentences end alike; Arabic has its own marks; Ge'ez stops stand close, then a space."""
    for pair in sheet.pairs:
        yield from _endings(pair)
        for pattern, remedy in _habits(sheet.lang):
            found = pattern.search(pair.target.contents.text)
            if found:
                message = f"{pair.target.label}: '{found.group().strip()}' is not written so in this language"
                yield Finding(pair.target.line, message, remedy, "warning")


def _habits(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    if lang == "ar":
        return ((_LATIN_IN_ARABIC, "Write ؟ ، ؛ after Arabic words."),)
    if lang == "ti":
        close = (_SPACE_BEFORE_STOP, "Write the mark directly after the word.")
        return (close, (_NO_SPACE_AFTER, "Write one space after the mark, so that the line can break."))
    return ()


def _endings(pair: Pair) -> Iterator[Finding]:
    ours, theirs = pair.source.contents.leaves, pair.target.contents.leaves
    if len(ours) != len(theirs):
        return
    for our_leaf, their_leaf in zip(ours, theirs, strict=True):
        if _ending(our_leaf) != _ending(their_leaf):
            message = (
                f"{pair.target.label}: '{their_leaf[-20:]}' ends with {_ending(their_leaf)}, Swedish with"
            )
            yield Finding(pair.target.line, f"{message} {_ending(our_leaf)}", "End both alike.", "warning")
            return


def _ending(text: str) -> str:
    bare = text.rstrip(_CLOSERS)
    return next((name for name, pattern in _ENDS if pattern.search(bare)), "no mark")


def terms(sheet: Sheet) -> Iterator[Finding]:
    """TRM: where Swedish uses a term, the translation uses one of its words and never a forbidden one."""
    if sheet.source is None:
        return
    ours, theirs = sheet.around.terms.get(SOURCE, {}), sheet.around.terms.get(sheet.lang, {})
    for pair in sheet.pairs:
        for term_id, term in ours.items():
            other = theirs.get(term_id)
            if other is not None and _uses(pair.source.contents, term):
                yield from _term(pair, term, other, sheet.lang)


def _term(pair: Pair, term: Term, other: Term, lang: str) -> Iterator[Finding]:
    contents = pair.target.contents
    text = _plain(contents.heard)
    for word in other.forbidden:
        if _exactly(word, lang).search(text):
            message = f"{pair.target.label} uses '{word}', which misleads for '{term.term}'"
            yield Finding(pair.target.line, message, f"Write '{other.term}'.")
    linked = term.id in {term_of(link) for link in contents.links}
    if not linked and not any(_loosely(word).search(text) for word in (other.term, *other.forms)):
        message = f"{pair.target.label} does not use '{other.term}' for '{term.term}'"
        yield Finding(
            pair.target.line, message, "Use the term, or add the form used to terms.yaml.", "warning"
        )


def _uses(contents: Contents, term: Term) -> bool:
    if term.id in {term_of(link) for link in contents.links}:
        return True
    words = "|".join(re.escape(word) for word in (term.term, *term.forms))
    return re.search(rf"\b(?:{words})\b", contents.heard, re.IGNORECASE) is not None


def _plain(text: str) -> str:
    """Without vowel signs and tatweel, which writers of Arabic add or leave out."""
    marks = {"Mn", "Me"}
    bare = (
        letter
        for letter in text.casefold()
        if unicodedata.category(letter) not in marks and letter != "\u0640"
    )
    return "".join(bare)


def _loosely(word: str) -> re.Pattern[str]:
    """A word with the prefixes and endings that Arabic, Somali and Tigrinya put on it."""
    stems = [re.escape(part.removeprefix("ال")) for part in _plain(word).split()]
    return re.compile(r"\s+".join(rf"\w{{0,4}}{stem}\w{{0,5}}" for stem in stems))


def _exactly(word: str, lang: str) -> re.Pattern[str]:
    prefix = "[وفبلك]?(?:ال|لل)?" if lang == "ar" else ""
    return re.compile(rf"(?<!\w){prefix}{re.escape(_plain(word))}(?!\w)")
