"""Paging: every row exactly once, in order, forwards and back, whatever happens to the list meanwhile."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Date, Engine, Index, MetaData, Text, delete, event, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.sql.elements import SQLColumnExpression

from app.core.database import Database, UtcDateTime
from app.core.paging import LONGEST_CURSOR, BadCursorError, Page, fetch_page

pytestmark = pytest.mark.data

NOW = datetime(2026, 3, 2, 9, 30, 0, 5, tzinfo=UTC)
FEW = hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Base(DeclarativeBase):
    metadata = MetaData()


class Entry(Base):
    """A row of a list: `name` and `at` repeat, `id` does not."""

    __tablename__ = "paging_entries"
    __table_args__ = (Index("ix_paging_at", "at", "id"), Index("ix_paging_name", "name", "at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    is_open: Mapped[bool]


ORDERS: dict[str, list[SQLColumnExpression[Any]]] = {
    "id": [Entry.id],
    "newest": [Entry.at.desc(), Entry.id.desc()],
    "name": [Entry.name, Entry.at, Entry.id],
    "mixed": [Entry.name.asc(), Entry.at.desc(), Entry.id],
    "mixed the other way": [Entry.day.desc(), Entry.name, Entry.id.desc()],
    "expression": [func.lower(Entry.name, type_=Text()), Entry.id],
}
SORTED: dict[str, Callable[[Entry], Any]] = {
    "id": lambda row: row.id,
    "newest": lambda row: (-row.at.timestamp(), -row.id),
    "name": lambda row: (row.name, row.at, row.id),
    "mixed": lambda row: (row.name, -row.at.timestamp(), row.id),
    "mixed the other way": lambda row: (-row.day.toordinal(), row.name, -row.id),
    "expression": lambda row: (row.name, row.id),
}
# Letters that every collation orders alike.
_ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 3)), max_size=25)
_SIZES = st.integers(1, 8)


@pytest.fixture
def entries(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        Base.metadata.create_all(session.connection())
    with database.writing() as session:
        yield session


def _entry(number: int, name: str = "a", step: int = 0) -> Entry:
    at = NOW + timedelta(hours=step, microseconds=step)
    return Entry(id=number, name=name, at=at, day=at.date() + timedelta(days=step % 2), is_open=True)


def _fill(session: Session, rows: list[tuple[str, int]]) -> list[Entry]:
    session.execute(delete(Entry))
    session.expunge_all()
    made = [_entry(number * 7 % 101, name, step) for number, (name, step) in enumerate(rows)]
    session.add_all(made)
    session.flush()
    return made


def _fetch(
    session: Session, order: str = "id", cursor: str | None = None, *, size: int = 3
) -> tuple[list[int], Page[Entry]]:
    page = fetch_page(session, select(Entry), ORDERS[order], cursor=cursor, size=size)
    return [row.id for row in page.items], page


def _walk(session: Session, order: str, size: int) -> list[Page[Entry]]:
    pages = [_fetch(session, order, size=size)[1]]
    while pages[-1].after is not None:
        pages.append(_fetch(session, order, pages[-1].after, size=size)[1])
    return pages


def _walk_back(session: Session, order: str, size: int, start: str | None) -> list[Page[Entry]]:
    pages = []
    while start is not None:
        pages.append(_fetch(session, order, start, size=size)[1])
        start = pages[-1].before
    return pages


@FEW
@given(rows=_ROWS, size=_SIZES, order=st.sampled_from(sorted(ORDERS)))
def test_a_walk_visits_every_row_once_and_back(
    entries: Session, rows: list[tuple[str, int]], size: int, order: str
) -> None:
    made = _fill(entries, rows)
    pages = _walk(entries, order, size)
    seen = [row for page in pages for row in page.items]
    assert seen == sorted(made, key=SORTED[order])
    assert all(len(page.items) == size for page in pages[:-1])
    assert pages[0].before is None
    back = _walk_back(entries, order, size, pages[-1].before)
    assert [page.items for page in back] == [page.items for page in pages[:-1]][::-1]
    assert all(page.after is not None for page in back)


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_pages_of_a_full_list(entries: Session, order: str) -> None:
    made = _fill(entries, [(name, step) for name in "abca" for step in (0, 1, 1, 2)])
    expected = [row.id for row in sorted(made, key=SORTED[order])]
    pages = _walk(entries, order, 5)
    assert [[row.id for row in page.items] for page in pages] == [
        expected[:5],
        expected[5:10],
        expected[10:15],
        expected[15:],
    ]
    back = _walk_back(entries, order, 5, pages[-1].before)
    assert [page.items for page in back] == [page.items for page in pages[2::-1]]


_CHANGES = st.lists(
    st.tuples(st.sampled_from(["add", "remove"]), st.integers(200, 300), st.integers(0, 24)), max_size=4
)


@FEW
@given(
    rows=_ROWS,
    size=_SIZES,
    order=st.sampled_from(sorted(ORDERS)),
    changes=st.lists(_CHANGES, min_size=1, max_size=6),
)
def test_rows_that_stay_are_seen_once_whatever_comes_and_goes(
    entries: Session,
    rows: list[tuple[str, int]],
    size: int,
    order: str,
    changes: list[list[tuple[str, int, int]]],
) -> None:
    staying = {row.id for row in _fill(entries, rows)}
    seen, page = _fetch(entries, order, size=size)
    while page.after is not None:
        for kind, number, place in changes.pop() if changes else []:
            if kind == "add" and entries.get(Entry, number) is None:
                entries.add(_entry(number, "abc"[place % 3], place % 4))
            elif kind == "remove" and rows:
                gone = place % len(rows) * 7 % 101
                entries.execute(delete(Entry).where(Entry.id == gone))
                staying.discard(gone)
        entries.flush()
        found, page = _fetch(entries, order, page.after, size=size)
        seen += found
    assert len(seen) == len(set(seen))
    assert staying <= set(seen)


@FEW
@given(
    rows=_ROWS,
    order=st.sampled_from(["id", "newest", "mixed", "mixed the other way"]),
    side=st.sampled_from([">", ">=", "<", "<="]),
    place=st.integers(0, 24),
)
def test_each_side_of_a_row_is_found_whole(
    entries: Session, rows: list[tuple[str, int]], order: str, side: str, place: int
) -> None:
    made = sorted(_fill(entries, [*rows, ("b", 1), ("b", 1), ("b", 2)]), key=SORTED[order])
    row = made[place % len(made)]
    values = {"id": row.id, "name": row.name, "at": row.at.isoformat(), "day": row.day.isoformat()}
    keys = [values[str(column).partition(".")[2].partition(" ")[0]] for column in ORDERS[order]]
    place = made.index(row)
    expected = {">": made[place + 1 :], ">=": made[place:], "<": made[:place], "<=": made[: place + 1]}
    page = _fetch(entries, order, _cursor([side, *keys]), size=50)[1]
    assert list(page.items) == expected[side]


def test_an_empty_list_has_no_neighbours(entries: Session) -> None:
    assert fetch_page(entries, select(Entry), ORDERS["id"], cursor=None) == Page((), None, None)


def test_a_list_that_fits_has_no_neighbours(entries: Session) -> None:
    _fill(entries, [("a", 0)] * 3)
    found, page = _fetch(entries, size=3)
    assert (found, page.before, page.after) == ([0, 7, 14], None, None)


def test_new_rows_before_the_first_page_are_found_on_the_way_back(entries: Session) -> None:
    _fill(entries, [("a", 1)] * 6)
    second = _fetch(entries, "newest", _fetch(entries, "newest")[1].after)[1]
    entries.add(_entry(90, step=2))
    entries.flush()
    found, page = _fetch(entries, "newest", second.before)
    assert found == [35, 28, 21]
    assert _fetch(entries, "newest", page.before)[0] == [90]


@pytest.mark.parametrize("order", ["id", "mixed"])
def test_a_page_that_became_empty_leads_back(entries: Session, order: str) -> None:
    _fill(entries, [("a", 0)] * 4)
    after = _fetch(entries, order)[1].after
    entries.execute(delete(Entry).where(Entry.id > 14))
    found, page = _fetch(entries, order, after)
    assert (found, page.after) == ([], None)
    found, page = _fetch(entries, order, page.before)
    assert (found, page.before) == ([0, 7, 14], None)


@pytest.mark.parametrize("order", ["id", "mixed"])
def test_a_page_before_that_became_empty_leads_on(entries: Session, order: str) -> None:
    _fill(entries, [("a", 0)] * 4)
    before = _fetch(entries, order, _fetch(entries, order)[1].after)[1].before
    entries.execute(delete(Entry).where(Entry.id < 21))
    found, page = _fetch(entries, order, before)
    assert (found, page.before) == ([], None)
    found, page = _fetch(entries, order, page.after)
    assert (found, page.after) == ([21], None)


def test_the_querys_own_order_gives_way_and_its_filter_stays(entries: Session) -> None:
    _fill(entries, [("a", 0), ("b", 0), ("a", 0), ("a", 0)])
    query = select(Entry.id).where(Entry.name == "a").order_by(Entry.id.desc())
    first = fetch_page(entries, query, [Entry.id], cursor=None, size=2)
    assert first.items == (0, 14)
    assert fetch_page(entries, query, [Entry.id], cursor=first.after, size=2).items == (21,)


@pytest.mark.parametrize("name", ["", "ሰላም" * 60, 'q"\\\u2028', "a\nb", "🙂"])
def test_any_text_can_be_a_key(entries: Session, name: str) -> None:
    entries.add_all([_entry(1, name), _entry(2, name)])
    entries.flush()
    page = _fetch(entries, "name", size=1)[1]
    assert page.after is not None
    assert page.after.replace("-", "").replace("_", "").isalnum()
    assert _fetch(entries, "name", page.after, size=1)[0] == [2]


@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        ([Entry.is_open, Entry.id], "Entry.is_open: it is not text"),
        ([Entry.is_open.desc(), Entry.id], "is_open DESC: it is not text"),
        ([func.lower(Entry.name), Entry.id], "it is not text"),
        ([func.nullif(Entry.name, "a", type_=Text()), Entry.id], "a NoneType"),
    ],
)
def test_an_order_by_something_else_is_a_mistake(
    entries: Session, order: list[SQLColumnExpression[Any]], complaint: str
) -> None:
    _fill(entries, [("a", 0)] * 2)
    with pytest.raises(TypeError, match=f"cannot be ordered in pages by .*{complaint}"):
        fetch_page(entries, select(Entry), order, cursor=None, size=1)


def test_an_order_by_very_long_texts_is_a_mistake(entries: Session) -> None:
    entries.add_all([_entry(1, "a" * LONGEST_CURSOR), _entry(2, "b")])
    entries.flush()
    with pytest.raises(ValueError, match="order by shorter ones"):
        _fetch(entries, "name", size=1)


def _cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


_GOOD = [">", "a", NOW.isoformat(), 1]


def test_the_cursor_that_the_bad_ones_are_made_of_is_good(entries: Session) -> None:
    _fill(entries, [("a", 1)])
    assert _fetch(entries, "name", _cursor(_GOOD))[0] == [0]


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        7,
        None,
        "text",
        [">"],
        [">", "a"],
        [*_GOOD, 1],
        [">", 1, NOW.isoformat(), "a"],
        [">", "a", NOW.isoformat(), 1.0],
        [">", "a", NOW.isoformat(), True],
        [">", "a", NOW.isoformat(), None],
        [">", "a", NOW.isoformat(), 2**63],
        [">", "a", NOW.isoformat(), -(2**63) - 1],
        [">", "a", NOW.isoformat(), float("nan")],
        [">", "a", "2026-03-02", 1],
        [">", "a", "2026-03-02T09:30:00", 1],
        [">", "a", "2026-03-02T09:30:00+01:00", 1],
        [">", "a", "0001-01-01T00:00:00+14:00", 1],
        [">", "a", "yesterday", 1],
        [">", ["a"], NOW.isoformat(), 1],
        [">", "a\0", NOW.isoformat(), 1],
        [">", "\ud800", NOW.isoformat(), 1],
        ["=", *_GOOD[1:]],
        [[], *_GOOD[1:]],
        [None, *_GOOD[1:]],
    ],
)
def test_a_foreign_cursor_is_refused(entries: Session, value: object) -> None:
    with pytest.raises(BadCursorError) as caught:
        _fetch(entries, "name", _cursor(value))
    assert caught.value.status == 422


@pytest.mark.parametrize(
    "cursor",
    ["", "=", "x", "!!!!", "åäö", "a b", "a\nb", "\0", "_w", "x" * (LONGEST_CURSOR + 1), "W1tb" * 450],
)
def test_a_malformed_cursor_is_refused(entries: Session, cursor: str) -> None:
    with pytest.raises(BadCursorError):
        _fetch(entries, "name", cursor)


def test_a_truncated_or_garbled_cursor_is_refused(entries: Session) -> None:
    whole = _cursor(_GOOD)
    for length in range(len(whole)):
        with pytest.raises(BadCursorError):
            _fetch(entries, "name", whole[:length])
        with pytest.raises(BadCursorError):
            _fetch(entries, "name", f"{whole[:length]}****{whole[length:]}")


def test_a_cursor_of_another_order_is_refused(entries: Session) -> None:
    _fill(entries, [("a", 0)] * 2)
    after = _fetch(entries, "newest", size=1)[1].after
    for order in ("id", "name", "mixed"):
        with pytest.raises(BadCursorError):
            _fetch(entries, order, after)


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**31])
def test_a_number_beyond_the_column_finds_an_end_of_the_list(entries: Session, number: int) -> None:
    _fill(entries, [("a", 0)])
    assert _fetch(entries, "id", _cursor([">", number]))[0] == ([] if number > 0 else [0])


@FEW
@given(cursor=st.text(st.characters(codec="ascii"), max_size=40))
def test_any_text_is_a_cursor_or_refused(entries: Session, cursor: str) -> None:
    with pytest.raises(BadCursorError):
        _fetch(entries, "name", cursor)


@pytest.mark.parametrize("count", [1, 200])
def test_a_page_is_one_query(entries: Session, engine: Engine, count: int) -> None:
    entries.add_all([_entry(number) for number in range(count)])
    entries.flush()
    entries.expunge_all()
    statements: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    page = fetch_page(entries, select(Entry), ORDERS["newest"], cursor=None)
    assert len(page.items) == min(count, 50)
    assert len(statements) == 1
    _fetch(entries, "mixed", _cursor(["<", *_GOOD[1:]]))
    assert len(statements) == 2


def _plan(session: Session, order: str, cursor: str) -> str:
    """How the database would find the rows of the statement that a page sends."""
    sent: list[tuple[str, Any]] = []
    connection = session.connection()

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    _fetch(session, order, cursor)
    event.remove(connection, "before_cursor_execute", note)
    if connection.dialect.name == "postgresql":
        # An almost empty table is read whole, unless that is made to look dear.
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        explain = "EXPLAIN"
    else:
        explain = "EXPLAIN QUERY PLAN"
    rows = connection.exec_driver_sql(f"{explain} {sent[0][0]}", sent[0][1])
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("side", ["<", "<=", ">", ">="])
@pytest.mark.parametrize(
    ("order", "index", "keys"),
    [
        # SQLite keeps the row's number out of the comparison: it is in every index, but not as a column.
        ("newest", "SEARCH paging_entries USING INDEX ix_paging_at (at", [NOW.isoformat(), 5]),
        ("name", "SEARCH paging_entries USING INDEX ix_paging_name ((name,at)", ["a", NOW.isoformat(), 5]),
    ],
)
def test_the_database_follows_the_index(
    entries: Session, side: str, order: str, index: str, keys: list[object]
) -> None:
    plan = _plan(entries, order, _cursor([side, *keys]))
    # The cursor's place is looked up, and nothing is sorted.
    assert index in plan or "Index Cond: (ROW(" in plan, plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_mixed_directions_look_up_the_first_column(entries: Session) -> None:
    plan = _plan(entries, "mixed", _cursor(_GOOD))
    assert "SEARCH paging_entries USING INDEX ix_paging_name (name>?)" in plan or "Index Cond" in plan, plan
    assert "MULTI-INDEX" not in plan
