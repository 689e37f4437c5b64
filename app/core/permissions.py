"""Who may do what, as values: every permission of the house, how far it reaches, and who holds it now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Final

from app.core.errors import N_, S_, ForbiddenError


class Risk(Flag):
    """What a permission lets its holder touch, for the page that shows who can see personal data."""

    NONE = 0
    PERSONAL_DATA = auto()
    """Participants': every page with it leaves an event in the audit trail, or fails."""
    STAFF_DATA = auto()
    PUBLISHES = auto()
    CONFIGURES = auto()
    LOSES_DATA = auto()


@dataclass(frozen=True, slots=True)
class Permission:
    """One named right with the risks that come with it; `title` says it to staff."""

    name: str
    title: str = ""
    risks: Risk = Risk.NONE

    @property
    def shows_personal_data(self) -> bool:
        """Whether its holder sees participants' data."""
        return Risk.PERSONAL_DATA in self.risks


PUBLIC: Final = Permission("public", N_("Read what is open to everybody"))
OWN_CARD: Final = Permission("own_card", N_("See one's own card"))
OWN_ACCOUNT: Final = Permission("own_account", S_("Sign in and look after the own account"))
SEE_STAFF: Final = Permission("see_staff", S_("See who works here and in what role"), Risk.STAFF_DATA)
MANAGE_STAFF: Final = Permission(
    "manage_staff",
    S_("Invite staff, give and take roles, help somebody back in"),
    Risk.STAFF_DATA | Risk.CONFIGURES,
)
MANAGE_UNITS: Final = Permission(
    "manage_units", S_("Add programmes, sites and groups, and say who is responsible"), Risk.CONFIGURES
)
SEE_ACCESS: Final = Permission("see_access", S_("See who can see personal data"), Risk.STAFF_DATA)
SEE_PARTICIPANTS: Final = Permission(
    "see_participants", S_("See participants: code, languages, need of interpreter"), Risk.PERSONAL_DATA
)
EDIT_PARTICIPANTS: Final = Permission(
    "edit_participants", S_("Register participants and change what is known of them"), Risk.PERSONAL_DATA
)
GIVE_CARDS: Final = Permission("give_cards", S_("Give and block participants' cards"), Risk.PERSONAL_DATA)
SEE_CONTACT: Final = Permission(
    "see_contact", S_("See and change telephone numbers and e-mail addresses"), Risk.PERSONAL_DATA
)
FORGET_PARTICIPANTS: Final = Permission(
    "forget_participants",
    S_("Remove a participant for good, or turn the place into a seat"),
    Risk.PERSONAL_DATA | Risk.LOSES_DATA,
)
COUNT_SEATS: Final = Permission("count_seats", S_("Count seats of people who are not registered"))
REVIEW_LOG: Final = Permission(
    "review_log", S_("Review samples of the log of personal data"), Risk.PERSONAL_DATA | Risk.STAFF_DATA
)
SEE_LECTURES: Final = Permission("see_lectures", S_("See recorded lectures and their subtitles"))
EDIT_LECTURES: Final = Permission(
    "edit_lectures", S_("Upload lectures and correct what was heard in them"), Risk.CONFIGURES
)
APPROVE_LECTURES: Final = Permission(
    "approve_lectures", S_("Approve and publish Swedish subtitles"), Risk.PUBLISHES
)
TRANSLATE_SUBTITLES: Final = Permission("translate_subtitles", S_("Translate subtitles"))
APPROVE_SUBTITLES: Final = Permission(
    "approve_subtitles", S_("Approve and publish translated subtitles"), Risk.PUBLISHES
)

PERMISSIONS: Final[tuple[Permission, ...]] = (
    PUBLIC,
    OWN_CARD,
    OWN_ACCOUNT,
    SEE_STAFF,
    MANAGE_STAFF,
    MANAGE_UNITS,
    SEE_ACCESS,
    SEE_PARTICIPANTS,
    EDIT_PARTICIPANTS,
    GIVE_CARDS,
    SEE_CONTACT,
    FORGET_PARTICIPANTS,
    COUNT_SEATS,
    REVIEW_LOG,
    SEE_LECTURES,
    EDIT_LECTURES,
    APPROVE_LECTURES,
    TRANSLATE_SUBTITLES,
    APPROVE_SUBTITLES,
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a permission holds: everywhere, within some units (programmes, sites, groups), in some languages.

    A unit stands for all that lies within it, but with a `controller_id` only for those of its parts whose
    participants that party answers for. Languages matter only to those who translate or review.
    """

    everywhere: bool = False
    unit_ids: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    controller_id: str | None = None

    def __or__(self, other: "Reach") -> "Reach":
        """Join two reaches of one person: she belongs to one party, so there is one controller or none."""
        everywhere = self.everywhere or other.everywhere
        return Reach(
            everywhere,
            self.unit_ids | other.unit_ids,
            self.languages | other.languages,
            None if everywhere else self.controller_id or other.controller_id,
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, with the rights that hold at this moment; `name` is empty for participants."""

    kind: str
    id: str
    session_id: str
    name: str = ""
    reaches: Mapping[Permission, Reach] = field(default_factory=dict)

    def may(self, permission: Permission) -> bool:
        """Whether the actor holds the permission anywhere at all."""
        return permission in self.reaches

    def reach(self, permission: Permission) -> Reach:
        """Say where the actor holds the permission; raise ForbiddenError when nowhere."""
        if permission not in self.reaches:
            raise ForbiddenError(permission.name)
        return self.reaches[permission]


STAFF: Final = "staff"
PARTICIPANT: Final = "participant"
SYSTEM: Final = "system"
