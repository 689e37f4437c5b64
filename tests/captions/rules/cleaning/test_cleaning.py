"""Doubts about transcripts: what engines invent is flagged, what people say is not, and no word is lost."""

import time
from collections.abc import Mapping

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.models.words import Doubt, Flag, Segment, Span, Transcript, Word
from app.captions.rules.cleaning import doubts_of, unflagged_words

SILENT = {"no_speech": 0.9}
TALK = "I dag ska vi prata om långvarig smärta. Lugn rörelse hjälper kroppen. Vi ses igen nästa vecka."


def _words(text: str, start: int = 0, each: int = 300, probability: float | None = 0.9) -> tuple[Word, ...]:
    return tuple(
        Word(word, start + index * each, start + (index + 1) * each, probability)
        for index, word in enumerate(text.split())
    )


def _segment(text: str, start: int = 0, figures: Mapping[str, float] | None = None) -> Segment:
    words = _words(text, start)
    return Segment(words[0].start, words[-1].end, words, **(figures or {}))


def _transcript(*segments: Segment, duration: int = 60_000, language: str = "sv") -> Transcript:
    return Transcript(language, duration, segments)


def _doubts(transcript: Transcript, *speech: tuple[int, int]) -> list[tuple[Doubt, str]]:
    heard = [Span(*span) for span in speech or ((0, transcript.words[-1].end if transcript.words else 0),)]
    return [(flag.doubt, flag.words) for flag in doubts_of(transcript, heard)]


def test_plain_talk_raises_no_doubt() -> None:
    figures = {"no_speech": 0.6, "log_probability": -1.0, "compression": 2.4}
    assert _doubts(_transcript(_segment(TALK, 0, figures))) == []


@pytest.mark.parametrize(
    ("figures", "doubt"),
    [
        ({"no_speech": 0.61}, Doubt.SILENCE_LIKELY),
        ({"log_probability": -1.01}, Doubt.LOW_CONFIDENCE),
        ({"compression": 2.41}, Doubt.REPETITION),
    ],
)
def test_the_engines_own_figures_are_believed(figures: dict[str, float], doubt: Doubt) -> None:
    transcript = _transcript(_segment(TALK), _segment("Tack för i dag.", 6000, figures))
    assert _doubts(transcript) == [(doubt, "Tack för i dag.")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vi vilar nu. Nu nu nu är det bra.", "nu. Nu nu nu"),
        ("Ja, du kan. Du kan, du kan. Slut här nu.", "du kan. Du kan, du kan."),
        ("شُكرا شكرا شكرًا جزيلا", "شُكرا شكرا شكرًا"),
    ],
)
def test_three_times_the_same_is_a_loop(text: str, words: str) -> None:
    assert _doubts(_transcript(_segment(text), language="xx")) == [(Doubt.REPETITION, words)]


def test_twice_the_same_is_no_loop() -> None:
    assert _doubts(_transcript(_segment("Du kan. Du kan. Mycket mycket bättre kan du må."))) == []


def test_text_where_hardly_anybody_speaks_is_flagged() -> None:
    transcript = _transcript(_segment("Vi vilar en stund."), _segment("Det var allt nu.", 10_000))
    assert _doubts(transcript, (0, 1200), (10_000, 10_599)) == [(Doubt.NO_SPEECH, "Det var allt nu.")]
    assert _doubts(transcript, (0, 1200), (10_000, 10_600)) == []


def test_silence_holds_no_sure_text_at_all() -> None:
    transcript = _transcript(_segment(TALK))
    assert [flag.doubt for flag in doubts_of(transcript, ())] == [Doubt.NO_SPEECH]
    assert unflagged_words(transcript, doubts_of(transcript, ())) == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "Undertexter av Ai-Media"),
        ("sv", "Textning: Stina Hedin www.btistudios.com"),
        ("sv", "Svensktextning.nu"),
        ("ar", "ترجمة نانسي قنقر"),
        ("ar", "تَرجمة نانسي قنقر"),
        ("so", "Waxaa turjumay Axmed"),
        ("sv", "Subtitles by the Amara.org community"),
    ],
)
def test_credits_are_flagged_even_on_speech(language: str, text: str) -> None:
    assert (Doubt.CREDIT, text) in _doubts(_transcript(_segment(text), language=language))


