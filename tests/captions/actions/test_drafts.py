"""A machine's draft: taken in once, replaced by a newer one, and never over what people have done."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.actions.drafts import Draft, DraftOutcome, create_draft
from app.captions.actions.flags import review_flags
from app.captions.models.cues import ProfileName
from app.captions.models.tracks import TrackFlag, TrackRevision
from app.captions.models.words import Doubt, Flag
from app.captions.queries.cues import cues_at, list_cues, list_flags
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, calm_cues, edit, sent

pytestmark = pytest.mark.data

FLAG = Flag(Doubt.CREDIT, 1000, 2000, "Tack")
DRAFT = Draft("sv", ProfileName.LUGN, calm_cues(3), [FLAG], {"engine": "test", "model": "abc"})


def test_a_draft_is_the_first_revision_and_says_how_it_came_about(session: Session, desk: Desk) -> None:
    taken = create_draft(session, desk.lecture.id, DRAFT, now=NOW)
    track = taken.track
    assert (taken.outcome, track.state, track.revision) == (DraftOutcome.CREATED, "draft_machine", 1)
    stored = list_cues(session, track.id)
    assert [one.cue for one in stored] == calm_cues(3)
    assert all(one.by_machine for one in stored)
    revision = session.get_one(TrackRevision, (track.id, 1))
    assert (revision.kind, revision.author_id) == ("draft", None)
    assert revision.provenance == {"engine": "test", "model": "abc"}
    (flag,) = list_flags(session, track.id)
    assert (flag.doubt, flag.start, flag.end, flag.words, flag.reviewed_at) == (
        "credit",
        1000,
        2000,
        "Tack",
        None,
    )


def test_a_draft_without_cues_leaves_an_empty_track(session: Session, desk: Desk) -> None:
    taken = create_draft(session, desk.lecture.id, replace(DRAFT, cues=[], flags=[]), now=NOW)
    assert (taken.track.state, list_cues(session, taken.track.id)) == ("empty", ())


def test_a_draft_without_cues_never_takes_the_place_of_one_with_cues(session: Session, desk: Desk) -> None:
    track = create_draft(session, desk.lecture.id, DRAFT, now=NOW).track
    taken = create_draft(session, desk.lecture.id, replace(DRAFT, cues=[], flags=[]), now=NOW)
    assert (taken.outcome, track.state, track.revision) == (DraftOutcome.NOT_USED, "draft_machine", 1)
    assert (len(list_cues(session, track.id)), len(list_flags(session, track.id))) == (3, 1)


def test_the_same_draft_again_changes_nothing(session: Session, desk: Desk) -> None:
    create_draft(session, desk.lecture.id, DRAFT, now=NOW)
    taken = create_draft(session, desk.lecture.id, DRAFT, now=NOW)
    assert (taken.outcome, taken.track.revision) == (DraftOutcome.UNCHANGED, 1)


def test_a_newer_draft_takes_the_place_of_one_that_nobody_touched(session: Session, desk: Desk) -> None:
    create_draft(session, desk.lecture.id, DRAFT, now=NOW)
    newer = [replace(cue, text=cue.text.upper()) for cue in calm_cues(2)]
    taken = create_draft(session, desk.lecture.id, Draft("sv", ProfileName.STANDARD, newer), now=NOW)
    track = taken.track
    assert (taken.outcome, track.revision, track.profile) == (DraftOutcome.REPLACED, 2, "standard")
    assert [one.cue.text for one in list_cues(session, track.id)] == [cue.text for cue in newer]
    assert [one.id for one in list_cues(session, track.id)] == ["c4", "c5"]
    assert [one.cue for one in cues_at(session, track.id, 1)] == calm_cues(3)
    assert session.scalars(select(TrackFlag)).all() == []


def test_a_draft_never_overwrites_what_people_wrote(session: Session, desk: Desk) -> None:
    track = create_draft(session, desk.lecture.id, DRAFT, now=NOW).track
    edit(session, track, desk.lena, [sent(calm_cues(1)[0], 1, text="Lenas text.")])
    taken = create_draft(session, desk.lecture.id, replace(DRAFT, cues=calm_cues(9)), now=NOW)
    assert (taken.outcome, track.revision, track.state) == (DraftOutcome.NOT_USED, 2, "in_review")
    assert list_cues(session, track.id)[0].cue.text == "Lenas text."
    assert len(list_flags(session, track.id)) == 1


def test_nor_does_it_forget_that_somebody_listened(session: Session, desk: Desk) -> None:
    track = create_draft(session, desk.lecture.id, DRAFT, now=NOW).track
    (flag,) = list_flags(session, track.id)
    review_flags(session, track.id, [flag.id], account_id=desk.lena.id, now=NOW)
    taken = create_draft(session, desk.lecture.id, replace(DRAFT, cues=calm_cues(9)), now=NOW)
    assert taken.outcome is DraftOutcome.NOT_USED
