"""Which move leads where, and who may make it."""

import pytest

from app.captions.models.tracks import TrackState
from app.captions.rules.tracks import STATE_NAMES, Move, languages_to_begin, permission_for, state_after
from app.core.permissions import (
    APPROVE_LECTURES,
    APPROVE_SUBTITLES,
    EDIT_LECTURES,
    STAFF,
    TRANSLATE_SUBTITLES,
    Actor,
    Permission,
    Reach,
)

S = TrackState
TABLE: dict[Move, dict[TrackState, TrackState]] = {
    Move.EDIT: {
        S.EMPTY: S.IN_REVIEW,
        S.DRAFT_MACHINE: S.IN_REVIEW,
        S.IN_REVIEW: S.IN_REVIEW,
        S.CHANGES_REQUESTED: S.CHANGES_REQUESTED,
        S.APPROVED: S.IN_REVIEW,
        S.PUBLISHED: S.IN_REVIEW,
        S.WITHDRAWN: S.IN_REVIEW,
    },
    Move.SUBMIT: {S.DRAFT_MACHINE: S.IN_REVIEW, S.CHANGES_REQUESTED: S.IN_REVIEW},
    Move.SEND_BACK: {S.IN_REVIEW: S.CHANGES_REQUESTED, S.APPROVED: S.CHANGES_REQUESTED},
    Move.APPROVE: {S.IN_REVIEW: S.APPROVED},
    Move.PUBLISH: {S.APPROVED: S.PUBLISHED, S.WITHDRAWN: S.PUBLISHED},
    Move.WITHDRAW: {
        S.EMPTY: S.EMPTY,
        S.DRAFT_MACHINE: S.DRAFT_MACHINE,
        S.IN_REVIEW: S.IN_REVIEW,
        S.CHANGES_REQUESTED: S.CHANGES_REQUESTED,
        S.APPROVED: S.APPROVED,
        S.PUBLISHED: S.WITHDRAWN,
        S.WITHDRAWN: S.WITHDRAWN,
    },
}
LEADER = {EDIT_LECTURES: Reach(), APPROVE_LECTURES: Reach()}
TRANSLATOR = {TRANSLATE_SUBTITLES: Reach(everywhere=True, languages=frozenset({"ar"}))}
REVIEWER = TRANSLATOR | {APPROVE_SUBTITLES: Reach(everywhere=True, languages=frozenset({"ar"}))}


def _actor(reaches: dict[Permission, Reach]) -> Actor:
    return Actor(STAFF, "a1", "s1", reaches=reaches)


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("state", list(TrackState))
def test_every_move_from_every_state(move: Move, state: TrackState) -> None:
    assert state_after(state, move) == TABLE[move].get(state)


def test_nothing_but_an_approval_leads_to_approved_and_nothing_else_to_published() -> None:
    leads = {move: set(targets.values()) for move, targets in TABLE.items()}
    for state, source, move in (
        (S.APPROVED, S.IN_REVIEW, Move.APPROVE),
        (S.PUBLISHED, S.APPROVED, Move.PUBLISH),
    ):
        assert state_after(source, move) is state
        assert [one for one in Move if state in leads[one] and one is not Move.WITHDRAW] == [move]


def test_every_state_has_a_name() -> None:
    assert set(STATE_NAMES) == set(TrackState)


@pytest.mark.parametrize(
    ("reaches", "language", "heard", "edits", "approves"),
    [
        (LEADER, "sv", True, EDIT_LECTURES, APPROVE_LECTURES),
        (LEADER, "sv", False, EDIT_LECTURES, APPROVE_LECTURES),
        (LEADER, "ar", False, None, None),
        (LEADER, "ar", True, EDIT_LECTURES, None),
        (TRANSLATOR, "sv", True, None, None),
        (TRANSLATOR, "ar", False, TRANSLATE_SUBTITLES, None),
        (TRANSLATOR, "ar", True, TRANSLATE_SUBTITLES, None),
        (TRANSLATOR, "so", False, None, None),
        (REVIEWER, "ar", False, TRANSLATE_SUBTITLES, APPROVE_SUBTITLES),
        (REVIEWER, "ar", True, TRANSLATE_SUBTITLES, APPROVE_SUBTITLES),
        (REVIEWER, "ti", False, None, None),
        (LEADER | REVIEWER, "ar", True, TRANSLATE_SUBTITLES, APPROVE_SUBTITLES),
        ({}, "sv", True, None, None),
    ],
)
def test_who_may(
    reaches: dict[Permission, Reach],
    language: str,
    heard: bool,
    edits: Permission | None,
    approves: Permission | None,
) -> None:
    actor = _actor(reaches)
    found = {move: permission_for(actor, move, language=language, is_heard=heard) for move in Move}
    assert {found[Move.EDIT], found[Move.SUBMIT]} == {edits}
    others = set(Move) - {Move.EDIT, Move.SUBMIT}
    assert {found[move] for move in others} == {approves}


def test_languages_that_somebody_may_begin() -> None:
    assert languages_to_begin(_actor(TRANSLATOR), heard="sv", present=["sv"]) == ("ar",)
    assert languages_to_begin(_actor(TRANSLATOR), heard="sv", present=["sv", "ar"]) == ()
    assert languages_to_begin(_actor(LEADER), heard="ar", present=["ar"]) == ("sv",)