@pytest.mark.parametrize(
    ("language", "text"),
    [("sv", "Tack för att ni tittade!"), ("ar", "اشتركوا في القناة"), ("sv", "Musik")],
)
def test_what_people_may_say_is_flagged_only_without_speech(language: str, text: str) -> None:
    transcript = _transcript(_segment(text), language=language)
    end = transcript.words[-1].end
    assert (Doubt.CREDIT, text) in _doubts(transcript, (0, end * 7 // 10))
    assert Doubt.CREDIT not in [doubt for doubt, _ in _doubts(transcript, (0, end))]


def test_a_long_sentence_about_subtitles_is_talk() -> None:
    text = "Undertexter av det här slaget hjälper den som inte hör så bra eller som läser på ett annat språk."
    assert _doubts(_transcript(_segment(text))) == []


def test_text_without_room_is_flagged() -> None:
    squeezed = Segment(6000, 6100, _words("Tankar och känslor påverkar smärtan.", 6000, 20))
    transcript = _transcript(_segment(TALK), squeezed, duration=6100)
    assert _doubts(transcript) == [(Doubt.ODD_WORDS, "Tankar och känslor påverkar smärtan.")]


def test_words_without_length_are_fine_where_there_is_room() -> None:
    squeezed = Segment(7000, 7100, _words("Tankar och känslor påverkar smärtan.", 7000, 20))
    assert _doubts(_transcript(_segment(TALK), squeezed, duration=9000), (0, 9000)) == []


def test_a_sentence_that_the_engine_hardly_began_is_flagged_if_its_words_are_squeezed() -> None:
    first = Word("Du", 6000, 6000, 0.2)
    squeezed = Segment(6000, 6100, (first, *_words("kan påverka hur det är.", 6000, 20)))
    even = Segment(6000, 7500, (Word("Du", 6000, 6300, 0.2), *_words("kan påverka hur det är.", 6300)))
    assert _doubts(_transcript(_segment(TALK), squeezed, duration=9000), (0, 9000)) == [
        (Doubt.ODD_WORDS, "Du kan påverka hur det är.")
    ]
    assert _doubts(_transcript(_segment(TALK), even, duration=9000), (0, 9000)) == []


@pytest.mark.parametrize(
    ("words", "is_odd"),
    [
        ((Word("Mår", 0, 5001, 0.9), *_words("du bra nu?", 5001)), True),
        ((Word("Mår", 0, 4900, 0.9), *_words("du bra nu?", 4900)), False),
        (_words("Det här hördes inte.", probability=0.14), True),
        (_words("Det här hördes inte.", probability=0.15), False),
        (_words("a" * 61 + " slut."), True),
        (_words("a" * 60 + " slut.", each=2000), False),
    ],
)
def test_impossible_words_are_flagged(words: tuple[Word, ...], is_odd: bool) -> None:
    transcript = _transcript(Segment(0, words[-1].end, words))
    assert (Doubt.ODD_WORDS in [doubt for doubt, _ in _doubts(transcript)]) is is_odd


def test_words_after_the_end_are_flagged() -> None:
    transcript = _transcript(_segment(TALK), _segment("Tack och hej.", 6000), duration=6400)
    assert _doubts(transcript, (0, 6400)) == [
        (Doubt.NO_SPEECH, "Tack och hej."),
        (Doubt.ODD_WORDS, "Tack och hej."),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "Ibland fortsätter larmet fast skadan läkt."),
        ("sv", "نلتقي الأسبوع القادم"),
        ("ti", "Pain is real"),
    ],
)
def test_another_script_is_flagged(language: str, text: str) -> None:
    assert _doubts(_transcript(_segment(text), language=language)) == [(Doubt.ODD_WORDS, text)]


def test_a_foreign_word_in_the_talk_is_fine() -> None:
    assert _doubts(_transcript(_segment("نسمي هذا IRP في السويد كما تعرفون"), language="ar")) == []


def test_words_whose_times_were_filled_in_are_flagged() -> None:
    words = (*_words("Ta den"), Word("112", 600, 900), *_words("gånger nu.", 900))
    assert _doubts(_transcript(Segment(0, 1500, words))) == [(Doubt.ESTIMATED_TIME, "112")]
    assert _doubts(_transcript(Segment(0, 1500, _words("Ta den nu.", probability=None)))) == []


