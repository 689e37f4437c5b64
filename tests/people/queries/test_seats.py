"""Seats are listed per group and site within a reach, for one year."""

import pytest
from sqlalchemy.orm import Session

from app.core.permissions import Reach
from app.people.actions.seats import Seats, add_seat
from app.people.models.units import UnitKind
from app.people.queries.seats import list_seats
from tests.factories.people import make_places, make_unit
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data


def test_groups_and_sites_in_reach_are_listed_by_name_with_their_numbers(session: Session) -> None:
    places = make_places(session)
    for sex in ("woman", "woman", ""):
        add_seat(session, Seats(places.group.id, 2026, sex))
    add_seat(session, Seats(places.group.id, 2025, "man"))
    add_seat(session, Seats(places.other_group.id, 2026, "man"))
    reach = Reach(unit_ids=frozenset({places.programme.id}))
    page = list_seats(session, reach, 2026, cursor=None)
    assert [(row.unit.name, row.site_name, dict(row.counts)) for row in page.items] == [
        ("Skäggetorp", "Skäggetorp", {}),
        ("Tisdagsgruppen", "Skäggetorp", {"woman": 2, "": 1}),
        ("Torsdagsgruppen", "Skäggetorp", {}),
    ]


def test_the_number_of_queries_is_the_same_for_one_group_or_many(session: Session) -> None:
    places = make_places(session)
    reach = Reach(unit_ids=frozenset({places.site.id}))
    counts = []
    for _ in range(2):
        with sent_statements(session.get_bind().engine) as statements:
            page = list_seats(session, reach, 2026, cursor=None)
        counts.append(len(statements))
        for number in range(50):
            unit = make_unit(session, UnitKind.GROUP, f"Grupp {number:02}", places.party, places.site)
            add_seat(session, Seats(unit.id, 2026, ""))
    assert counts == [3, 3]
    last = list_seats(session, reach, 2026, cursor=list_seats(session, reach, 2026, cursor=None).after)
    assert len(page.items) == 50
    assert last.items
    assert last.after is not None or len(last.items) <= 50
