"""The states of a track, what leads from one to another, and who may do it."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.captions.models.tracks import TrackState
from app.core.errors import S_
from app.core.locales import LANGUAGES, SOURCE_LANGUAGE
from app.core.permissions import (
    APPROVE_LECTURES,
    APPROVE_SUBTITLES,
    EDIT_LECTURES,
    TRANSLATE_SUBTITLES,
    Actor,
    Permission,
)


class Move(StrEnum):
    """What a person can do with a track as a whole; an edit is any change of its cues."""

    EDIT = "edit"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


STATE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        TrackState.EMPTY: S_("Nothing written yet"),
        TrackState.DRAFT_MACHINE: S_("Draft by a machine"),
        TrackState.IN_REVIEW: S_("Being reviewed"),
        TrackState.CHANGES_REQUESTED: S_("Changes asked for"),
        TrackState.APPROVED: S_("Approved"),
        TrackState.PUBLISHED: S_("Published"),
        TrackState.WITHDRAWN: S_("Withdrawn"),
    }
)

# An edit never leads out of "changes asked for": who asked wants to be told that it is done.
_AFTER: Final[Mapping[Move, Mapping[TrackState, TrackState]]] = MappingProxyType(
    {
        Move.EDIT: {
            state: TrackState.CHANGES_REQUESTED
            if state is TrackState.CHANGES_REQUESTED
            else TrackState.IN_REVIEW
            for state in TrackState
        },
        Move.SUBMIT: {
            TrackState.DRAFT_MACHINE: TrackState.IN_REVIEW,
            TrackState.CHANGES_REQUESTED: TrackState.IN_REVIEW,
        },
        Move.SEND_BACK: {
            TrackState.IN_REVIEW: TrackState.CHANGES_REQUESTED,
            TrackState.APPROVED: TrackState.CHANGES_REQUESTED,
        },
        Move.APPROVE: {TrackState.IN_REVIEW: TrackState.APPROVED},
        Move.PUBLISH: {
            TrackState.APPROVED: TrackState.PUBLISHED,
            TrackState.WITHDRAWN: TrackState.PUBLISHED,
        },
        # What is public can be withdrawn while a newer text is being worked on: that work keeps its state.
        Move.WITHDRAW: {
            state: TrackState.WITHDRAWN if state is TrackState.PUBLISHED else state for state in TrackState
        },
    }
)


def state_after(state: TrackState, move: Move) -> TrackState | None:
    """Say where a move leads, None when it cannot be made from there.

    Whether something is public, which withdrawing needs, and whether the subtitles are fit to be approved is
    not asked here.
    """
    return _AFTER[move].get(state)


def permission_for(actor: Actor, move: Move, *, language: str, is_heard: bool) -> Permission | None:
    """Find the permission by which a person may do it with a track in a language, None when she may not.

    Swedish is everybody's here. For any other language it takes somebody who holds that very language; only
    to correct what was heard (`is_heard`: the lecture was held in it) is open to course leaders, too.
    """
    is_correction = move in _CORRECTIONS
    own, translated = _PERMISSIONS[is_correction]
    if language != SOURCE_LANGUAGE and _holds(actor, translated, language):
        return translated
    is_open = language == SOURCE_LANGUAGE or (is_heard and is_correction)
    return own if is_open and actor.may(own) else None


def languages_to_begin(actor: Actor, *, heard: str, present: Collection[str]) -> tuple[str, ...]:
    """Say into which languages a person may begin a translation of a lecture that has these tracks."""
    return tuple(
        language
        for language in LANGUAGES
        if language != heard
        and language not in present
        and permission_for(actor, Move.EDIT, language=language, is_heard=False) is not None
    )


def _holds(actor: Actor, permission: Permission, language: str) -> bool:
    return actor.may(permission) and language in actor.reach(permission).languages


_CORRECTIONS: Final = frozenset({Move.EDIT, Move.SUBMIT})
_PERMISSIONS: Final[Mapping[bool, tuple[Permission, Permission]]] = MappingProxyType(
    {True: (EDIT_LECTURES, TRANSLATE_SUBTITLES), False: (APPROVE_LECTURES, APPROVE_SUBTITLES)}
)
