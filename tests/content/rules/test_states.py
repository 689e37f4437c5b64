"""States: one table, first match wins."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.models.documents import STORED_STATES, Block, State
from app.content.rules.canonical import digest
from app.content.rules.states import align, block_state, is_draft, joined_block, text_state, worst_state
from tests.content.files import block, record

SOURCE = block("Vila ofta.")
OLD = "0000000000"


def translated(words: str, text: str = "استرح.") -> Block:
    return block(text, marker=f"b:7k2mf {words}".strip(), lang="ar")


NOW, TEXT = SOURCE.digest, digest("استرح.")


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("", State.OUTDATED),
        ("approved @a", State.OUTDATED),
        (f"s:{OLD} t:{TEXT} approved @a", State.OUTDATED),
        (f"s:{OLD} t:{OLD} draft @a", State.OUTDATED),
        (f"s:{NOW} t:{OLD} approved @a", State.NEEDS_REVIEW),
        (f"s:{NOW} t:{OLD} machine @a", State.NEEDS_REVIEW),
        (f"s:{NOW} approved @a", State.NEEDS_REVIEW),
        (f"s:{NOW} t:{TEXT}", State.NEEDS_REVIEW),
        (f"s:{NOW} t:{TEXT} draft @a", State.DRAFT),
        (f"s:{NOW} t:{TEXT} machine @a", State.MACHINE),
        (f"s:{NOW} t:{TEXT} needs_review @a", State.NEEDS_REVIEW),
        (f"s:{NOW} t:{TEXT} approved @a", State.APPROVED),
    ],
)
def test_block_state_table(words: str, state: State) -> None:
    assert block_state(SOURCE, translated(words)) is state


def test_block_state_without_target_is_missing() -> None:
    assert block_state(SOURCE, None) is State.MISSING


def test_block_state_with_an_equivalent_source_stays() -> None:
    source = block("Vila ofta!", marker=f"b:7k2mf eq:1111111111,{NOW}")
    assert block_state(source, translated(f"s:{NOW} t:{TEXT} approved @a")) is State.APPROVED
    assert block_state(source, translated(f"s:{OLD} t:{TEXT} approved @a")) is State.OUTDATED


@given(st.sampled_from([NOW, OLD]), st.sampled_from([TEXT, OLD]), st.sampled_from(sorted(STORED_STATES)))
def test_block_state_is_approved_only_when_everything_holds(
    follows: str, text_hash: str, stored: State
) -> None:
    state = block_state(SOURCE, translated(f"s:{follows} t:{text_hash} {stored} @a"))
    assert (state is State.APPROVED) == ((follows, text_hash, stored) == (NOW, TEXT, State.APPROVED))
    assert (state is State.OUTDATED) == (follows == OLD)


def test_text_state_without_record_is_outdated() -> None:
    assert text_state(None, current=(NOW,), text_hash=TEXT) is State.OUTDATED


def test_worst_state() -> None:
    assert worst_state([State.APPROVED, State.MACHINE, State.OUTDATED]) is State.OUTDATED
    assert worst_state([State.APPROVED, State.NEEDS_REVIEW]) is State.NEEDS_REVIEW


def test_is_draft_even_when_outdated() -> None:
    assert is_draft(translated(f"s:{OLD} t:{TEXT} draft @a"))
    assert not is_draft(translated(""))


def sources() -> tuple[Block, Block, Block]:
    return SOURCE, block("Gå sen.", marker="b:q0d4x safety"), block("Sov.", marker="b:zzzzz")


def test_align_follows_the_source() -> None:
    one, two, three = sources()
    last = replace(translated(""), id="zzzzz", record=record("b:zzzzz"))
    other = replace(translated(""), id="nnnnn", record=record("b:nnnnn"))
    local = replace(translated(""), id="zzzzz", record=record("b:+zzzzz local"))
    pairs = align((one, two, three), (local, other, last, translated("")))
    assert [(pair.number, pair.source.id, pair.target is not None, pair.state) for pair in pairs] == [
        (1, "7k2mf", True, State.OUTDATED),
        (2, "q0d4x", False, State.MISSING),
        (3, "zzzzz", True, State.OUTDATED),
    ]


def test_align_of_joined_blocks() -> None:
    one, two, three = sources()
    whole = joined_block((one, two))
    target = translated("")
    target = replace(target, record=record(f"b:7k2mf+q0d4x s:{whole.digest} t:{TEXT} approved @a"))
    again = replace(target, record=record("b:q0d4x+zzzzz"), id="q0d4x")
    pairs = align((one, two, three), (target, again))
    assert [(pair.number, pair.source.text, pair.source.record.safety, pair.state) for pair in pairs] == [
        (1, "Vila ofta.\n\nGå sen.", True, State.APPROVED),
        (3, "Sov.", False, State.MISSING),
    ]


def test_align_of_split_block() -> None:
    one, two, _three = sources()
    texts = {part: f"استرح {part}" for part in (1, 2)}
    parts = [
        replace(
            block(text, lang="ar"),
            record=record(f"b:7k2mf.{part} s:{NOW} t:{digest(text)} {state} @a"),
        )
        for (part, text), state in zip(texts.items(), ("approved", "machine"), strict=True)
    ]
    first, second = align((one, two), parts[::-1])
    assert first.target is not None
    assert (first.target.text, first.state) == ("استرح 1\n\nاسترح 2", State.MACHINE)
    assert first.target.html == "<p>استرح 1</p>\n<p>استرح 2</p>"
    assert first.target.record.state is State.MACHINE
    assert second.state is State.MISSING
