"""Translations: begun beside the approved original, stale exactly where it changed, drafts marked as such."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from app.captions.actions.accepting import accept_all as accept_everything
from app.captions.actions.cues import CueFaultsError
from app.captions.actions.tracks import approve_track
from app.captions.actions.translations import (
    NothingApprovedError,
    TranslationExistsError,
    UnknownLanguageError,
    add_missing,
    begin_translation,
    make_machine_draft,
    store_machine_draft,
)
from app.captions.models.tracks import Track, TrackRevision
from app.captions.queries.checking import check_track
from app.captions.queries.cues import Basis, earlier_sources, find_basis, list_cues
from app.captions.queries.tracks import find_track, lock_track
from app.captions.rules.editing import ChangeKind, SentCue
from app.core.database import Database
from app.people.models.accounts import Account
from tests.captions.actions.conftest import Desk, make_desk
from tests.factories.captions import NOW, accept_all, calm_cues, edit, make_draft, sent

pytestmark = pytest.mark.data


def _approve(session: Session, track: Track, account: Account) -> None:
    checked = check_track(session, lock_track(session, track.id))
    approve_track(session, checked, account_id=account.id, now=NOW)


def _approved(session: Session, desk: Desk, count: int) -> Track:
    track = make_draft(session, desk.lecture, count)
    accept_all(session, track, desk.lena)
    _approve(session, track, desk.lena)
    return track


def _begin(session: Session, desk: Desk, language: str = "ar") -> Track:
    return begin_translation(session, desk.lecture, language, account_id=desk.omar.id, now=NOW)


def _basis(session: Session, track: Track) -> Basis:
    basis = find_basis(session, find_track(session, track.id))
    assert basis is not None
    return basis


def _stale(session: Session, track: Track) -> tuple[str, ...]:
    return _basis(session, track).stale(list_cues(session, track.id))


def test_a_translation_has_the_same_cues_without_text(session: Session, desk: Desk) -> None:
    source = _approved(session, desk, 3)
    track = _begin(session, desk)
    assert (track.state, track.revision, track.profile) == ("empty", 1, source.profile)
    assert [
        (one.cue.start, one.cue.end, one.cue.text, one.cue.sources) for one in list_cues(session, track.id)
    ] == [(cue.start, cue.end, "", (cue.id,)) for cue in calm_cues(3)]
    assert _stale(session, track) == ()


def test_nothing_is_translated_before_it_is_approved(session: Session, desk: Desk) -> None:
    make_draft(session, desk.lecture)
    with pytest.raises(NothingApprovedError):
        _begin(session, desk)


def test_one_translation_for_each_language(session: Session, desk: Desk) -> None:
    _approved(session, desk, 1)
    _begin(session, desk)
    with pytest.raises(TranslationExistsError):
        _begin(session, desk)


@pytest.mark.parametrize("language", ["sv", "en", "", "xx"])
def test_only_into_other_languages_of_the_house(session: Session, desk: Desk, language: str) -> None:
    _approved(session, desk, 1)
    with pytest.raises(UnknownLanguageError):
        _begin(session, desk, language)


def test_exactly_the_touched_cues_of_fifty_become_stale(session: Session, desk: Desk) -> None:
    source = _approved(session, desk, 50)
    track = _begin(session, desk)
    merged = list_cues(session, track.id)
    # Two cues are rendered by one.
    edit(
        session,
        track,
        desk.omar,
        [
            sent(merged[10].cue, 1, end=merged[11].cue.end, text="نص", sources=("c11", "c12")),
            sent(merged[11].cue, 1, is_deleted=True),
        ],
        ChangeKind.MERGE,
    )
    touched = [one for one in list_cues(session, source.id) if one.id in {"c12", "c30"}]
    changed = [
        sent(touched[0].cue, touched[0].version, text="Larmet ringer ibland."),
        sent(touched[1].cue, touched[1].version, start=touched[1].cue.start + 100),
    ]
    edit(session, source, desk.lena, changed)
    assert _stale(session, track) == (), "what is not approved yet is nobody's business"
    accept_all(session, source, desk.lena)
    _approve(session, source, desk.lena)
    assert _stale(session, track) == ("c11", "c30")
    told = earlier_sources(session, list_cues(session, track.id), _basis(session, track))
    assert [cue.text for cue in told["c11"]] == [calm_cues(12)[10].text, calm_cues(12)[11].text]
    assert told.keys() == {"c11", "c30"}


def test_a_stale_cue_stays_stale_while_one_types_until_it_is_accepted(session: Session, desk: Desk) -> None:
    track = _with_a_stale_cue(session, desk)
    stale = list_cues(session, track.id)[0]
    edit(session, track, desk.omar, [sent(stale.cue, stale.version, text="نص")])
    assert _stale(session, track) == ("c1",)
    stale = list_cues(session, track.id)[0]
    # A half of it is as stale as the whole.
    half = SentCue("n", None, None, 4000, 4400, "نص", ("c1",))
    edit(session, track, desk.omar, [sent(stale.cue, stale.version, text="ن"), half], ChangeKind.SPLIT)
    assert _stale(session, track) == ("c1", "c3")
    wanted = [sent(one.cue, one.version) for one in list_cues(session, track.id) if one.id in {"c1", "c3"}]
    edit(session, track, desk.omar, wanted, ChangeKind.ACCEPT)
    assert _stale(session, track) == ()


def _with_a_stale_cue(session: Session, desk: Desk) -> Track:
    source = _approved(session, desk, 2)
    track = _begin(session, desk)
    first = list_cues(session, source.id)[0]
    edit(session, source, desk.lena, [sent(first.cue, first.version, text="Smärta är ett larm.")])
    _approve(session, source, desk.lena)
    return track


def test_a_translator_accepts_what_she_saw_not_what_came_since(session: Session, desk: Desk) -> None:
    source = _approved(session, desk, 2)
    seen = source.approved_revision
    track = _begin(session, desk)
    first = list_cues(session, source.id)[0]
    edit(session, source, desk.lena, [sent(first.cue, first.version, text="Smärta är ett larm.")])
    _approve(session, source, desk.lena)
    stale = list_cues(session, track.id)[0]
    edit(
        session,
        track,
        desk.omar,
        [sent(stale.cue, stale.version, text="نص")],
        ChangeKind.ACCEPT,
        source_revision=seen,
    )
    assert _stale(session, track) == ("c1",)


def test_new_originals_are_missing_and_can_be_added(session: Session, desk: Desk) -> None:
    source = _approved(session, desk, 2)
    track = _begin(session, desk)
    edit(
        session, source, desk.lena, [SentCue("n", None, None, 60_000, 62_500, "Det är bra.")], ChangeKind.ADD
    )
    _approve(session, source, desk.lena)
    assert _basis(session, track).missing(list_cues(session, track.id)) == ("c3",)
    assert add_missing(session, lock_track(session, track.id), account_id=desk.omar.id, now=NOW) == 1
    added = list_cues(session, track.id)[-1]
    assert (added.cue.start, added.cue.text, added.cue.sources) == (60_000, "", ("c3",))
    assert add_missing(session, lock_track(session, track.id), account_id=desk.omar.id, now=NOW) == 0


def test_a_vanished_original_makes_stale_and_is_not_accepted_away(session: Session, desk: Desk) -> None:
    source = _approved(session, desk, 2)
    track = _begin(session, desk)
    first = list_cues(session, source.id)[0]
    edit(session, source, desk.lena, [sent(first.cue, first.version, is_deleted=True)], ChangeKind.DELETE)
    _approve(session, source, desk.lena)
    assert _stale(session, track) == ("c1",)
    accept_everything(session, lock_track(session, track.id), account_id=desk.omar.id, now=NOW)
    assert _stale(session, track) == ("c1",)


def test_sources_that_do_not_exist_are_refused(session: Session, desk: Desk) -> None:
    _approved(session, desk, 2)
    track = _begin(session, desk)
    first = list_cues(session, track.id)[0]
    with pytest.raises(CueFaultsError) as caught:
        edit(session, track, desk.omar, [sent(first.cue, 1, sources=("c1", "c99"))])
    assert [fault.key for fault in caught.value.faults] == ["c1"]


class _Shouter:
    """An engine that cannot translate, but says what it was given, louder."""

    name, version, licence = "shouter", "1", "none"

    def translate(self, sentences: Sequence[str], *, source: str, target: str) -> Sequence[str]:
        assert (source, target) == ("sv", "so")
        return [sentence.upper() for sentence in sentences]


def test_a_machines_draft_fills_what_is_empty_and_is_marked(session: Session, desk: Desk) -> None:
    _approved(session, desk, 3)
    track = _begin(session, desk, "so")
    first = list_cues(session, track.id)[0]
    edit(session, track, desk.omar, [sent(first.cue, 1, text="Xanuun")])
    opened = lock_track(session, track.id)
    draft = make_machine_draft(opened, _basis(session, track), _Shouter())
    assert store_machine_draft(session, opened, draft, now=NOW) == 2
    stored = list_cues(session, track.id)
    assert [(one.cue.text.replace("\n", " "), one.by_machine) for one in stored] == [
        ("Xanuun", False),
        ("LARMET KAN RINGA FAST INGET ÄR FEL.", True),
        ("DÅ BEHÖVER KROPPEN LUGN OCH RÖRELSE.", True),
    ]
    revision = session.get_one(TrackRevision, (track.id, track.revision))
    assert (revision.author_id, revision.provenance["engine"]) == (None, "shouter")
    assert revision.provenance.keys() == {"engine", "version", "licence", "source_revision"}
    assert store_machine_draft(session, opened, draft, now=NOW) == 0


def test_of_two_who_begin_at_once_the_later_one_waits_and_is_told(database: Database) -> None:
    with database.writing() as session:
        desk = make_desk(session)
        source = make_draft(session, desk.lecture)
        source.approved_revision = source.revision

    def begin() -> None:
        with database.writing() as session:
            begin_translation(session, desk.lecture, "ar", account_id=desk.omar.id, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            begin_translation(session, desk.lecture, "ar", account_id=desk.lena.id, now=NOW)
            other = pool.submit(begin)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        with pytest.raises(TranslationExistsError):
            other.result()
