"""Lists in pages, each found by the row it begins after: the first page and the last cost the same, and no
row is shown twice or passed over when others come and go meanwhile."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import eq, ge, gt, le, lt
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import BigInteger, ColumnElement, Select, UnaryExpression, and_, literal, or_, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLColumnExpression
from sqlalchemy.sql.operators import asc_op, desc_op
from sqlalchemy.types import TypeDecorator

from app.core.errors import S_, AppError

LONGEST_CURSOR = 2000
"""Characters; two names of 200 letters in Ethiopic script, three bytes each, still fit."""

T = TypeVar("T")
Key = str | int | datetime | date
"""What rows can be ordered by."""

_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {">": gt, ">=": ge, "<": lt, "<=": le}


class BadCursorError(AppError):
    """The address names a page that no list of ours gave out."""

    status = 422
    message_id = S_("This page of the list cannot be found. Go back to the start of the list.")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list; `before` and `after` are the cursors of its neighbours, None where the list ends.

    The neighbour that one came from is not looked for again: it can have become empty, and then leads back.
    """

    items: tuple[T, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True)
class _Cursor:
    """A place in the list and which side of it is wanted: `>` and `>=` after it, `<` and `<=` before it."""

    side: str
    keys: tuple[Key, ...]

    @property
    def is_forward(self) -> bool:
        return self.side.startswith(">")


@dataclass(frozen=True)
class _Ordering:
    column: ColumnElement[Any]
    kind: type
    descending: bool


def fetch_page(
    session: Session,
    query: Select[T],
    order: Sequence[SQLColumnExpression[Any]],
    *,
    cursor: str | None,
    size: int = 50,
) -> Page[T]:
    """Fetch one page in one query, plus whatever the query itself loads for its items.

    `query` selects one thing. `order` replaces its order: columns (not aggregates) of text, whole numbers,
    instants or days that are never NULL, each plain or `.desc()`, the last one unique; an expression needs a
    type, as in `func.lower(name, type_=Text())`. With one direction for all, an index on the same columns is
    followed; mixed directions use its first. Raises BadCursorError for a cursor that is not one, or belongs
    to a list with other columns, and TypeError for an order that cannot be.
    """
    orderings = [_read_ordering(column) for column in order]
    here = None if cursor is None else _decode(cursor, orderings)
    is_forward = here is None or here.is_forward
    keyed = query.add_columns(*(ordering.column for ordering in orderings))
    if here is not None:
        keyed = keyed.where(_beyond(orderings, here))
    keyed = keyed.order_by(None).order_by(*(_sort(ordering, is_forward=is_forward) for ordering in orderings))
    rows = [tuple(row) for row in session.execute(keyed.limit(size + 1))]
    page_rows = rows[:size] if is_forward else rows[:size][::-1]
    before, after = _neighbours([row[1:] for row in page_rows], here, has_more=len(rows) > size)
    return Page(tuple(row[0] for row in page_rows), before, after)


def _neighbours(
    keys: list[tuple[Any, ...]], here: _Cursor | None, *, has_more: bool
) -> tuple[str | None, str | None]:
    """The cursors on both sides of a page that shows rows with these keys."""
    if here is None:
        return None, _encode(">", keys[-1]) if has_more else None
    if not keys:
        # Everything on this side was removed: the way back includes the row that the cursor names.
        back = _encode(_OPPOSITE[here.side], here.keys)
        return (back, None) if here.is_forward else (None, back)
    has_before = here.is_forward or has_more
    has_after = not here.is_forward or has_more
    return _encode("<", keys[0]) if has_before else None, _encode(">", keys[-1]) if has_after else None


def _read_ordering(given: SQLColumnExpression[Any]) -> _Ordering:
    column, descending = cast("ColumnElement[Any]", given), False
    if isinstance(given, UnaryExpression) and given.modifier in {asc_op, desc_op}:
        column, descending = given.element, given.modifier is desc_op
    declared = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if declared.python_type not in _READ:
        raise TypeError(f"rows cannot be ordered in pages by {given}: it is not text, a number or a time")
    return _Ordering(column, declared.python_type, descending)


