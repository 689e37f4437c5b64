"""What readers may see of a translation: approved text only, or all but drafts under a notice (labelled)."""

from collections.abc import Sequence

from app.content.models.documents import SOURCE, Block, State
from app.content.models.pages import PageBlock, Text
from app.content.rules.states import Aligned, align, is_draft


def may_show(state: State, *, draft: bool, unreviewed_shown: bool) -> bool:
    """Whether readers may see a translated text in this state; a draft never, however outdated it is."""
    if draft or state in {State.MISSING, State.DRAFT}:
        return False
    return unreviewed_shown or state is State.APPROVED


def published_blocks(
    source: Sequence[Block], target: Sequence[Block] | None, *, lang: str, unreviewed_shown: bool
) -> tuple[PageBlock, ...]:
    """The blocks of a page in the source's order; `target` is None for the source language itself."""
    if target is None:
        return tuple(_own(number, block) for number, block in enumerate(source, 1))
    return tuple(_published(pair, lang, unreviewed_shown=unreviewed_shown) for pair in align(source, target))


def published_text(source: str, target: Text | None, *, draft: bool, unreviewed_shown: bool) -> Text:
    """A title, summary or term: the translation when it may be shown, else the Swedish."""
    if target is not None and may_show(target.state, draft=draft, unreviewed_shown=unreviewed_shown):
        return target
    return Text(source, SOURCE, State.APPROVED)


def _own(number: int, block: Block) -> PageBlock:
    return PageBlock(
        id=block.id,
        number=number,
        kind=block.kind,
        safety=block.record.safety,
        block=block,
        lang=SOURCE,
        state=State.APPROVED,
        fallback=False,
        source=block,
        source_beside=False,
    )


def _published(pair: Aligned, lang: str, *, unreviewed_shown: bool) -> PageBlock:
    safety = pair.source.record.safety
    target = pair.target
    shown = target is not None and may_show(
        pair.state, draft=is_draft(target), unreviewed_shown=unreviewed_shown
    )
    block = target if shown and target is not None else pair.source
    return PageBlock(
        id=pair.source.id,
        number=pair.number,
        kind=block.kind,
        safety=safety,
        block=block,
        lang=lang if shown else SOURCE,
        state=pair.state,
        fallback=not shown,
        source=pair.source,
        source_beside=shown and safety and pair.state is not State.APPROVED,
    )
