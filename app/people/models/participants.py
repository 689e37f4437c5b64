"""Participants without names: a random code, how to make oneself understood, and no more than that.

Nothing here can hold free text about a person. Contact details stand apart, sealed.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class ReadsWell(StrEnum):
    """How well somebody reads her language."""

    YES = "yes"
    SOME = "some"
    NO = "no"


class Medium(StrEnum):
    """How somebody learns best."""

    TEXT = "text"
    AUDIO = "audio"
    PICTURE = "picture"
    VIDEO = "video"


class InterpreterNeed(StrEnum):
    """Whether somebody needs an interpreter."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NO = "no"


class Sex(StrEnum):
    """Women and men, as the national follow-up counts; always optional."""

    WOMAN = "woman"
    MAN = "man"


class Strength(StrEnum):
    """How firmly an interpreter of one sex is asked for: a must keeps a session from being confirmed."""

    WISH = "wish"
    MUST = "must"


class ContactKind(StrEnum):
    """How somebody can be reached."""

    PHONE = "phone"
    EMAIL = "email"


class Purpose(StrEnum):
    """What somebody may say yes or no to; a no never stops the course."""

    SMS = "sms"
    SURVEY = "survey"


class GivenHow(StrEnum):
    """In what way a choice was made."""

    WITH_INTERPRETER = "with_interpreter"
    DIGITAL = "digital"
    PAPER = "paper"


class Participant(Base):
    """One participant; `code` is what staff call her by, `id` what an address shows. There is no name.

    Codes of languages are ISO 639-1 or -3; `version` grows with every change, so that two leaders who edit at
    once notice.
    """

    __tablename__ = "participants"
    __table_args__ = (
        Index("ix_participants_unit_id_code", "unit_id", "code"),
        Index("ix_participants_spoken_language_unit_id_code", "spoken_language", "unit_id", "code"),
        CheckConstraint("(interpreter_sex IS NULL) = (interpreter_strength IS NULL)", name="wish_is_whole"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    spoken_language: Mapped[str]
    dialect: Mapped[str | None]
    also_speaks: Mapped[list[str]] = mapped_column(JSON)
    read_language: Mapped[str]
    reads_well: Mapped[str]
    medium: Mapped[str]
    interpreter_need: Mapped[str]
    interpreter_sex: Mapped[str | None]
    interpreter_strength: Mapped[str | None]
    access_needs: Mapped[list[str]] = mapped_column(JSON)
    sex: Mapped[str | None]
    registered_at: Mapped[datetime]
    version: Mapped[int]


class ContactPoint(Base):
    """A telephone number or e-mail address, sealed: the database alone does not tell it."""

    __tablename__ = "contact_points"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    kind: Mapped[str]
    sealed: Mapped[bytes]
    is_shared: Mapped[bool]
    """Whether others answer this telephone or read this mailbox too."""
    created_at: Mapped[datetime]


class Choice(Base):
    """A yes or no to one purpose: to which wording, in which language, given how; never overwritten."""

    __tablename__ = "choices"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    purpose: Mapped[str]
    is_yes: Mapped[bool]
    text_version: Mapped[str]
    language: Mapped[str]
    given_how: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Card(Base):
    """A participant's card; its twelve digits are kept as a keyed hash only. One is valid at a time."""

    __tablename__ = "cards"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participants.id"), index=True)
    code_digest: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class CardSession(Base):
    """One phone on which a card is open; the cookie's value is not kept, only its hash."""

    __tablename__ = "card_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("cards.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class SeatCount(Base):
    """How many take part in a group without being registered: a number per year and, if said, sex.

    No row stands for one person, so nothing can be traced to one.
    """

    __tablename__ = "seat_counts"
    __table_args__ = (CheckConstraint("count >= 0", name="not_negative"),)

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sex: Mapped[str] = mapped_column(primary_key=True)
    """Empty where it was not said."""
    count: Mapped[int]
