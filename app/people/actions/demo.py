"""Loads the people of the demo: one of each role, and three participants who read different languages."""

from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.dates import local
from app.core.errors import StartUpError
from app.core.ids import new_code
from app.core.keyring import Keyring
from app.people.models.accounts import Account, AccountState, Role, RoleGrant
from app.people.models.participants import Card, InterpreterNeed, Medium, Participant, ReadsWell
from app.people.models.units import Party, PartyKind, Unit, UnitKind
from app.people.queries.demo import (
    DEMO_LANGUAGES,
    demo_account_id,
    demo_card_digits,
    demo_code_secret,
    demo_participant_id,
    demo_password,
)
from app.people.rules.card_codes import code_digest
from app.people.rules.passwords import hash_password
from app.people.rules.sealing import CODES, place_of_codes
from app.people.rules.sessions import CARD_LIFE

_STAFF: Final = (
    (Role.ADMINISTRATOR, "Amina Berg"),
    (Role.PROJECT_LEADER, "Per Holm"),
    (Role.COORDINATOR, "Karin Ek"),
    (Role.COURSE_LEADER, "Lars Dahl"),
    (Role.EXTERNAL_LEADER, "Eva Nord"),
    (Role.TRANSLATOR, "Senait Haile"),
    (Role.REVIEWER, "Yusuf Nur"),
    (Role.STAFF_LEARNER, "Maria Sund"),
    (Role.PARTNER, "Olof Lund"),
)
_LANGUAGE_OF: Final = {Role.TRANSLATOR: "ti", Role.REVIEWER: "so"}


_PARTY, _PROGRAMME, _SITE, _GROUP = "demo-party", "demo-programme", "demo-site", "demo-group"
_UNIT_OF: Final = {
    Role.PROJECT_LEADER: _PROGRAMME,
    Role.COORDINATOR: _PROGRAMME,
    Role.COURSE_LEADER: _GROUP,
    Role.EXTERNAL_LEADER: _GROUP,
    Role.PARTNER: _PROGRAMME,
}


def load_demo_people(session: Session, keyring: Keyring, *, now: datetime) -> None:
    """Make everybody of the demo, or make them again what they were: what is printed lets one in.

    Whatever else was added to the demo stays. Raises StartUpError where people of another kind are: the
    demo's password, which everybody can read, must open no database that is in use.
    """
    known = session.scalars(select(Account.is_demo).distinct()).all()
    if list(known) == [False]:
        raise StartUpError("this database holds real accounts; use another SMARTSKOLA_DATA_DIR for the demo")
    _put_places(session)
    password_hash = hash_password(demo_password(keyring))
    for role, name in _STAFF:
        own = demo_account_id(role)
        sealed = keyring.seal(CODES, demo_code_secret(keyring, role), bound_to=place_of_codes(own))
        session.merge(
            Account(
                id=own,
                email=f"{role.replace('_', '-')}@demo.example",
                name=name,
                party_id=_PARTY,
                state=AccountState.ACTIVE,
                password_hash=password_hash,
                totp_sealed=sealed,
                totp_last_step=0,
                is_demo=True,
                created_at=now,
            )
        )
        session.flush()
        session.merge(_grant(own, role, now))
    for language in DEMO_LANGUAGES:
        _put_participant(session, language, now)
        _put_card(session, keyring, language, now)
    session.flush()


def _put_places(session: Session) -> None:
    session.merge(Party(id=_PARTY, kind=PartyKind.REGION, name="Region Demo", may_hold_personal_data=True))
    session.flush()
    for own, kind, name, site_id in (
        (_PROGRAMME, UnitKind.PROGRAMME, "Demoprogrammet", None),
        (_SITE, UnitKind.SITE, "Solgården", _SITE),
        (_GROUP, UnitKind.GROUP, "Tisdagsgruppen", _SITE),
    ):
        unit = Unit(
            id=own, kind=kind, name=name, programme_id=_PROGRAMME, site_id=site_id, controller_id=_PARTY
        )
        session.merge(unit)
        session.flush()


def _grant(account_id: str, role: Role, now: datetime) -> RoleGrant:
    return RoleGrant(
        id=account_id,
        account_id=account_id,
        role=role,
        unit_id=_UNIT_OF.get(role),
        language=_LANGUAGE_OF.get(role),
        valid_from=local(now).date(),
        valid_until=None,
        granted_by=account_id,
        granted_at=now,
        revoked_at=None,
    )


def _put_participant(session: Session, language: str, now: datetime) -> None:
    own = demo_participant_id(language)
    if session.get(Participant, own) is not None:
        return
    session.add(
        Participant(
            id=own,
            code=new_code(8),
            unit_id=_GROUP,
            spoken_language=language,
            dialect=None,
            also_speaks=[],
            read_language=language,
            reads_well=ReadsWell.SOME,
            medium=Medium.AUDIO,
            interpreter_need=InterpreterNeed.ALWAYS,
            interpreter_sex=None,
            interpreter_strength=None,
            access_needs=[],
            sex=None,
            registered_at=now,
            version=1,
        )
    )
    session.flush()


def _put_card(session: Session, keyring: Keyring, language: str, now: datetime) -> None:
    own = demo_participant_id(language)
    session.execute(
        update(Card).where(Card.participant_id == own, Card.revoked_at.is_(None)).values(revoked_at=now)
    )
    session.merge(
        Card(
            id=own,
            participant_id=own,
            code_digest=code_digest(keyring, demo_card_digits(keyring, language)),
            issued_at=now,
            expires_at=now + CARD_LIFE,
            revoked_at=None,
        )
    )
