"""Instants in the database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from app.core.database import Base, Database, NaiveTimeError, UtcDateTime

INSTANTS = Table("instants", MetaData(), Column("at", UtcDateTime))


@pytest.mark.data
def test_utc_date_time_gives_back_aware_utc(database: Database) -> None:
    swedish = datetime(2026, 10, 25, 2, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    with database.writing() as session:
        INSTANTS.create(session.connection())
        session.execute(insert(INSTANTS), [{"at": swedish}, {"at": None}])
    with database.reading() as session:
        stored, nothing = sorted(session.scalars(select(INSTANTS.c.at)), key=lambda at: at is None)
    assert stored == datetime(2026, 10, 25, 0, 30, 15, 123456, tzinfo=UTC)
    assert stored is not None
    assert stored.tzinfo == UTC
    assert nothing is None


@pytest.mark.data
def test_utc_date_time_refuses_a_time_without_zone(database: Database) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 it is what is refused
    with pytest.raises(StatementError) as caught, database.writing() as session:
        session.execute(insert(INSTANTS), [{"at": naive}])
    assert isinstance(caught.value.orig, NaiveTimeError)


def test_base_names_every_constraint() -> None:
    assert set(Base.metadata.naming_convention) == {"ix", "uq", "ck", "fk", "pk"}
