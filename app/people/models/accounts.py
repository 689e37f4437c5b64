"""Staff: accounts, what they sign in with, their roles, and where they are signed in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class Role(StrEnum):
    """What somebody does here; one person may hold several."""

    ADMINISTRATOR = "administrator"
    PROJECT_LEADER = "project_leader"
    COORDINATOR = "coordinator"
    COURSE_LEADER = "course_leader"
    EXTERNAL_LEADER = "external_leader"
    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    STAFF_LEARNER = "staff_learner"
    PARTNER = "partner"


class AccountState(StrEnum):
    """Invited: cannot sign in yet. Closed: can no more."""

    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


class LinkKind(StrEnum):
    """What a link to enter with is for."""

    INVITATION = "invitation"
    RECOVERY = "recovery"


class StepKind(StrEnum):
    """What a sign-in, or the setting up of a key, waits for."""

    CODE = "code"
    PASSKEY = "passkey"
    NEW_PASSKEY = "new_passkey"
    NEW_CODES = "new_codes"


class Account(Base):
    """One member of staff. `email` is lower case and is what one signs in with; it is shown to staff only."""

    __tablename__ = "accounts"
    __table_args__ = (Index("ix_accounts_name_id", "name", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    state: Mapped[str]
    password_hash: Mapped[str | None]
    totp_sealed: Mapped[bytes | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    """The newest 30-second step whose code was used (RFC 6238): no code works twice."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Passkey(Base):
    """A key on a phone, computer or stick of the account (WebAuthn)."""

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    """Base64url without padding, as browsers send it."""
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    name: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class RoleGrant(Base):
    """One role of one account: where (a unit, or everywhere), in which language, from and until which day.

    Both days are included, in Swedish time; a grant is never changed but revoked.
    """

    __tablename__ = "role_grants"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    language: Mapped[str | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    granted_by: Mapped[str]
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class EntryLink(Base):
    """A link that lets somebody in once, to choose how to sign in: an invitation, or a way back."""

    __tablename__ = "entry_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInStep(Base):
    """What one browser has done so far of something that takes several steps; used once, then gone."""

    __tablename__ = "sign_in_steps"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    challenge: Mapped[bytes | None]
    """The passkey's challenge, or the sealed secret of codes that are being set up."""
    tries_left: Mapped[int]
    expires_at: Mapped[datetime]


class StaffSession(Base):
    """One browser in which somebody is signed in; the cookie's value is not kept, only its hash."""

    __tablename__ = "staff_sessions"
    __table_args__ = (Index("ix_staff_sessions_account_id_created_at", "account_id", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    method: Mapped[str]
    device: Mapped[str]
    """Browser and system by name, such as "Firefox, Android": no version, no fingerprint."""
