"""How far a translation has come: computed from hashes each time it is asked, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.content.models.documents import Block, Record, State
from app.content.rules.canonical import digest

_RANK = (State.MISSING, State.OUTDATED, State.DRAFT, State.MACHINE, State.NEEDS_REVIEW, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Aligned:
    """A source block with its translation; `number` counts source blocks, joined ones included."""

    number: int
    source: Block
    target: Block | None
    state: State


def block_state(source: Block, target: Block | None) -> State:
    """The state of a translated block; the first rule that fits wins (DESIGN, content files)."""
    if target is None:
        return State.MISSING
    current = (source.digest, *source.record.equivalents)
    return text_state(target.record, current=current, text_hash=target.digest)


def text_state(record: Record | None, *, current: Sequence[str], text_hash: str) -> State:
    """The state of a text that hashes to `text_hash` and whose source may have any hash of `current`."""
    if record is None or record.follows not in current:
        return State.OUTDATED
    if record.text_hash != text_hash:
        return State.NEEDS_REVIEW
    return record.state or State.NEEDS_REVIEW


def worst_state(states: Sequence[State]) -> State:
    """The least finished of several states."""
    return min(states, key=_RANK.index)


def is_draft(block: Block) -> bool:
    """Whether the translator has not let go of a block yet, whatever else has happened since."""
    return block.record.state is State.DRAFT


def align(source: Sequence[Block], target: Sequence[Block]) -> tuple[Aligned, ...]:
    """Every source block with its translation, in the source's order.

    A translation that joins blocks stands with the first of them and the others are left out; one that
    splits a block is put together again. Blocks of the translation's own and those that name unknown ids
    are not here.
    """
    numbers = {block.id: number for number, block in enumerate(source, 1)}
    joined, rest = _joined(source, target)
    parts = _parts(rest)
    swallowed = {block_id for block in joined.values() for block_id in block.record.block_ids[1:]}
    by_id = {block.id: block for block in source}
    aligned: list[Aligned] = []
    for block in source:
        if block.id in swallowed:
            continue
        if block.id in joined:
            whole = joined_block([by_id[block_id] for block_id in joined[block.id].record.block_ids])
            state = block_state(whole, joined[block.id])
            aligned.append(Aligned(numbers[block.id], whole, joined[block.id], state))
        else:
            aligned.append(_split(numbers[block.id], block, parts.get(block.id, [])))
    return tuple(aligned)


def joined_block(blocks: Sequence[Block]) -> Block:
    """Several source blocks as the one that a joining translation follows: texts one after the other."""
    text = "\n\n".join(block.text for block in blocks)
    record = replace(blocks[0].record, safety=any(block.record.safety for block in blocks), equivalents=())
    html = "\n".join(block.html for block in blocks)
    return replace(blocks[0], text=text, digest=digest(text), html=html, record=record)


def _joined(source: Sequence[Block], target: Sequence[Block]) -> tuple[dict[str, Block], list[Block]]:
    known = {block.id for block in source}
    taken: set[str] = set()
    joined: dict[str, Block] = {}
    rest: list[Block] = []
    for block in target:
        block_ids = block.record.block_ids
        if len(block_ids) == 1:
            rest.append(block)
        elif known.issuperset(block_ids) and taken.isdisjoint(block_ids):
            taken.update(block_ids)
            joined[block_ids[0]] = block
    return joined, rest


def _parts(target: Sequence[Block]) -> dict[str, list[Block]]:
    parts: dict[str, list[Block]] = {}
    for block in target:
        if not block.record.local:
            parts.setdefault(block.id, []).append(block)
    return {
        block_id: sorted(blocks, key=lambda block: block.record.part or 0)
        for block_id, blocks in parts.items()
    }


def _split(number: int, source: Block, parts: Sequence[Block]) -> Aligned:
    if len(parts) <= 1:
        target = parts[0] if parts else None
        return Aligned(number, source, target, block_state(source, target))
    states = [block_state(source, part) for part in parts]
    weakest = parts[min(range(len(parts)), key=lambda index: _RANK.index(states[index]))]
    whole = replace(
        parts[0],
        text="\n\n".join(part.text for part in parts),
        html="\n".join(part.html for part in parts),
        record=replace(weakest.record, part=None),
    )
    return Aligned(number, source, whole, worst_state(states))
