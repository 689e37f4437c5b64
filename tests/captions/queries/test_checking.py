"""What the check of a track counts, and in which order it names what is left."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.captions.actions.flags import review_flags
from app.captions.actions.tracks import approve_track
from app.captions.actions.translations import begin_translation
from app.captions.models.cues import Cue, Level
from app.captions.models.tracks import Track
from app.captions.models.words import Doubt, Flag
from app.captions.queries.checking import Checked, check_cue, check_track
from app.captions.queries.cues import list_cues, list_flags
from app.captions.queries.tracks import find_track, lock_track
from app.captions.rules.editing import ChangeKind, SentCue
from app.captions.rules.terms import TermHint
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, accept_all, calm_cues, edit, make_draft, sent

pytestmark = pytest.mark.data


def _check(session: Session, track: Track, *terms: TermHint) -> Checked:
    return check_track(session, find_track(session, track.id), terms)


def _translation(session: Session, desk: Desk, text: str = "Ta 2 tabletter om dagen.") -> Track:
    source = make_draft(session, desk.lecture, [replace(calm_cues(1)[0], text=text)])
    accept_all(session, source, desk.lena)
    checked = check_track(session, lock_track(session, source.id))
    approve_track(session, checked, account_id=desk.lena.id, now=NOW)
    return begin_translation(session, desk.lecture, "ar", account_id=desk.omar.id, now=NOW)


def test_a_calm_track_of_a_persons_has_nothing_left(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, 6)
    accept_all(session, track, desk.lena)
    checked = _check(session, track)
    assert (checked.errors, checked.unreviewed, checked.hindrances) == (0, 0, ())


def test_each_obstacle_is_counted_with_its_cues(session: Session, desk: Desk) -> None:
    cues = [
        calm_cues(1)[0],
        Cue("c2", 4500, 4900, "Larmet kan ringa fast inget är fel."),
        Cue("c3", 9000, 12_000, " "),
    ]
    track = make_draft(session, desk.lecture, cues, flags=[Flag(Doubt.CREDIT, 0, 1000, "Tack")])
    told = [(one.obstacle.value, one.cue_ids) for one in _check(session, track).hindrances]
    assert told == [
        ("empty", ("c3",)),
        ("by_machine", ("c1", "c2", "c3")),
        ("errors", ("c2",)),
        ("unreviewed", ()),
    ]


def test_a_reviewed_flag_is_no_finding_any_more(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, flags=[Flag(Doubt.CREDIT, 0, 1000, "Smärta är kroppens")])
    assert [one.rule for one in _check(session, track).findings if one.rule[0] == "H"] == ["H2"]
    flags = [flag.id for flag in list_flags(session, track.id)]
    review_flags(session, track.id, flags, account_id=desk.lena.id, now=NOW)
    checked = _check(session, track)
    assert (checked.unreviewed, [one for one in checked.findings if one.rule[0] == "H"]) == (0, [])


def test_numbers_are_compared_with_the_original(session: Session, desk: Desk) -> None:
    track = _translation(session, desk)
    (first,) = list_cues(session, track.id)
    edit(session, track, desk.omar, [sent(first.cue, 1, text="خذ 3 حبات في اليوم.")])
    checked = _check(session, track)
    assert [(one.rule, one.level) for one in checked.findings if one.rule == "N1"] == [("N1", Level.ERROR)]
    (first,) = list_cues(session, track.id)
    edit(session, track, desk.omar, [sent(first.cue, first.version, text="خذ 2 حبات في اليوم.")])
    assert _check(session, track).hindrances == ()


def test_the_term_bank_is_looked_at(session: Session, desk: Desk) -> None:
    track = _translation(session, desk, "Larmet ringer ibland.")
    (first,) = list_cues(session, track.id)
    edit(session, track, desk.omar, [sent(first.cue, 1, text="الجرس يرن أحيانًا.")])
    term = TermHint("larm", ("larmet",), "إنذار", ("إنذار",), ("صفارة",))
    assert "N2" in [one.rule for one in _check(session, track, term).findings]
    assert "N2" not in [one.rule for one in _check(session, track).findings]


def test_what_is_not_translated_is_an_obstacle_of_its_own(session: Session, desk: Desk) -> None:
    track = _translation(session, desk)
    (first,) = list_cues(session, track.id)
    assert [one.obstacle.value for one in _check(session, track).hindrances] == ["empty"]
    own = SentCue("n", None, None, 5000, 8000, "أهلًا بكم هنا")
    wanted = [sent(first.cue, 1, is_deleted=True), own]
    edit(session, track, desk.omar, wanted, ChangeKind.ADD)
    checked = _check(session, track)
    assert (checked.missing, [one.obstacle.value for one in checked.hindrances]) == (("c1",), ["missing"])


def test_proposals_come_when_asked_for(session: Session, desk: Desk) -> None:
    fast = Cue("c1", 0, 900, "Larmet kan ringa fast inget är fel.")
    track = make_draft(session, desk.lecture, [fast])
    opened = find_track(session, track.id)
    assert not [one for one in check_track(session, opened).findings if one.proposal]
    assert [one for one in check_track(session, opened, propose=True).findings if one.proposal]


def test_one_cue_is_told_the_same_as_the_whole_track_tells_of_it(session: Session, desk: Desk) -> None:
    texts = [
        "Larmet kan ringa fast inget är fel, och det är inte alls farligt.",
        "Ta 3 tabletter.",
        "Och",
        "x",
    ]
    cues = [Cue(f"c{n + 1}", n * 900, n * 900 + 950, texts[n % 4]) for n in range(14)]
    flags = [Flag(Doubt.CREDIT, 0, 3000, "Larmet kan"), Flag(Doubt.NO_SPEECH, 8000, 9000, "Och")]
    source = make_draft(session, desk.lecture, cues, flags=flags)
    source.approved_revision = source.revision
    target = begin_translation(session, desk.lecture, "ar", account_id=desk.omar.id, now=NOW)
    first, second, *_ = list_cues(session, target.id)
    edit(
        session, target, desk.omar, [sent(first.cue, 1, text="خذ 2 حبات."), sent(second.cue, 1, text="خذ 2.")]
    )
    for track in (source, target):
        opened = find_track(session, track.id)
        findings = check_track(session, opened).findings
        assert findings
        for stored in list_cues(session, track.id):
            of_it = tuple(one for one in findings if one.cue_id == stored.id)
            assert check_cue(session, opened, stored.id) == of_it
    assert check_cue(session, opened, "c99") == ()
