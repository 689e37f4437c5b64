"""The history of a track: its revisions, and how two of them differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.captions.models.tracks import CueVersion, TrackRevision
from app.captions.queries.cues import StoredCue, cues_at
from app.core.errors import NotFoundError
from app.core.paging import Page, fetch_page
from app.people.models.accounts import Account

AT_ONCE = 200
"""So many differences are shown on one page."""


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One revision with the name of who made it, None for a machine, and how many cues it changed."""

    revision: TrackRevision
    author: str | None
    changed: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A cue in two revisions; None where it was not there, or was deleted."""

    before: StoredCue | None
    after: StoredCue | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions side by side: a part of the differences in the order of their times, and how many there
    are in all."""

    earlier: RevisionRow
    later: RevisionRow
    differences: tuple[Difference, ...]
    total: int


def list_revisions(session: Session, track_id: str, *, cursor: str | None) -> Page[RevisionRow]:
    """Read one page of a track's revisions, the newest first, in three queries."""
    query = select(TrackRevision).where(TrackRevision.track_id == track_id)
    page = fetch_page(session, query, [TrackRevision.number.desc()], cursor=cursor)
    rows = _rows(session, page.items)
    return Page(tuple(rows[one.number] for one in page.items), page.before, page.after)


def find_revision(session: Session, track_id: str, number: int) -> RevisionRow:
    """Find one revision; raises NotFoundError."""
    revision = session.get(TrackRevision, (track_id, number))
    if revision is None:
        raise NotFoundError(f"{track_id} {number}")
    return _rows(session, (revision,))[number]


def compare(session: Session, track_id: str, earlier: int, later: int, *, start: int = 0) -> Comparison:
    """Say which cues differ between two revisions, from the `start`-th difference on; raises
    NotFoundError."""
    rows = find_revision(session, track_id, earlier), find_revision(session, track_id, later)
    before, after = (_shown(cues_at(session, track_id, number)) for number in (earlier, later))
    found = [
        Difference(before.get(own), after.get(own))
        for own in before.keys() | after.keys()
        if not _same(before.get(own), after.get(own))
    ]
    found.sort(key=_place)
    return Comparison(*rows, tuple(found[start : start + AT_ONCE]), len(found))


def _rows(session: Session, revisions: tuple[TrackRevision, ...]) -> Mapping[int, RevisionRow]:
    if not revisions:
        return {}
    track_id, numbers = revisions[0].track_id, [one.number for one in revisions]
    authors = {one.author_id for one in revisions if one.author_id is not None}
    people = session.execute(select(Account.id, Account.name).where(Account.id.in_(authors)))
    names = {account_id: name for account_id, name in people}  # noqa: C416 - rows are no pairs to mypy
    counted = session.execute(
        select(CueVersion.revision, func.count())
        .where(CueVersion.track_id == track_id, CueVersion.revision.in_(numbers))
        .group_by(CueVersion.revision)
    )
    counts = {number: count for number, count in counted}  # noqa: C416 - the same
    return {
        one.number: RevisionRow(one, names.get(one.author_id or ""), counts.get(one.number, 0))
        for one in revisions
    }


def _shown(cues: tuple[StoredCue, ...]) -> dict[str, StoredCue]:
    return {stored.id: stored for stored in cues if not stored.is_deleted}


def _same(before: StoredCue | None, after: StoredCue | None) -> bool:
    return before is not None and after is not None and before.cue == after.cue


def _place(difference: Difference) -> tuple[int, int, str]:
    shown = difference.after or difference.before
    assert shown is not None  # noqa: S101 - at least one of the two is there; narrows for mypy
    return shown.cue.start, shown.cue.end, shown.id
