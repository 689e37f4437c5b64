"""SRT and ASS: what other programs write comes in whole, and what we write comes back."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.formats import decoding, subtitles, timeline
from app.captions.formats.faults import FormatError
from app.captions.formats.subtitles import read_ass, read_srt, write_ass, write_srt
from app.captions.models.cues import Cue

RLM = "\u200f"
HEAD = "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nStyle: Broken,,x\n\n[Events]\nFormat: x\n"


def _srt(*texts: str) -> bytes:
    cues = (f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{text}\n\n" for n, text in enumerate(texts, 1))
    return "".join(cues).encode()


def _ass(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines)).encode()


def _event(text: str, start: str = "0:00:01.00", end: str = "0:00:02.00", kind: str = "Dialogue") -> str:
    return f"{kind}: 0,{start},{end},Default,,0,0,0,,{text}"


def _texts(cues: tuple[Cue, ...]) -> list[str]:
    return [cue.text for cue in cues]


@strategies.composite
def tracks(draw: strategies.DrawFn) -> tuple[Cue, ...]:
    words = strategies.sampled_from(
        ["112", "a", "{b}", "\\N", "\\", "å{\\i1}"[:2], "IRP", "ሰላም", "مرحبا", "&", "- ", "}"]
    )
    lines = strategies.lists(words, min_size=1, max_size=3).map(" ".join).map(str.strip)
    now, cues = 0, []
    for number in range(1, draw(strategies.integers(1, 5)) + 1):
        start = now + 10 * draw(strategies.integers(0, 500_000))
        now = start + 10 * draw(strategies.integers(1, 500))
        cues.append(
            Cue(f"c{number}", start, now, "\n".join(draw(strategies.lists(lines, min_size=1, max_size=3))))
        )
    return tuple(cues)


@hypothesis_settings(max_examples=80, deadline=None)
@given(tracks(), strategies.sampled_from(["sv", "ar"]))
def test_both_formats_give_back_what_was_written(cues: tuple[Cue, ...], language: str) -> None:
    assert read_srt(write_srt(cues, language=language).encode()) == (cues, ())
    assert read_ass(write_ass(cues, language=language).encode()) == (cues, ())


def test_srt_as_other_programs_expect_it() -> None:
    cues = (
        Cue("c1", 0, 1500, "Hej\ndu"),
        Cue("c9", 3_600_000, 3_601_000, " "),
        Cue("c7", 3_601_000, 3_602_000, "IRP"),
    )
    first = f"1\n00:00:00,000 --> 00:00:01,500\n{RLM}Hej\n{RLM}du\n\n"
    assert write_srt(cues, language="ar") == f"{first}2\n01:00:01,000 --> 01:00:02,000\n{RLM}IRP\n\n"


def test_a_last_line_of_digits_is_text() -> None:
    with_number = _srt("Ring\n112", "Ring\n1177")
    assert _texts(read_srt(with_number)[0]) == ["Ring\n112", "Ring\n1177"]
    assert _texts(read_srt(with_number.replace(b"1\n00", b"00").replace(b"2\n00", b"00"))[0]) == [
        "Ring\n112",
        "Ring\n1177",
    ]


def test_markup_of_srt_is_left_out_and_told() -> None:
    cues, notices = read_srt(
        _srt("<i>Hej</i> {\\an8}du {inte jag}", "5 < 7 & x", "<font color=#f00>\nrött</font>")
    )
    assert _texts(cues) == ["Hej du {inte jag}", "5 < 7 & x", "rött"]
    assert [(notice.cue, notice.words) for notice in notices] == [
        (1, "<i> </i> {\\an8}"),
        (3, "<font color=#f00> </font>"),
    ]


def test_srt_with_every_oddity_is_read() -> None:
    text = "\ufeff7\n0:0:1.5 --> 00:00:02,000  X1:0 X2:9\n\n\n9\n00:00:03,000 --> 00:00:04,000\nb\n\nc\n"
    cues, notices = read_srt(text.replace("\n", "\r\n").encode())
    assert cues == (Cue("c1", 3000, 4000, "b\nc"),)
    assert [(notice.message_id, notice.cue) for notice in notices] == [(subtitles.EMPTY_LEFT_OUT, 1)]


def test_cues_are_put_in_order_and_it_is_told() -> None:
    text = b"1\n00:00:03,000 --> 00:00:04,000\nb\n\n2\n00:00:01,000 --> 00:00:02,000\na\n"
    cues, notices = read_srt(text)
    assert cues == (Cue("c1", 1000, 2000, "a"), Cue("c2", 3000, 4000, "b"))
    assert [notice.message_id for notice in notices] == [subtitles.SORTED]


def test_ass_without_its_looks_is_read() -> None:
    cues, notices = read_ass(
        _ass(
            _event("{\\i1}Hej,{\\i0} du\\Nigen\\hhär"),
            _event("intern", kind="Comment"),
            _event("{\\p1}m 0 0 l 9 9{\\p0}"),
            "Dialogue: Marked=0,0:00:03.00,0:00:04.00,x,y,z,z,z,!Effect,sist",
        )
    )
    assert cues == (Cue("c1", 1000, 2000, "Hej, du\nigen\u00a0här"), Cue("c2", 3000, 4000, "sist"))
    assert [(notice.message_id, notice.cue) for notice in notices] == [
        (subtitles.MARKUP_LEFT_OUT, 1),
        (subtitles.COMMENT_LEFT_OUT, 2),
        (subtitles.DRAWING_LEFT_OUT, 3),
    ]


@pytest.mark.parametrize(
    ("read", "data", "problem", "line", "cue"),
    [
        (read_srt, b"", decoding.EMPTY, None, None),
        (read_srt, "1\n00:00:01,000 --> 00:00:02,000\nåäö".encode("cp1252"), decoding.NOT_UTF8, 3, None),
        (read_srt, b"bara text", subtitles.BAD_TIMES, 1, None),
        (read_srt, b"1\n-00:00:01,000 --> 00:00:02,000\na", subtitles.BAD_TIMES, 2, 1),
        (read_srt, b"1\n00:00:01,000 --> 00:60:02,000\na", subtitles.BAD_TIMES, 2, 1),
        (read_srt, b"1\n00:00:01,000 --> \na", subtitles.BAD_TIMES, 2, 1),
        (read_srt, b"1\n00:00:02,000 --> 00:00:01,000\na", timeline.ENDS_TOO_EARLY, 2, 1),
        (read_srt, b"1\n100:00:00,000 --> 100:00:01,000\na", timeline.TOO_LATE, 2, 1),
        (read_srt, b"1\n00:00:01,000 --> 00:00:02,000\n\n", subtitles.NO_CUES, None, None),
        (
            read_srt,
            b"1\n00:00:01,000 --> 00:00:03,000\na\n\n2\n00:00:02,000 --> 00:00:04,000\nb",
            timeline.OVERLAPS,
            None,
            2,
        ),
        (read_ass, b"", decoding.EMPTY, None, None),
        (read_ass, b"bara text", subtitles.BAD_EVENTS, None, None),
        (read_ass, _ass(), subtitles.NO_CUES, None, None),
        (read_ass, _ass(_event("a"), _event("b", "-0:00:03.00")), subtitles.BAD_EVENTS, 10, None),
        (read_ass, _ass(_event("a", "0:00:0x.00")), subtitles.BAD_EVENTS, 9, None),
        (read_ass, _ass("Dialogue: kort"), subtitles.BAD_EVENTS, 9, None),
        (read_ass, _ass(_event("a", "0:00:02.00", "0:00:02.00")), timeline.ENDS_TOO_EARLY, None, 1),
        (read_ass, _ass(_event("a"), _event("b", "0:00:01.50")), timeline.OVERLAPS, None, 2),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    read: Callable[[bytes], object], data: bytes, problem: str, line: int | None, cue: int | None
) -> None:
    with pytest.raises(FormatError) as caught:
        read(data)
    assert (caught.value.problem, caught.value.line, caught.value.cue) == (problem, line, cue)


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (read_srt, b"1\n00:00:01,000 --> 00:00:02,000\na\n\n" * 400_000),
        (read_srt, b"1\n00:00:01,000 --> 00:00:02,000\n" + b"<" * 1_000_000 + b"\n\n\n00:00 --> x"),
        (read_ass, _ass(*[_event("a")] * 300_000)),
        (read_ass, _ass(_event("{" * 1_000_000), _event("b"))),
    ],
)
def test_enormous_files_are_refused_quickly(read: Callable[[bytes], object], data: bytes) -> None:
    before = time.process_time()
    with pytest.raises(FormatError):
        read(data)
    assert time.process_time() - before < 4


@pytest.mark.parametrize("text", ["a\n\nb", "\na", "a\n ", "a\rb", "a\0", "\ud800", "a --> b"])
@pytest.mark.parametrize("write", [write_srt, write_ass])
def test_text_that_would_break_a_file_is_not_written(write: Callable[..., str], text: str) -> None:
    with pytest.raises(FormatError) as caught:
        write((Cue("c1", 0, 1000, text),), language="sv")
    assert (caught.value.problem, caught.value.cue) == (subtitles.UNWRITABLE, 1)


def test_times_that_a_format_cannot_hold_are_not_written() -> None:
    with pytest.raises(FormatError, match="later"):
        write_ass((Cue("c1", 36_000_000, 36_001_000, "a"),), language="sv")
    with pytest.raises(FormatError, match="times"):
        write_srt((Cue("c1", -1, 1000, "a"),), language="sv")
