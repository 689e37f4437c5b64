"""People for tests: parties, units, staff with roles who are signed in, participants with cards."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.ids import new_code, new_id
from app.people.actions.sessions import start_staff_session
from app.people.models.accounts import Account, AccountState, Role, RoleGrant
from app.people.models.participants import Participant
from app.people.models.units import Party, PartyKind, Unit, UnitKind

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Places:
    """Two programmes of two parties; the first has a site with two groups, the second one of each."""

    party: Party
    other_party: Party
    programme: Unit
    site: Unit
    group: Unit
    sister_group: Unit
    other_programme: Unit
    other_site: Unit
    other_group: Unit


def make_party(session: Session, name: str, *, kind: PartyKind = PartyKind.REGION) -> Party:
    party = Party(id=new_id(), kind=kind, name=name, may_hold_personal_data=True)
    session.add(party)
    session.flush()
    return party


def make_unit(session: Session, kind: UnitKind, name: str, party: Party, within: Unit | None = None) -> Unit:
    own = new_id()
    unit = Unit(
        id=own,
        kind=kind,
        name=name,
        programme_id=own if within is None else within.programme_id,
        site_id=own if kind is UnitKind.SITE else within.site_id if within is not None else None,
        controller_id=party.id,
    )
    session.add(unit)
    session.flush()
    return unit


def make_places(session: Session) -> Places:
    party, other_party = make_party(session, "Regionen"), make_party(session, "Kommunen")
    programme = make_unit(session, UnitKind.PROGRAMME, "Smärtskola Norr", party)
    site = make_unit(session, UnitKind.SITE, "Skäggetorp", party, programme)
    other_programme = make_unit(session, UnitKind.PROGRAMME, "Smärtskola Syd", other_party)
    other_site = make_unit(session, UnitKind.SITE, "Ryd", other_party, other_programme)
    return Places(
        party,
        other_party,
        programme,
        site,
        make_unit(session, UnitKind.GROUP, "Tisdagsgruppen", party, site),
        make_unit(session, UnitKind.GROUP, "Torsdagsgruppen", party, site),
        other_programme,
        other_site,
        make_unit(session, UnitKind.GROUP, "Fredagsgruppen", other_party, other_site),
    )


def make_account(
    session: Session, party: Party, *, name: str = "Sara Lind", email: str | None = None
) -> Account:
    own = new_id()
    account = Account(
        id=own,
        email=email or f"{own}@skola.example",
        name=name,
        party_id=party.id,
        state=AccountState.ACTIVE,
        password_hash=None,
        totp_sealed=None,
        totp_last_step=0,
        is_demo=False,
        created_at=NOW,
    )
    session.add(account)
    session.flush()
    return account


def give_role(
    session: Session, account: Account, role: Role, unit: Unit | None = None, *, language: str | None = None
) -> RoleGrant:
    grant = RoleGrant(
        id=new_id(),
        account_id=account.id,
        role=role,
        unit_id=None if unit is None else unit.id,
        language=language,
        valid_from=date(2020, 1, 1),
        valid_until=None,
        granted_by=account.id,
        granted_at=NOW,
        revoked_at=None,
    )
    session.add(grant)
    session.flush()
    return grant


def make_participant(session: Session, unit: Unit, *, read_language: str = "ti") -> Participant:
    participant = Participant(
        id=new_id(),
        code=new_code(8),
        unit_id=unit.id,
        spoken_language="ti",
        dialect=None,
        also_speaks=[],
        read_language=read_language,
        reads_well="some",
        medium="audio",
        interpreter_need="always",
        interpreter_sex=None,
        interpreter_strength=None,
        access_needs=[],
        sex=None,
        registered_at=NOW,
        version=1,
    )
    session.add(participant)
    session.flush()
    return participant


def signed_in(site: FastAPI, account: Account) -> TestClient:
    """A browser in which a member of staff is signed in since a moment ago; follows no redirect."""
    with site.state.database.writing() as session:
        token = start_staff_session(
            session, account.id, method="passkey", device="Firefox, Linux", now=site.state.clock()
        )
    client = TestClient(site, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
    client.cookies.set("staff", token)
    return client
