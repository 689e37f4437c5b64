"""The pieces of the editor's JSON."""

from app.captions.models.cues import Cue, Finding, Level, Proposal
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.captions.queries.cues import Basis, StoredCue
from app.captions.queries.tracks import OpenTrack
from app.captions.routes.cue_json import cues_json, finding_json, hindrance_json, lecture_json, source_json
from app.captions.rules.publishing import Hindrance, Obstacle
from app.captions.rules.staleness import digest_of

CUE = Cue("c1", 0, 1000, "a")


def test_a_number_that_json_does_not_know_is_left_out() -> None:
    told = finding_json(Finding("S1", Level.ERROR, "c1", float("inf"), 17.0), str)
    assert (told["value"], told["limit"], told["message"]) == (
        None,
        17.0,
        "There is too little time to read it.",
    )
    assert told["proposal"] is None


def test_a_proposal_is_told_as_before_and_after() -> None:
    told = finding_json(Finding("L1", Level.WARNING, "c1", proposal=Proposal((CUE,), ())), str)
    assert told["proposal"] == {"before": [{"id": "c1", "start": 0, "end": 1000, "text": "a"}], "after": []}


def test_an_obstacle_is_told_in_words() -> None:
    told = hindrance_json(Hindrance(Obstacle.EMPTY, 2, ("c1",)), str.upper)
    assert told == {
        "obstacle": "empty",
        "count": 2,
        "cue_ids": ["c1"],
        "message": "SUBTITLES WITHOUT TEXT. WRITE THEM, OR REMOVE THEM.",
    }


def test_only_what_is_made_has_an_address() -> None:
    opened = OpenTrack(Track(id="t"), Lecture(id="l1", title="T", duration=None))
    told = lecture_json(opened, ["240", "peaks"])
    assert told["videos"] == {"240": "/staff/lectures/l1/media/240.mp4"}
    assert (told["audio"], told["poster"]) == (None, None)
    assert told["peaks"] == "/staff/lectures/l1/media/peaks.bin"


def test_a_stale_cue_says_so_with_what_it_followed() -> None:
    basis = Basis("t", 3, (CUE,))
    fresh = StoredCue(Cue("c1", 0, 1000, "x", ("c1",)), 1, followed=f"c1:{digest_of(CUE)}")
    stale = StoredCue(Cue("c2", 0, 1000, "y", ("c1",)), 1, followed="c1:0000000000")
    told = cues_json([fresh, stale], {}, basis, {"c2": [Cue("c1", 0, 900, "was")]})
    assert [(one["is_stale"], one["source_before"]) for one in told] == [
        (False, []),
        (True, [{"id": "c1", "start": 0, "end": 900, "text": "was"}]),
    ]
    assert source_json(basis) == {"revision": 3, "cues": [{"id": "c1", "start": 0, "end": 1000, "text": "a"}]}
    assert source_json(None) is None
