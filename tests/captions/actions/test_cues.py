"""Saving cues: all or nothing, nothing lost, and the same cost in a long track as in a short one."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.captions.actions.cues import CueConflictError, CueFaultsError, Saved, save_cues
from app.captions.models.cues import Cue
from app.captions.models.tracks import CueVersion, Track, TrackCue, TrackRevision
from app.captions.queries.cues import cues_at, find_cues, list_cues
from app.captions.queries.tracks import lock_track
from app.captions.rules import editing
from app.captions.rules.editing import Change, ChangeKind, SentCue
from app.core.database import Database, DatabaseBusyError
from app.people.models.accounts import Account
from tests.captions.actions.conftest import Desk, make_desk
from tests.factories.captions import NOW, calm_cues, edit, make_draft, sent
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data


def _new(key: str, start: int, text: str) -> SentCue:
    return SentCue(key, None, None, start, start + 2000, text)


def _faults(error: CueFaultsError) -> list[tuple[str, str]]:
    return [(fault.key, fault.message_id) for fault in error.faults]


def test_a_change_is_a_revision_with_its_author(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0]
    saved = edit(session, track, desk.lena, [sent(first.cue, 1, text="Smärta larmar.")])
    assert (saved.revision, saved.is_new, track.state) == (2, True, "in_review")
    ((key, stored),) = saved.cues
    assert (key, stored.cue.text, stored.version, stored.by_machine) == ("c1", "Smärta larmar.", 2, False)
    revision = session.get_one(TrackRevision, (track.id, 2))
    assert (revision.kind, revision.author_id, revision.at) == ("edit", desk.lena.id, NOW)
    assert list_cues(session, track.id)[0].cue.text == "Smärta larmar."
    assert [one.cue.text for one in cues_at(session, track.id, 1)] == [cue.text for cue in calm_cues(3)]


def test_new_cues_get_ids_that_were_never_used(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    last = list_cues(session, track.id)[-1]
    edit(session, track, desk.lena, [sent(last.cue, 1, is_deleted=True)], ChangeKind.DELETE)
    saved = edit(
        session, track, desk.lena, [_new("a", 60_000, "Ett."), _new("b", 64_000, "Två.")], ChangeKind.ADD
    )
    assert [(key, stored.id) for key, stored in saved.cues] == [("a", "c4"), ("b", "c5")]
    assert [one.id for one in list_cues(session, track.id)] == ["c1", "c2", "c4", "c5"]
    gone = find_cues(session, track.id, ["c3"])["c3"]
    assert (gone.is_deleted, gone.cue.text, gone.version) == (True, last.cue.text, 2)


def test_a_deleted_cue_can_be_brought_back(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0]
    edit(session, track, desk.lena, [sent(first.cue, 1, is_deleted=True)], ChangeKind.DELETE)
    edit(session, track, desk.lena, [sent(first.cue, 2)], ChangeKind.UNDO)
    assert list_cues(session, track.id)[0].cue == first.cue


def test_a_split_and_a_merge_are_one_revision_each(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first, second = list_cues(session, track.id)[:2]
    half = [sent(first.cue, 1, end=1500, text="Smärta är"), _new("t1", 1580, "kroppens eget larm.")]
    saved = edit(session, track, desk.lena, half, ChangeKind.SPLIT)
    assert [stored.by_machine for _, stored in saved.cues] == [True, True]
    joined = [
        sent(saved.cues[0][1].cue, 2, end=second.cue.end, text="Smärta är. Larmet"),
        sent(second.cue, 1, is_deleted=True),
    ]
    saved = edit(session, track, desk.lena, joined, ChangeKind.MERGE)
    assert (saved.revision, [stored.is_deleted for _, stored in saved.cues]) == (3, [False, True])


def test_a_late_change_gets_both_versions_and_nothing_is_stored(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first, second = list_cues(session, track.id)[:2]
    edit(session, track, desk.lena, [sent(first.cue, 1, text="Lenas text.")])
    both = [sent(first.cue, 1, text="Omars text."), sent(second.cue, 1, text="Också hans.")]
    with pytest.raises(CueConflictError) as caught:
        edit(session, track, desk.omar, both)
    (conflict,) = caught.value.conflicts
    assert (conflict.yours.text, conflict.theirs.cue.text) == ("Omars text.", "Lenas text.")
    assert (conflict.author.name, conflict.author.at, conflict.theirs.version) == ("Lena Ek", NOW, 2)
    assert track.revision == 2
    assert list_cues(session, track.id)[1].cue.text == second.cue.text


def test_late_is_also_who_changes_what_was_removed(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0]
    edit(session, track, desk.lena, [sent(first.cue, 1, is_deleted=True)], ChangeKind.DELETE)
    with pytest.raises(CueConflictError) as caught:
        edit(session, track, desk.omar, [sent(first.cue, 1, text="Omars text.")])
    assert caught.value.conflicts[0].theirs.is_deleted


def test_two_who_want_the_same_do_not_quarrel(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0]
    edit(session, track, desk.lena, [sent(first.cue, 1, text="Samma.")])
    saved = edit(session, track, desk.omar, [sent(first.cue, 1, text="Samma.")])
    assert (saved.revision, saved.is_new, saved.cues[0][1].version) == (2, False, 2)


def test_what_changes_nothing_is_no_revision(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0]
    saved = edit(session, track, desk.lena, [sent(first.cue, 1)])
    assert (saved.revision, saved.is_new, track.state) == (1, False, "draft_machine")


def test_a_change_that_is_sent_again_is_answered_again(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0]
    cues = (_new("t1", 60_000, "Nytt."), sent(first.cue, 1, text="Ändrat."))
    change = Change(ChangeKind.ADD, cues, request="r-1")

    def send() -> Saved:
        return save_cues(session, lock_track(session, track.id), change, author_id=desk.lena.id, now=NOW)

    stored = send()
    edit(session, track, desk.omar, [sent(stored.cues[1][1].cue, 2, text="Omars.")])
    again = send()
    assert (again.revision, again.is_new) == (stored.revision, False)
    # What was stored then, not what somebody else made of it since.
    assert again.cues == stored.cues
    assert track.revision == 3
    assert len(list_cues(session, track.id)) == 4


@pytest.mark.parametrize(
    ("changed", "message_id"),
    [
        ({"start": -1}, editing.BEFORE_BEGINNING),
        ({"start": 3500}, editing.ENDS_BEFORE_START),
        ({"end": 20 * 60_000 + 1001}, editing.AFTER_END),
        ({"text": "x" * 501}, editing.TEXT_TOO_LONG),
        ({"text": "a\nb\nc\nd\ne\nf\ng"}, editing.TOO_MANY_LINES),
        ({"text": "a\x00b"}, editing.BAD_SIGNS),
        ({"text": "a\ud800b"}, editing.BAD_SIGNS),
        ({"sources": ("c1",)}, editing.NO_SOURCES_HERE),
        ({"id": "c9"}, editing.UNKNOWN_CUE),
        ({"id": "x"}, editing.UNKNOWN_CUE),
        ({"version": None}, editing.NO_VERSION),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_is(
    session: Session, desk: Desk, changed: dict[str, object], message_id: str
) -> None:
    track = make_draft(session, desk.lecture)
    first, second = (one.cue for one in list_cues(session, track.id)[:2])
    wrong = replace(sent(first, 1, key="wrong"), **changed)  # type: ignore[arg-type]
    with pytest.raises(CueFaultsError) as caught:
        edit(session, track, desk.lena, [sent(second, 1, text="Rätt."), wrong])
    assert _faults(caught.value) == [("wrong", message_id)]
    assert (track.revision, list_cues(session, track.id)[1].cue.text) == (1, second.text)


def test_the_bounds_themselves_are_stored(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0].cue
    text = "å" * 489 + "\na\nb\nc\nd\ne"
    edit(session, track, desk.lena, [sent(first, 1, end=20 * 60_000 + 1000, text=text)])
    assert list_cues(session, track.id)[0].cue.text == text


def test_texts_are_composed_and_line_ends_and_tabs_are_alike(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0].cue
    edit(session, track, desk.lena, [sent(first, 1, text="a\u030a\r\nb\tc\rd")])
    assert list_cues(session, track.id)[0].cue.text == "å\nb c\nd"


def test_overlaps_are_allowed_while_one_works(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0].cue
    assert edit(session, track, desk.lena, [sent(first, 1, end=6000)]).is_new


def test_a_track_holds_only_so_many_cues(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.captions.actions.cues.MOST_CUES", 4)
    track = make_draft(session, desk.lecture)
    edit(session, track, desk.lena, [_new("a", 60_000, "Ett.")], ChangeKind.ADD)
    with pytest.raises(CueFaultsError) as caught:
        edit(session, track, desk.lena, [_new("b", 64_000, "Två.")], ChangeKind.ADD)
    assert _faults(caught.value) == [("", editing.TOO_MANY)]
    # Those that are gone do not count.
    first = list_cues(session, track.id)[0].cue
    edit(session, track, desk.lena, [sent(first, 1, is_deleted=True)], ChangeKind.DELETE)
    assert edit(session, track, desk.lena, [_new("b", 64_000, "Två.")], ChangeKind.ADD).is_new


@pytest.mark.parametrize(
    ("kind", "text", "is_machine"),
    [
        (ChangeKind.EDIT, "Smärta är ett larm.", False),
        (ChangeKind.EDIT, "Smärta är\nkroppens eget larm.", True),
        (ChangeKind.REPLACE, "Smärta är ett larm.", True),
        (ChangeKind.FIX, "Smärta är\nkroppens eget larm.", True),
        (ChangeKind.ACCEPT, "Smärta är kroppens eget larm.", False),
    ],
)
def test_only_words_or_a_yes_make_a_machines_text_a_persons(
    session: Session, desk: Desk, kind: ChangeKind, text: str, *, is_machine: bool
) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0].cue
    edit(session, track, desk.lena, [sent(first, 1, text=text)], kind)
    assert list_cues(session, track.id)[0].by_machine is is_machine


@pytest.mark.parametrize("kind", [ChangeKind.MERGE, ChangeKind.FIX])
def test_a_persons_cue_that_takes_in_a_machines_counts_as_a_machines(
    session: Session, desk: Desk, kind: ChangeKind
) -> None:
    track = make_draft(session, desk.lecture)
    first, second, _ = (one.cue for one in list_cues(session, track.id))
    edit(session, track, desk.lena, [sent(first, 1, text="Egna ord.")])
    joined = sent(first, 2, end=second.end, text=f"Egna ord. {second.text}")
    edit(session, track, desk.lena, [joined, sent(second, 1, is_deleted=True)], kind)
    assert list_cues(session, track.id)[0].by_machine
    # Taken back, her own words are hers again, and the machine's are the machine's.
    mine, theirs = sent(first, 3, text="Egna ord."), sent(second, 3)
    edit(session, track, desk.lena, [mine, theirs], ChangeKind.UNDO)
    assert [one.by_machine for one in list_cues(session, track.id)] == [False, True, True]


@pytest.mark.parametrize("kind", [ChangeKind.EDIT, ChangeKind.UNDO])
def test_a_machines_words_that_come_back_are_a_machines_again(
    session: Session, desk: Desk, kind: ChangeKind
) -> None:
    track = make_draft(session, desk.lecture)
    first = list_cues(session, track.id)[0].cue
    edit(session, track, desk.lena, [sent(first, 1, text=f"{first.text} x")])
    assert not list_cues(session, track.id)[0].by_machine
    edit(session, track, desk.lena, [sent(first, 2)], kind)
    assert list_cues(session, track.id)[0].by_machine
    edit(session, track, desk.lena, [sent(first, 3)], ChangeKind.ACCEPT)
    edit(session, track, desk.lena, [sent(first, 4, text="x")])
    edit(session, track, desk.lena, [sent(first, 5)], kind)
    assert not list_cues(session, track.id)[0].by_machine


def test_a_save_costs_the_same_in_a_long_track(session: Session, desk: Desk) -> None:
    counts = []
    for language, length in (("sv", 20), ("ar", 2000)):
        track = make_draft(session, desk.lecture, length, language=language)
        session.flush()
        sizes = []
        for changed in (1, 15):
            wanted = [
                sent(one.cue, one.version, start=one.cue.start + 1) for one in list_cues(session, track.id)
            ]
            with sent_statements(session.get_bind().engine) as statements:
                edit(session, track, desk.lena, wanted[:changed], ChangeKind.SHIFT)
            sizes.append(len(statements))
        counts.append(sizes)
    # The track, the cues as they are, the revision, its versions, the cues, and the track again.
    assert counts == [[6, 6], [6, 6]]


class _TwoEditors(RuleBasedStateMachine):
    """Two people with copies of their own, who save without looking at each other."""

    database: Database

    @initialize()
    def begin(self) -> None:
        with self.database.writing() as session:
            desk = make_desk(session)
            self.track_id = make_draft(session, desk.lecture, 3).id
            self.people = {"lena": desk.lena.id, "omar": desk.omar.id}
        self.copies: dict[str, dict[str, tuple[Cue, int]]] = {"lena": {}, "omar": {}}
        self.acknowledged: list[tuple[int, str, str]] = []
        self.history: dict[int, dict[str, Cue]] = {}
        for person in self.copies:
            self.look(person)
        self.note()

    def note(self) -> None:
        with self.database.reading() as session:
            revision = session.get_one(Track, self.track_id).revision
            self.history[revision] = {one.id: one.cue for one in list_cues(session, self.track_id)}

    @rule(person=st.sampled_from(["lena", "omar"]))
    def look(self, person: str) -> None:
        with self.database.reading() as session:
            present = list_cues(session, self.track_id)
        self.copies[person] = {one.id: (one.cue, one.version) for one in present}

    @rule(
        person=st.sampled_from(["lena", "omar"]),
        picks=st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True),
        text=st.text("abcåäö ", min_size=1, max_size=8),
        is_deleted=st.booleans(),
        adds=st.booleans(),
    )
    def save(self, person: str, picks: list[int], text: str, *, is_deleted: bool, adds: bool) -> None:
        mine = list(self.copies[person].values())
        cues = [
            sent(cue, version, text=f"{text}{n}", is_deleted=is_deleted)
            for n, (cue, version) in enumerate(mine[pick] for pick in picks if pick < len(mine))
        ]
        cues += [_new("new", 60_000, text)] if adds or not cues else []
        try:
            with self.database.writing() as session:
                opened = lock_track(session, self.track_id)
                change = Change(ChangeKind.UNDO, tuple(cues))
                saved = save_cues(session, opened, change, author_id=self.people[person], now=NOW)
        except CueConflictError as fault:
            for conflict in fault.conflicts:
                self.copies[person][conflict.theirs.id] = (conflict.theirs.cue, conflict.theirs.version)
            return
        for (_, stored), asked in zip(saved.cues, cues, strict=True):
            self.copies[person][stored.id] = (stored.cue, stored.version)
            self.acknowledged.append((stored.version, stored.id, asked.text))
        self.note()

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        with self.database.reading() as session:
            rows = session.execute(
                select(CueVersion.revision, CueVersion.cue_id, CueVersion.text).filter_by(
                    track_id=self.track_id
                )
            )
            assert set(self.acknowledged) <= {tuple(row) for row in rows}

    def teardown(self) -> None:
        """Every revision is there as it was seen when it was made."""
        with self.database.reading() as session:
            for revision, seen in self.history.items():
                then = cues_at(session, self.track_id, revision)
                assert {one.id: one.cue for one in then if not one.is_deleted} == seen


def test_two_editors_lose_nothing_and_every_revision_can_be_made_again(database: Database) -> None:
    _TwoEditors.database = database
    run_state_machine_as_test(
        _TwoEditors,
        settings=hypothesis_settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _both(database: Database, works: list[Callable[[Session], object]]) -> list[object]:
    """Let threads do their work at once; give what each came to."""
    start = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[Session], object]) -> None:
        start.wait()
        try:
            with database.writing() as session:
                results[place] = work(session)
        except (CueConflictError, DatabaseBusyError) as fault:
            results[place] = fault

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _editing(track: Track, account: Account, cue: Cue, text: str) -> Callable[[Session], Saved]:
    def work(session: Session) -> Saved:
        return edit(session, track, account, [sent(cue, 1, text=text)])

    return work


def test_two_at_once_on_different_cues_both_succeed(database: Database) -> None:
    with database.writing() as session:
        desk = make_desk(session)
        track = make_draft(session, desk.lecture, 8)
    cues = calm_cues(8)
    people = [desk.lena, desk.omar] * 4
    results = _both(
        database,
        [_editing(track, who, cue, f"Text {cue.id}.") for who, cue in zip(people, cues, strict=True)],
    )
    assert sorted(one.revision for one in results if isinstance(one, Saved)) == list(range(2, 10))
    with database.reading() as session:
        assert [one.cue.text for one in list_cues(session, track.id)] == [f"Text {c.id}." for c in cues]


def test_of_two_at_once_on_one_cue_one_gets_both_versions(database: Database) -> None:
    with database.writing() as session:
        desk = make_desk(session)
        track = make_draft(session, desk.lecture, 2)
    cue = calm_cues(1)[0]
    results = _both(
        database, [_editing(track, desk.lena, cue, "Lenas."), _editing(track, desk.omar, cue, "Omars.")]
    )
    (conflict,) = [one for one in results if isinstance(one, CueConflictError)]
    assert {conflict.conflicts[0].yours.text, conflict.conflicts[0].theirs.cue.text} == {"Lenas.", "Omars."}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TrackRevision)) == 2
        assert session.scalar(select(func.count()).select_from(TrackCue)) == 2
