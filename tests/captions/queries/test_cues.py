"""Cues as they are and as they were."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.captions.actions.revisions import Making, write_revision
from app.captions.models.cues import Cue
from app.captions.queries.cues import (
    StoredCue,
    authors_of,
    basis_of,
    changed_cues,
    count_cues,
    cues_at,
    earlier_sources,
    find_basis,
    find_cues,
    list_cues,
    names_since,
    stored_in,
    versions_of,
)
from app.captions.queries.tracks import find_track
from app.captions.rules.editing import ChangeKind
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, calm_cues, edit, make_draft, sent

pytestmark = pytest.mark.data


def test_cues_come_in_the_order_of_the_talk(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    early = StoredCue(Cue("", 0, 100, "Först"), 0)
    write_revision(session, track, Making(ChangeKind.ADD, desk.lena.id, NOW), [early])
    assert [one.id for one in list_cues(session, track.id)] == ["c4", "c1", "c2", "c3"]
    assert count_cues(session, track.id) == 4


def test_each_revision_can_be_made_again(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, 2)
    first, second = calm_cues(2)
    edit(session, track, desk.lena, [sent(first, 1, text="Två.")])
    edit(session, track, desk.omar, [sent(second, 1, is_deleted=True)])
    assert [
        [(one.id, one.cue.text, one.is_deleted) for one in cues_at(session, track.id, number)]
        for number in (0, 1, 2, 3)
    ] == [
        [],
        [("c1", first.text, False), ("c2", second.text, False)],
        [("c1", "Två.", False), ("c2", second.text, False)],
        [("c1", "Två.", False), ("c2", second.text, True)],
    ]
    assert [one.id for one in cues_at(session, track.id, 3, ids=["c2"])] == ["c2"]
    assert cues_at(session, track.id, 3, ids=[]) == ()
    assert [one.id for one in stored_in(session, track.id, 2)] == ["c1"]
    assert [one.version for one in versions_of(session, track.id, ["c1"])] == [1, 2]
    assert count_cues(session, track.id) == 1
    assert find_cues(session, track.id, []) == {}


def test_what_changed_since_and_by_whom(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first, second, _ = calm_cues(3)
    edit(session, track, desk.lena, [sent(first, 1, text="Ett.")])
    edit(session, track, desk.omar, [sent(second, 1, is_deleted=True)])
    assert [one.id for one in changed_cues(session, track.id, 1)] == ["c1", "c2"]
    assert [one.id for one in changed_cues(session, track.id, 2)] == ["c2"]
    assert names_since(session, track.id, 0) == ("Lena Ek", "Omar Berg")
    assert names_since(session, track.id, 2) == ("Omar Berg",)
    told = authors_of(session, track.id, [1, 2])
    assert {number: one.name for number, one in told.items()} == {1: None, 2: "Lena Ek"}
    assert told[2].at == NOW
    assert told[2].at + timedelta(0) == NOW


def test_a_basis_is_what_was_approved_and_no_newer(session: Session, desk: Desk) -> None:
    source = make_draft(session, desk.lecture, 2)
    track = make_draft(session, desk.lecture, 1, language="ar")
    opened = find_track(session, track.id)
    assert find_basis(session, opened) is None
    assert find_basis(session, find_track(session, source.id)) is None
    source.approved_revision = 1
    first = calm_cues(1)[0]
    edit(session, source, desk.lena, [sent(first, 1, text="Nytt.")])
    basis = find_basis(session, opened)
    assert basis is not None
    assert (basis.revision, [cue.text for cue in basis.cues]) == (1, [cue.text for cue in calm_cues(2)])
    newer = basis_of(session, source, revision=99)
    assert newer == basis
    only = basis_of(session, source, ids=["c2"])
    assert only is not None
    assert [cue.id for cue in only.cues] == ["c2"]


def test_without_anything_stale_there_is_no_earlier_source(session: Session) -> None:
    assert earlier_sources(session, [], None) == {}