def test_speech_without_words_is_missed_after_four_seconds() -> None:
    transcript = _transcript(_segment("Vi vilar nu."), _segment("Nu går vi.", 20_000))
    flags = doubts_of(transcript, [Span(0, 4900), Span(15_999, 25_000)])
    assert flags == (
        Flag(Doubt.MISSING, 15_999, 20_000),
        Flag(Doubt.MISSING, 20_900, 25_000),
    )


def test_a_stretched_word_does_not_hide_missing_speech() -> None:
    words = (*_words("Vi vilar"), Word("nu", 600, 12_000, 0.9), *_words("och sen går vi hem.", 12_000))
    flags = doubts_of(_transcript(Segment(0, 14_000, words)), [Span(0, 14_000)])
    assert Flag(Doubt.MISSING, 2600, 10_000) in flags


def test_speech_without_any_words_is_missed_as_a_whole() -> None:
    assert doubts_of(_transcript(), [Span(0, 9000), Span(8000, 12_000)]) == (Flag(Doubt.MISSING, 0, 12_000),)
    assert doubts_of(_transcript(), ()) == ()


def test_flags_of_one_kind_that_follow_each_other_are_one() -> None:
    near = (_segment("Ett fel här.", 0, SILENT), _segment("Ett till.", 2900, SILENT))
    far = (_segment("Ett fel här.", 0, SILENT), _segment("Ett till.", 2901, SILENT))
    whole = Flag(Doubt.SILENCE_LIKELY, 0, 3500, "Ett fel här. Ett till.")
    assert doubts_of(_transcript(*near), [Span(0, 4000)]) == (whole,)
    assert len(doubts_of(_transcript(*far), [Span(0, 4000)])) == 2


def test_the_words_that_nobody_doubts_remain() -> None:
    transcript = _transcript(
        _segment("Nu nu nu går vi. Nu nu."), _segment("Textning.nu Undertexter av", 3000)
    )
    flags = doubts_of(transcript, [Span(0, 9000)])
    assert " ".join(word.text for word in unflagged_words(transcript, flags)) == "går vi. Nu nu."


times = strategies.integers(0, 5000)
spans = strategies.tuples(times, times).map(lambda pair: Span(min(pair), max(pair)))


@strategies.composite
def wild(draw: strategies.DrawFn) -> Transcript:
    texts = strategies.sampled_from(["a", "a.", "Undertexter av", "سلام", "", "\u0301", "x" * 70])
    chance = strategies.none() | strategies.floats(0, 1)
    segments = []
    for _ in range(draw(strategies.integers(0, 4))):
        words = []
        for _ in range(draw(strategies.integers(0, 8))):
            span = draw(spans)
            words.append(Word(draw(texts), span.start, span.end, draw(chance)))
        segments.append(Segment(0, 0, tuple(words), draw(chance), draw(chance), draw(chance)))
    return Transcript(draw(strategies.sampled_from(["sv", "ar", "xx"])), draw(times), tuple(segments))


@hypothesis_settings(max_examples=150, deadline=None)
@given(wild(), strategies.lists(spans, max_size=4))
def test_any_transcript_is_judged_and_no_word_is_made_up(transcript: Transcript, speech: list[Span]) -> None:
    flags = doubts_of(transcript, speech)
    everything = " ".join(word.text for word in transcript.words)
    for flag in flags:
        assert flag.start <= flag.end
        assert flag.words in everything
        assert (flag.doubt is Doubt.MISSING) <= (flag.words == "" and flag.end - flag.start > 4000)
    assert list(flags) == sorted(flags, key=lambda flag: (flag.start, flag.end, flag.doubt))
    assert doubts_of(transcript, speech) == flags


def test_a_day_of_loops_is_judged_in_seconds() -> None:
    transcript = Transcript("sv", 10**9, (Segment(0, 10**9, _words("du kan nu " * 20_000)),))
    before = time.process_time()
    assert Doubt.REPETITION in [flag.doubt for flag in doubts_of(transcript, [Span(0, 10**9)])]
    assert time.process_time() - before < 5
