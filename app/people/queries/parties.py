"""The cooperating parties."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models.units import Party


def list_parties(session: Session) -> Sequence[Party]:
    """Read all parties by name."""
    return session.scalars(select(Party).order_by(Party.name, Party.id)).all()
