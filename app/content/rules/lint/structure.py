"""ST1, LK1, IM1, PH1 and HT1: the same build, links and pictures in each language, and no HTML."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from app.content.models.documents import SOURCE, Block, BlockKind, Kind
from app.content.rules.contents import placeholders_in
from app.content.rules.lint.sheet import Finding, Pair, Sheet
from app.content.rules.markup import TERM_PREFIX, is_safe_link, is_safe_picture, term_of

_HTML = MarkdownIt("commonmark", {"html": True, "maxNesting": 100})
_SITE = re.compile(r"/(?P<lang>[a-z]{2})(?:/(?P<kind>[a-z]+)/(?P<id>[a-z0-9-]+))?(?=[/?#]|$)")
_OWN_ADDRESSES = ("www.1177.se", "1177.se")
"""Sites with a page of their own per language: only the host is compared."""


def build(sheet: Sheet) -> Iterator[Finding]:
    """ST1: kind, heading level, tables, answers and container attributes are the source's."""
    for pair in sheet.pairs:
        if pair.source.block is not None and pair.target.block is not None:
            yield from _build(pair, pair.source.block, pair.target.block)


def _build(pair: Pair, source: Block, target: Block) -> Iterator[Finding]:
    line, label = target.line, pair.target.label
    ours, theirs = pair.source.contents.shape, pair.target.contents.shape
    if (source.kind, source.level) != (target.kind, target.level):
        kinds = _named(target.kind, target.level), _named(source.kind, source.level)
        message = f"{label} is {kinds[0]}; in Swedish it is {kinds[1]}"
        yield Finding(line, message, "Write it as the same kind of block.")
        return
    for name, differs in (
        ("rows and columns", ours.tables != theirs.tables),
        ("answers, or another one is right,", ours.answers != theirs.answers),
        ("words after the container's name", dict(ours.attributes) != dict(theirs.attributes)),
    ):
        if differs:
            yield Finding(line, f"{label} has other {name} than the Swedish", "Make them the same.")
    if ours.lists != theirs.lists:
        message = f"{label} has other lists or another number of items than the Swedish"
        yield Finding(line, message, "Keep one item for each item of the source.", "warning")


def _named(kind: BlockKind, level: int) -> str:
    return f"a {kind.value} of level {level}" if level else f"a {kind.value}"


def links(sheet: Sheet) -> Iterator[Finding]:
    """LK1: every link may be followed and leads somewhere; a translation links to the same places."""
    for passage in sheet.passages:
        for target in passage.contents.links:
            fault = _fault(target, sheet)
            if fault:
                yield Finding(passage.line, f"{passage.label}: {fault}", "Correct the link.")
    for pair in sheet.pairs:
        ours, theirs = (
            {_place(link) for link in passage.contents.links} for passage in (pair.source, pair.target)
        )
        for link in sorted(ours ^ theirs):
            which = "lacks the link" if link in ours else "has a link that the Swedish lacks:"
            yield Finding(pair.target.line, f"{pair.target.label} {which} {link}", "Link to the same places.")


def _fault(target: str, sheet: Sheet) -> str | None:
    if not is_safe_link(target):
        return f"the link '{target[:80]}' may not be followed (https, mailto, tel, /…, #… or term: only)"
    term = term_of(target)
    if term is not None:
        return None if term in sheet.around.terms.get(SOURCE, {}) else f"there is no term '{term}'"
    site = _SITE.match(target)
    if site is None:
        return None
    if site["lang"] != sheet.lang:
        return f"'{target}' leads to another language"
    kinds = {kind.value: kind for kind in Kind}
    if site["kind"] in kinds and (kinds[site["kind"]], site["id"]) not in sheet.around.documents:
        return f"'{target}' leads to a page that does not exist"
    return None


def _place(link: str) -> str:
    if link.startswith(TERM_PREFIX):
        return link
    host = urlsplit(link).netloc.lower() if is_safe_link(link) else ""
    if host in _OWN_ADDRESSES:
        return host.removeprefix("www.")
    return _SITE.sub(lambda found: found.group().replace(f"/{found['lang']}", "/*", 1), link, count=1)


def pictures(sheet: Sheet) -> Iterator[Finding]:
    """IM1: pictures are ours, exist, and have words for those who cannot see them."""
    for passage in sheet.passages:
        for source, alt in passage.contents.pictures:
            if not is_safe_picture(source):
                yield Finding(
                    passage.line, f"the picture '{source[:80]}' is not below /media/", "Use a file of ours."
                )
            elif source not in sheet.around.pictures:
                yield Finding(
                    passage.line, f"there is no picture {source}", "Add the file, or correct the address."
                )
            if not alt:
                message = f"the picture {source[:80]} has no words for those who cannot see it"
                yield Finding(passage.line, message, "Write in the square brackets what the picture shows.")
    for pair in sheet.pairs:
        yield from _same_pictures(pair, sheet.lang)


def _same_pictures(pair: Pair, lang: str) -> Iterator[Finding]:
    ours, theirs = pair.source.contents.pictures, pair.target.contents.pictures
    line, label = pair.target.line, pair.target.label
    if [source for source, _alt in ours] != [_neutral(source, lang) for source, _alt in theirs]:
        message = f"{label} shows other pictures than the Swedish"
        yield Finding(line, message, f"Use the same pictures, or variants named …-{lang}.")
        return
    for (source, our_alt), (_source, their_alt) in zip(ours, theirs, strict=True):
        if our_alt == their_alt and any(letter.isalpha() for letter in our_alt):
            yield Finding(line, f"{label}: the words for {source} are not translated", "Translate them.")


def _neutral(source: str, lang: str) -> str:
    return re.sub(rf"-{lang}(\.[a-z]+)$", r"\1", source)


def placeholders(sheet: Sheet) -> Iterator[Finding]:
    """PH1: the same {placeholders} as the source."""
    for pair in sheet.pairs:
        if placeholders_in(pair.source.contents.heard) != placeholders_in(pair.target.contents.heard):
            message = f"{pair.target.label} has other {{placeholders}} than the Swedish"
            yield Finding(pair.target.line, message, "Copy them exactly.")


def raw_html(sheet: Sheet) -> Iterator[Finding]:
    """HT1: no HTML besides the markers."""
    for passage in sheet.passages:
        if passage.block is not None and "<" in passage.block.text and _has_html(passage.block.text):
            message = f"{passage.label} holds HTML; readers would see it as text"
            yield Finding(passage.line, message, "Write it as Markdown; write \\< for a real <.")


def _has_html(text: str) -> bool:
    inner = "\n".join(line for line in text.split("\n") if not line.startswith(":::"))
    return any(
        token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ())
        for token in _HTML.parse(inner)
    )
