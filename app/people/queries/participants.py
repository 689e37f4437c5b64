"""Participants within the reader's reach: one of them, or a list in pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.errors import NotFoundError
from app.core.ids import ALPHABET
from app.core.paging import Page, fetch_page
from app.core.permissions import Reach
from app.people.models.participants import Card, Participant
from app.people.models.units import Unit
from app.people.queries.units import within
from app.people.rules.participants import CODE_LENGTH, typed_code

_CODE_SIGNS = frozenset(ALPHABET.upper())


@dataclass(frozen=True)
class Found:
    """A participant and the group or site she belongs to."""

    participant: Participant
    unit: Unit


@dataclass(frozen=True)
class Listed:
    """A row of the list."""

    participant: Participant
    unit: Unit
    has_card: bool


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; empty texts narrow nothing. `code` is as somebody typed it."""

    spoken_language: str = ""
    interpreter_need: str = ""
    code: str = ""


def find_participant(session: Session, reach: Reach, participant_id: str) -> Found:
    """Find a participant within a reach; raise NotFoundError for one outside it as for none."""
    row = session.execute(
        select(Participant, Unit)
        .join(Unit, Unit.id == Participant.unit_id)
        .where(Participant.id == participant_id, within(reach))
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return Found(row[0], row[1])


def hold_participant(session: Session, participant_id: str) -> Participant:
    """Read a participant as she is now and keep all others from changing her until the transaction ends.

    Raises NotFoundError when she was removed meanwhile.
    """
    found = session.scalars(
        select(Participant)
        .where(Participant.id == participant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def list_participants(
    session: Session, units: Sequence[Unit], wanted: Filter, *, cursor: str | None, now: datetime
) -> Page[Listed]:
    """Read one page of the participants of some units, by unit and code, in two queries."""
    by_id = {unit.id: unit for unit in units}
    query = select(Participant).where(Participant.unit_id.in_(by_id))
    page = fetch_page(
        session, _narrowed(query, wanted), (Participant.unit_id, Participant.code), cursor=cursor
    )
    with_card = holders_of_cards(session, [found.id for found in page.items], now=now)
    rows = (Listed(found, by_id[found.unit_id], found.id in with_card) for found in page.items)
    return Page(tuple(rows), page.before, page.after)


def holders_of_cards(session: Session, participant_ids: Iterable[str], *, now: datetime) -> frozenset[str]:
    """Tell who of these has a card that opens now."""
    valid = select(Card.participant_id).where(
        Card.participant_id.in_(participant_ids), Card.revoked_at.is_(None), Card.expires_at > now
    )
    return frozenset(session.scalars(valid))


def parts_of(units: Sequence[Unit], unit_id: str) -> list[Unit]:
    """Give what lies in one of these units, itself included; NotFoundError when it is none of them."""
    parts = [unit for unit in units if unit_id in {unit.id, unit.site_id, unit.programme_id}]
    if unit_id not in {unit.id for unit in units}:
        raise NotFoundError
    return parts


def _narrowed(query: Select[Participant], wanted: Filter) -> Select[Participant]:
    if wanted.spoken_language:
        query = query.where(Participant.spoken_language == wanted.spoken_language)
    if wanted.interpreter_need:
        query = query.where(Participant.interpreter_need == wanted.interpreter_need)
    beginning = typed_code(wanted.code)
    if beginning and set(beginning) <= _CODE_SIGNS and len(beginning) <= CODE_LENGTH:
        # A range is followed in an index by both databases, which a pattern is not.
        return query.where(Participant.code.between(beginning, beginning + "Z" * CODE_LENGTH))
    return query.where(Participant.code == "") if beginning else query
