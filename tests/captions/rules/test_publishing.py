"""What readers get of a cue, and words for all that keeps it from them."""

import hashlib
import json

from app.captions.models.cues import Cue
from app.captions.models.tracks import PublicationState
from app.captions.rules.publishing import (
    OBSTACLE_NAMES,
    PUBLICATION_NAMES,
    Obstacle,
    cues_json,
    digest_of,
    shown_cues,
)


def test_readers_get_no_empty_lines_and_no_working_notes() -> None:
    cues = [Cue("c1", 0, 1, " a \n\n b", ("c7",)), Cue("c2", 2, 3, " \n"), Cue("c3", 4, 5, "c")]
    assert shown_cues(cues) == (Cue("c1", 0, 1, "a\nb"), Cue("c3", 4, 5, "c"))


def test_json_is_what_the_lesson_page_reads() -> None:
    told = cues_json([Cue("c1", 0, 1500, "å\nb")])
    assert "å" in told
    assert json.loads(told) == [{"id": "c1", "start": 0, "end": 1500, "text": "å\nb"}]


def test_a_digest_is_the_beginning_of_the_hash() -> None:
    assert digest_of(b"x") == hashlib.sha256(b"x").hexdigest()[:10]


def test_everything_has_a_name() -> None:
    assert set(OBSTACLE_NAMES) == set(Obstacle)
    assert set(PUBLICATION_NAMES) == set(PublicationState)
