"""The short word of confirmation after a change, carried to the next page by a cookie that names it."""

from enum import StrEnum
from typing import Final

from app.core.errors import S_


class Done(StrEnum):
    """What was just done; the cookie holds this code, never a text."""

    SAVED = "saved"
    ADDED = "added"
    REMOVED = "removed"
    ENDED = "ended"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a code for a sentence


WORDS: Final = {
    Done.SAVED: S_("Saved."),
    Done.ADDED: S_("Added."),
    Done.REMOVED: S_("Removed."),
    Done.ENDED: S_("Ended."),
    Done.SIGNED_OUT: S_("You are signed out."),
    Done.PASSWORD_CHANGED: S_(
        "The password is changed. Everybody else who was signed in with it is signed out."
    ),
}


def words_of(code: str | None) -> str | None:
    """Find the message for a cookie's code; rubbish has none."""
    return WORDS[Done(code)] if code in set(Done) else None
