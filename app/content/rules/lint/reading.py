"""READ: texts that tired people can read, in Swedish first: one repair there saves three."""

from collections.abc import Iterator

from app.content.models.documents import SOURCE, BlockKind
from app.content.rules.lint.sheet import STAFF_KINDS, Finding, Pair, Passage, Sheet
from app.content.rules.readability import count_words, measure, split_sentences

LIX_LIMIT, STAFF_LIX_LIMIT = 30, 45
SENTENCE_LIMIT = 12
"""Words a sentence on average, for participants (DESIGN, content files)."""
TRANSLATED_SENTENCE_LIMIT = 15
BLOCK_WORDS, BLOCK_ITEMS = 120, 9
_ENOUGH_WORDS = 30
"""Averages of fewer words say nothing."""


def readability(sheet: Sheet) -> Iterator[Finding]:
    """READ: LIX and sentence length of the file, and the size of each Swedish block."""
    prose = [
        leaf
        for passage in sheet.passages
        if passage.block is not None and passage.block.kind is not BlockKind.HEADING
        for leaf in passage.contents.leaves
    ]
    found = measure(prose)
    line = sheet.document.body_line
    if sheet.lang == SOURCE:
        limit = STAFF_LIX_LIMIT if sheet.document.kind in STAFF_KINDS else LIX_LIMIT
        if found.words >= _ENOUGH_WORDS and found.lix >= limit:
            yield Finding(line, f"LIX is {found.lix:.0f}; below {limit} is asked", _SHORTER, "warning")
        for passage in sheet.passages:
            yield from _size(passage)
    longest = SENTENCE_LIMIT if sheet.lang == SOURCE else TRANSLATED_SENTENCE_LIMIT
    is_plain = sheet.lang == SOURCE and sheet.document.kind in STAFF_KINDS
    if found.words >= _ENOUGH_WORDS and found.words_per_sentence > longest and not is_plain:
        message = (
            f"sentences have {found.words_per_sentence:.1f} words on average; at most {longest} is asked"
        )
        yield Finding(line, message, _SHORTER, "warning")
    for pair in sheet.pairs:
        yield from _merged(pair)


def _size(passage: Passage) -> Iterator[Finding]:
    words = count_words(passage.contents.text)
    items = max((count for _ordered, count in passage.contents.shape.lists), default=0)
    if passage.block is not None and words > BLOCK_WORDS:
        message = f"{passage.label} has {words} words; at most {BLOCK_WORDS} is asked"
        yield Finding(passage.line, message, "Split it.", "warning")
    if items > BLOCK_ITEMS:
        message = f"{passage.label} has {items} items; at most {BLOCK_ITEMS} is asked"
        yield Finding(passage.line, message, "Split the list.", "warning")


def _merged(pair: Pair) -> Iterator[Finding]:
    ours = max((len(split_sentences(leaf)) for leaf in pair.source.contents.leaves), default=0)
    theirs = max((len(split_sentences(leaf)) for leaf in pair.target.contents.leaves), default=0)
    if ours >= 3 and theirs == 1 and len(pair.source.contents.leaves) == len(pair.target.contents.leaves):
        message = f"{pair.target.label} makes one sentence of {ours}"
        yield Finding(pair.target.line, message, "Keep the short sentences of the source.", "warning")


_SHORTER = "Write shorter sentences and simpler words."
