"""The audit trail in plain words: for the person it is about, and for staff who review it.

Sentences to the person say what was done, not who did it, so that no language has to bend a verb after the
one who did; who it was stands beside.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.core.errors import N_, S_
from app.people.models.accounts import Role
from app.people.models.reviews import Finding

ABOUT_YOU: Final[Mapping[str, str]] = MappingProxyType(
    {
        "participant.listed": N_("Your code was seen in a list."),
        "participant.viewed": N_("The page about you was seen."),
        "participant.registered": N_("You were registered."),
        "participant.changed": N_("Something on the page about you was changed."),
        "contact.viewed": N_("Your telephone number or e-mail address was seen."),
        "contact.changed": N_("Your telephone number or e-mail address was changed."),
        "choice.recorded": N_("Your yes or no to something was written down."),
        "choice.withdrawn": N_("Your answer to something was taken back."),
        "card.issued": N_("You got a new card."),
        "card.revoked": N_("Your card was blocked."),
        "card.opened": N_("Your card was opened on a phone."),
        "card.closed": N_("Your card was closed on a phone."),
        "log.extracted": N_("This list was printed for you."),
        "log.viewed": N_("It was checked whether others had a reason to look."),
    }
)
"""What was done, to the person whom it is about; only what she can still be there to read."""

OWN_READING: Final = N_("This list was read.")
OTHER_USE: Final = N_("Something that is known about you was used.")

ABOUT_THEM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "participant.listed": S_("Saw participants in a list"),
        "participant.viewed": S_("Saw a participant's page"),
        "participant.registered": S_("Registered a participant"),
        "participant.changed": S_("Changed what is known of a participant"),
        "participant.removed": S_("Removed a participant"),
        "contact.viewed": S_("Saw contact details"),
        "contact.changed": S_("Changed contact details"),
        "choice.recorded": S_("Wrote down a yes or no"),
        "choice.withdrawn": S_("Took back an answer"),
        "card.issued": S_("Gave a new card"),
        "card.revoked": S_("Blocked a card"),
        "card.opened": S_("Opened the card on a phone"),
        "card.closed": S_("Closed the card on a phone"),
        "log.extracted": S_("Printed a person's extract of the log"),
        "log.sampled": S_("Drew a sample of the log"),
        "log.reviewed": S_("Finished a review of the log"),
        "log.viewed": S_("Read the log"),
        "account.invited": S_("Invited somebody to work here"),
        "account.entered": S_("Entered by a link for the first time, or again"),
        "account.changed": S_("Changed a staff account"),
        "account.closed": S_("Closed a staff account"),
        "account.recovered": S_("Helped somebody back in"),
        "role.granted": S_("Gave a role"),
        "role.revoked": S_("Took back a role"),
        "session.started": S_("Signed in"),
        "session.ended": S_("Signed out, or signed somebody out"),
        "passkey.begun": S_("Began to add a passkey"),
        "passkey.added": S_("Added a passkey"),
        "passkey.removed": S_("Removed a passkey"),
        "codes.begun": S_("Began to set up sign-in codes"),
        "codes.changed": S_("Set up sign-in codes"),
        "password.changed": S_("Changed a password"),
        "unit.added": S_("Added a programme, site or group"),
        "party.added": S_("Added an organisation"),
        "seat.counted": S_("Counted seats"),
        "lecture.uploaded": S_("Uploaded a lecture"),
        "lecture.cancelled": S_("Stopped the machines' work on a lecture"),
        "lecture.retried": S_("Let the machines work on a lecture again"),
        "track.created": S_("Began subtitles in a language"),
        "track.edited": S_("Changed subtitles"),
        "track.imported": S_("Took in a file with subtitles"),
        "track.restored": S_("Brought back earlier subtitles"),
        "track.flags_reviewed": S_("Listened to doubtful places"),
        "track.submitted": S_("Handed in subtitles for review"),
        "track.sent_back": S_("Sent subtitles back"),
        "track.approved": S_("Approved subtitles"),
        "track.published": S_("Published subtitles"),
        "track.withdrawn": S_("Withdrew subtitles"),
    }
)
"""What was done, to staff: every action that the trail knows."""

WHO: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: N_("Administrator"),
        Role.PROJECT_LEADER: N_("Project leader"),
        Role.COORDINATOR: N_("Coordinator"),
        Role.COURSE_LEADER: N_("Course leader"),
    }
)
"""The roles that see participants, as participants read them."""

YOU: Final = N_("You")
SOMEBODY: Final = N_("Somebody who works here")
THE_PROGRAM: Final = N_("The computer program")

FINDINGS: Final[Mapping[Finding, str]] = MappingProxyType(
    {
        Finding.NOTHING_UNUSUAL: S_("Everything has a reason"),
        Finding.ASKED_AND_EXPLAINED: S_("I asked, and got an explanation"),
        Finding.REPORTED: S_("I reported it onward"),
    }
)

PARTICIPANTS_OWN: Final = frozenset({"participant", "contact", "choice", "card"})
"""Kinds of object whose id in the trail is a participant's."""

NAMING_ACCOUNTS: Final = frozenset({"account", "role"})
"""Kinds of object whose id in the trail is a staff account's."""

STAFFS_OWN: Final = NAMING_ACCOUNTS | {"session", "passkey", "codes", "password"}
"""Kinds of object that are about a member of staff: with another id than an account's, about who acted."""


def words_about_you(action: str, *, is_own: bool) -> str:
    """Say to a person what was done; an action without words of its own is still told."""
    if is_own and action == "log.viewed":
        return OWN_READING
    return ABOUT_YOU.get(action, OTHER_USE)


def words_about_them(action: str) -> str:
    """Say to staff what was done; an action without words is shown by its code."""
    return ABOUT_THEM.get(action, action)
