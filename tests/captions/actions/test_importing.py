"""A file becomes a revision: what it changes changes, the rest stays, and a machine's text stays one."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.captions.actions.cues import CueFaultsError
from app.captions.actions.importing import Read, import_cues, read_file
from app.captions.actions.tracks import approve_track
from app.captions.actions.translations import begin_translation
from app.captions.formats.faults import FormatError
from app.captions.formats.files import SubtitleFormat
from app.captions.formats.vtt import write_vtt
from app.captions.models.cues import Cue
from app.captions.queries.checking import check_track
from app.captions.queries.cues import cues_at, list_cues
from app.captions.queries.tracks import lock_track
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, accept_all, calm_cues, edit, make_draft, sent

pytestmark = pytest.mark.data


def test_what_a_file_changes_is_one_revision_and_the_rest_stays(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, 4)
    first, second, third, _ = calm_cues(4)
    read = Read(
        (
            replace(first, text="Nytt."),
            second,
            replace(third, start=third.start + 40),
            Cue("c9", 60_000, 62_000, "Till."),
        ),
        keeps_ids=True,
    )
    imported = import_cues(session, lock_track(session, track.id), read, account_id=desk.omar.id, now=NOW)
    assert (imported.changed, track.revision, track.state) == (4, 2, "in_review")
    stored = list_cues(session, track.id)
    assert [(one.id, one.version, one.by_machine) for one in stored] == [
        ("c1", 2, False),
        ("c2", 1, True),
        ("c3", 2, True),
        ("c5", 2, False),
    ]
    assert [one.cue for one in cues_at(session, track.id, 1)] == calm_cues(4)


def test_the_same_file_is_no_revision(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    read = Read(tuple(calm_cues(3)), keeps_ids=True)
    assert (
        import_cues(session, lock_track(session, track.id), read, account_id=desk.omar.id, now=NOW).changed
        == 0
    )
    assert track.revision == 1


def test_a_cue_that_cannot_be_stored_is_named_and_nothing_is(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    read = Read((calm_cues(1)[0], Cue("c2", 5000, 10**8, "x")))
    with pytest.raises(FormatError) as caught:
        import_cues(session, lock_track(session, track.id), read, account_id=desk.omar.id, now=NOW)
    assert caught.value.cue == 2
    assert track.revision == 1
    many = Read(tuple(Cue("", n, n + 1, "x") for n in range(5001)))
    with pytest.raises(CueFaultsError):
        import_cues(session, lock_track(session, track.id), many, account_id=desk.omar.id, now=NOW)


def test_a_translation_keeps_what_it_follows(session: Session, desk: Desk) -> None:
    source = make_draft(session, desk.lecture, 2)
    accept_all(session, source, desk.lena)
    checked = check_track(session, lock_track(session, source.id))
    approve_track(session, checked, account_id=desk.lena.id, now=NOW)
    track = begin_translation(session, desk.lecture, "ar", account_id=desk.omar.id, now=NOW)
    first = list_cues(session, source.id)[0]
    edit(session, source, desk.lena, [sent(first.cue, first.version, text="Smärta är ett larm.")])
    checked = check_track(session, lock_track(session, source.id))
    approve_track(session, checked, account_id=desk.lena.id, now=NOW)
    told = [
        replace(one.cue, text="نص", sources=("c1", "c99") if n == 0 else ())
        for n, one in enumerate(list_cues(session, track.id))
    ]
    imported = import_cues(
        session,
        lock_track(session, track.id),
        Read(tuple(told), keeps_ids=True),
        account_id=desk.omar.id,
        now=NOW,
    )
    assert imported.changed == 2
    assert [one.cue.sources for one in list_cues(session, track.id)] == [("c1",), ("c2",)]
    assert check_track(session, lock_track(session, track.id)).stale == ("c1",)


def test_only_a_file_from_here_keeps_its_ids() -> None:
    cues = calm_cues(2)
    ours = write_vtt(cues, language="sv", record={"revision": 3}).encode()
    assert read_file(ours, SubtitleFormat.VTT, "sv").keeps_ids
    assert not read_file(write_vtt(cues, language="sv").encode(), SubtitleFormat.VTT, "sv").keeps_ids
    with pytest.raises(FormatError):
        read_file(ours, SubtitleFormat.VTT, "ar")


SPANS = st.lists(st.tuples(st.integers(1, 900), st.integers(1, 3000)), min_size=1, max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=SPANS)
def test_after_an_import_the_track_is_the_file(
    session: Session, desk: Desk, spans: list[tuple[int, int]]
) -> None:
    track = make_draft(session, desk.lecture, 4, language="so")
    cues, end = [], 0
    for number, (gap, size) in enumerate(spans, 1):
        cues.append(Cue(f"c{number}", end + gap, end + gap + size, f"Text {number}."))
        end += gap + size
    opened = lock_track(session, track.id)
    import_cues(session, opened, Read(tuple(cues)), account_id=desk.omar.id, now=NOW)
    told = [(one.cue.start, one.cue.end, one.cue.text) for one in list_cues(session, track.id)]
    assert told == [(cue.start, cue.end, cue.text) for cue in cues]