def _sort(ordering: _Ordering, *, is_forward: bool) -> ColumnElement[Any]:
    return ordering.column.asc() if ordering.descending != is_forward else ordering.column.desc()


def _beyond(orderings: list[_Ordering], here: _Cursor) -> ColumnElement[bool]:
    """The rows on the cursor's side, by row values where the databases can follow an index with them."""
    values = [_bind(ordering, key) for ordering, key in zip(orderings, here.keys, strict=True)]
    if len({ordering.descending for ordering in orderings}) == 1:
        compare = _COMPARE[_turned(here.side, orderings[0])]
        found: ColumnElement[bool] = compare(tuple_(*(o.column for o in orderings)), tuple_(*values))
        return found
    columns = [ordering.column for ordering in orderings]
    strict = here.side[0]
    steps = []
    for place, ordering in enumerate(orderings):
        side = here.side if place == len(orderings) - 1 else strict
        same = [eq(column, value) for column, value in zip(columns[:place], values, strict=False)]
        steps.append(and_(*same, _COMPARE[_turned(side, ordering)](columns[place], values[place])))
    # Says nothing new, but lets an index on the first column find the start.
    first = _COMPARE[_turned(strict + "=", orderings[0])](columns[0], values[0])
    return and_(first, or_(*steps))


def _turned(side: str, ordering: _Ordering) -> str:
    """The comparison that means `side` for a column in this direction."""
    if not ordering.descending:
        return side
    return side.replace(">", "<") if ">" in side else side.replace("<", ">")


def _bind(ordering: _Ordering, key: Key) -> ColumnElement[Any]:
    # PostgreSQL refuses a number that is too large for the column's own type instead of finding nothing.
    return literal(key, BigInteger() if isinstance(key, int) else ordering.column.type)


def _encode(side: str, keys: tuple[Any, ...]) -> str:
    """The cursor's text; a row without a usable key is a mistake in the query: TypeError or ValueError."""
    text = json.dumps([side, *map(_plain, keys)], separators=(",", ":"), ensure_ascii=False)
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    if len(cursor) > LONGEST_CURSOR:
        raise ValueError("the columns of the order hold too much text for a cursor; order by shorter ones")
    return cursor


def _plain(key: object) -> str | int:
    if isinstance(key, datetime):
        return key.astimezone(UTC).isoformat()
    if isinstance(key, date):
        return key.isoformat()
    if type(key) in {str, int}:
        return key  # type: ignore[return-value]
    raise TypeError(f"rows cannot be ordered in pages by a {type(key).__name__}")


def _decode(cursor: str, orderings: list[_Ordering]) -> _Cursor:
    if len(cursor) > LONGEST_CURSOR:
        raise BadCursorError("the cursor is too long")
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        side, *plain = json.loads(text.decode())
        keys = tuple(_READ[ordering.kind](key) for ordering, key in zip(orderings, plain, strict=True))
        return _Cursor(_read_side(side), keys)
    # A cursor is text from outside: a number where a list was meant, or a thousand brackets, may come.
    except (ValueError, TypeError, RecursionError):
        raise BadCursorError("the cursor is malformed") from None


def _read_side(side: object) -> str:
    if not isinstance(side, str) or side not in _OPPOSITE:
        raise ValueError("not a side")
    return side


def _read_text(key: object) -> str:
    # PostgreSQL stores no NUL, and no encoder takes half of a surrogate pair.
    if not isinstance(key, str) or "\0" in key or key.encode(errors="replace").decode() != key:
        raise ValueError("not a text")
    return key


def _read_number(key: object) -> int:
    if type(key) is not int or not -(2**63) <= key < 2**63:
        raise ValueError("not a whole number that a database holds")
    return key


def _read_instant(key: object) -> datetime:
    instant = datetime.fromisoformat(_read_text(key))
    if instant.utcoffset() != UTC.utcoffset(None):
        raise ValueError("not an instant in UTC")
    return instant.astimezone(UTC)


def _read_day(key: object) -> date:
    return date.fromisoformat(_read_text(key))


_READ: dict[type, Callable[[object], Key]] = {
    str: _read_text,
    int: _read_number,
    datetime: _read_instant,
    date: _read_day,
}
