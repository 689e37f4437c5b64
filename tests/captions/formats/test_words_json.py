"""words.json: read back as written, and every number that is none is refused by its word's number."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.formats import words_json
from app.captions.formats.words_json import WordsError, read_words, write_words
from app.captions.models.words import Segment, Transcript, Word

texts = strategies.text(strategies.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=5)
figures = strategies.none() | strategies.floats(-10, 10)


@strategies.composite
def transcripts(draw: strategies.DrawFn) -> Transcript:
    now, segments = 0, []
    for _ in range(draw(strategies.integers(0, 3))):
        words = []
        for _ in range(draw(strategies.integers(0, 4))):
            start = now + draw(strategies.integers(0, 10_000_000))
            now = start + draw(strategies.integers(0, 3000))
            words.append(Word(draw(texts), start, now, draw(strategies.none() | strategies.floats(0, 1))))
        segments.append(Segment(0, now, tuple(words), draw(figures), draw(figures), draw(figures)))
    return Transcript(draw(strategies.sampled_from(["sv", "ar"])), now + 5, tuple(segments))


@hypothesis_settings(max_examples=80, deadline=None)
@given(transcripts())
def test_nothing_is_lost_on_the_way_to_a_file_and_back(transcript: Transcript) -> None:
    assert read_words(write_words(transcript)) == transcript


def test_others_see_plain_seconds() -> None:
    segment = Segment(0, 900, (Word("Hej", 100, 1234, 0.5), Word("då", 1234, 1500)), no_speech=0.1)
    whole = json.loads(write_words(Transcript("sv", 61_000, (segment,))))
    assert whole == {
        "language": "sv",
        "duration": 61.0,
        "words": [
            {"word": "Hej", "start": 0.1, "end": 1.234, "probability": 0.5},
            {"word": "då", "start": 1.234, "end": 1.5, "probability": None},
        ],
        "segments": [
            {
                "start": 0.0,
                "end": 0.9,
                "words": 2,
                "no_speech": 0.1,
                "log_probability": None,
                "compression": None,
            }
        ],
    }


def test_a_bare_list_is_read_and_put_in_order() -> None:
    entries = [
        {"word": " två", "start": 2, "end": 2.5, "extra": [1]},
        {"word": "ett\n", "start": 1, "end": 1, "probability": 1},
        {"word": " ", "start": 0, "end": 0},
    ]
    expected = Segment(1000, 2500, (Word("ett", 1000, 1000, 1), Word("två", 2000, 2500)))
    assert read_words(json.dumps(entries), language="so") == Transcript("so", 2500, (expected,))
    assert read_words(json.dumps(entries), language="so", duration=9000).duration == 9000


def test_the_segments_of_other_programs_are_passed_over() -> None:
    whole = {
        "language": "sv",
        "words": [{"word": "a", "start": 0, "end": 1}],
        "segments": [{"id": 0, "words": []}],
    }
    assert read_words(json.dumps(whole)).segments == (Segment(0, 1000, (Word("a", 0, 1000),)),)


def test_no_words_at_all_is_a_transcript() -> None:
    assert read_words('{"language": "sv", "duration": 3, "words": []}') == Transcript("sv", 3000, ())


def _with(**changes: Any) -> str:
    good = {"word": "a", "start": 0, "end": 1}
    return json.dumps({"language": "sv", "words": [good, {**good, **changes}]})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", words_json.NO_JSON),
        ("{", words_json.NO_JSON),
        ("[" * 200_000, words_json.NO_JSON),
        (_with(start=float("nan")), words_json.NO_JSON),
        (_with(end=float("inf")), words_json.NO_JSON),
        (_with(probability=float("nan")), words_json.NO_JSON),
        ("3", words_json.NO_WORDS),
        ('{"words": {}}', words_json.NO_WORDS),
        ('{"segments": []}', words_json.NO_WORDS),
        ("[]", words_json.NO_LANGUAGE),
        ('{"language": 3, "words": []}', words_json.NO_LANGUAGE),
        ('{"language": "sv", "duration": "3", "words": []}', words_json.BAD_DURATION),
        ('{"language": "sv", "duration": -1, "words": []}', words_json.BAD_DURATION),
        (_with(word=None), words_json.BAD_WORD),
        (_with(start="1"), words_json.BAD_TIME),
        (_with(start=True), words_json.BAD_TIME),
        (_with(start=None), words_json.BAD_TIME),
        (_with(start=-0.001), words_json.BAD_TIME),
        (_with(end=360_001), words_json.BAD_TIME),
        (_with().replace('"end": 1}]', '"end": 1e999}]'), words_json.BAD_TIME),
        (_with(end=10**400), words_json.BAD_TIME),
        (_with(start=2), words_json.ENDS_TOO_EARLY),
        (_with(probability=1.1), words_json.BAD_PROBABILITY),
        (_with(probability="high"), words_json.BAD_PROBABILITY),
    ],
)
def test_what_is_no_number_is_refused(text: str, problem: str) -> None:
    with pytest.raises(WordsError) as caught:
        read_words(text)
    assert caught.value.problem == problem
    if "{about}" in problem:
        assert "number 2" in str(caught.value)


@pytest.mark.parametrize(
    "segments",
    [
        [{"start": 0, "end": 1, "words": 2}],
        [{"start": 0, "end": 1, "words": 0}],
        [{"start": 0, "end": 1, "words": -1}, {"start": 0, "end": 1, "words": 2}],
        [{"start": 2, "end": 1, "words": 1}],
        [{"start": "0", "end": 1, "words": 1}],
        [{"start": 0, "end": 1, "words": 1, "compression": "2"}],
    ],
)
def test_segments_that_do_not_fit_are_refused(segments: list[Any]) -> None:
    whole = {"language": "sv", "words": [{"word": "a", "start": 0, "end": 1}], "segments": segments}
    with pytest.raises(WordsError, match="segments"):
        read_words(json.dumps(whole))


def test_ten_million_words_are_refused_quickly() -> None:
    before = time.process_time()
    with pytest.raises(WordsError, match="too many"):
        read_words('[{"word":"a","start":0,"end":1},' * 2_000_000)
    with pytest.raises(WordsError, match="too many"):
        read_words('{"language": "sv", "words": [' + "0," * 600_000 + "0]}")
    assert time.process_time() - before < 3
