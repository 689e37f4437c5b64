"""WebVTT: what is written is read back the same, and what is not strict WebVTT is refused with its place."""

import time

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.formats import decoding, timeline, vtt
from app.captions.formats.faults import FormatError
from app.captions.formats.vtt import Block, VttError, VttFile, read_vtt, write_file, write_vtt
from app.captions.models.cues import Cue

RLM = "\u200f"


def _file(*blocks: str) -> str:
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _cue(text: str) -> Cue:
    return Cue("c1", 0, 1000, text)


def _read_one(payload: str) -> str:
    return read_vtt(_file(f"00:01.000 --> 00:02.000\n{payload}")).cues[0].text


SPECIAL = ["<", ">", "&", "--> ", "&lt;", "<i>", "NOTE", "å", "ة", "ሰ", "\u2028", "\x85", "- ", "5"]
signs = strategies.characters(
    exclude_characters="\r\n\0\u202a\u202b\u202c\u202d\u202e", exclude_categories=["Cs"]
)
line_texts = (
    strategies.lists(signs | strategies.sampled_from(SPECIAL), min_size=1, max_size=6)
    .map("".join)
    .filter(lambda line: not line.startswith(RLM))
)
texts = strategies.lists(line_texts, max_size=3).map("\n".join)


@strategies.composite
def tracks(draw: strategies.DrawFn) -> tuple[Cue, ...]:
    now, cues = 0, []
    for number in draw(strategies.lists(strategies.integers(1, 999), unique=True, max_size=5)):
        start = now + draw(strategies.integers(0, 10_000_000))
        now = start + draw(strategies.integers(1, 10_000))
        sources = draw(strategies.lists(strategies.sampled_from(["c1", "c12", "c13"]), max_size=2))
        cues.append(Cue(f"c{number}", start, now, draw(texts), tuple(sources)))
    return tuple(cues)


@hypothesis_settings(max_examples=150, deadline=None)
@given(tracks(), strategies.sampled_from(["sv", "ar", "so", "ti"]))
def test_reading_gives_back_the_cues_that_were_written(cues: tuple[Cue, ...], language: str) -> None:
    written = write_vtt(cues, language=language, record={"revision": 7, "state": "dr-->aft\n"})
    file = read_vtt(written)
    assert file.cues == cues
    assert file.record == {"language": language, "revision": 7, "state": "dr-->aft\n"}
    assert not file.notices
    assert write_file(file) == written
    assert written.endswith("\n")


@hypothesis_settings(max_examples=300, deadline=None)
@given(
    strategies.lists(
        strategies.sampled_from(
            ["WEBVTT", "\n", "\n\n", "\r\n", "00:01.000", " --> ", "00:02.000", "NOTE", "NOTE smartskola {",
             "STYLE", "c1", "<i>", "&amp;", "\0", "a", "}", '{"sources": 3}', "line:0", ":", "\ufeff"]
        ),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_any_file_is_either_refused_in_words_or_read_and_written_for_good(text: str) -> None:
    try:
        file = read_vtt("WEBVTT\n\n" + text)
    except VttError:
        return
    written = write_file(file)
    again = read_vtt(written)
    assert (again.cues, again.settings, again.record) == (file.cues, file.settings, file.record)


def test_what_we_publish_looks_like_this() -> None:
    cues = (
        Cue("c1", 0, 1500, "Hej & <välkommen>"),
        Cue("c3", 3_661_001, 3_662_000, "Två\nrader", ("c1", "c2")),
    )
    assert write_vtt(cues, language="so") == (
        "WEBVTT\n\n"
        'NOTE smartskola {"language": "so", "sources": {"c3": "c1+c2"}}\n\n'
        "c1\n00:00:00.000 --> 00:00:01.500\nHej &amp; &lt;välkommen&gt;\n\n"
        "c3\n01:01:01.001 --> 01:01:02.000\nTvå\nrader\n"
    )


def test_a_track_without_cues_is_a_file() -> None:
    assert read_vtt(write_vtt((), language="sv")).cues == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(end: str) -> None:
    text = "\ufeffWEBVTT med titel\nKind: captions\n\n\n7\n00:01.000 --> 00:02.500\nEn\nTvå\n"
    file = read_vtt(text.replace("\n", end))
    assert file.header == "med titel\nKind: captions"
    assert file.cues == (Cue("c1", 1000, 2500, "En\nTvå"),)


def test_hours_are_optional_and_a_cue_may_be_empty() -> None:
    file = read_vtt("WEBVTT\n\n00:01.000-->1:00:02.500 \t\nEn\n \nTvå\n\n\n\n01:00:02.500 --> 02:00:00.000")
    assert file.cues == (Cue("c1", 1000, 3_602_500, "En\n \nTvå"), Cue("c2", 3_602_500, 7_200_000, ""))


def test_notes_styles_regions_and_settings_survive() -> None:
    text = _file(
        "REGION\nid:fred",
        "STYLE\n::cue { color: lime }",
        "NOTE\nfrom somebody",
        "c4\n00:00:01.000 --> 00:00:02.000 line:0 position:20%\nHej",
        "NOTE last",
    )
    file = read_vtt(text)
    assert file.settings == {"c4": "line:0 position:20%"}
    assert file.blocks[-1] == Block(1, "NOTE last")
    assert write_file(file) == text


def test_null_becomes_the_replacement_sign() -> None:
    assert _read_one("a\0b") == "a\ufffdb"


@pytest.mark.parametrize(
    ("payload", "text", "tags"),
    [
        ("<b>Hej</b> <i.loud>du</i>", "Hej du", "<b> </b> <i.loud> </i>"),
        ("<v Anna Ek>Hej</v>", "Hej", "<v Anna Ek> </v>"),
        ("<c.yellow>a</c><lang ar>b</lang>", "ab", "<c.yellow> </c> <lang ar> </lang>"),
        ("<ruby>漢<rt>kan</rt></ruby>", "漢kan", "<ruby> <rt> </rt> </ruby>"),
        ("Ett<00:00:01.500> två", "Ett två", "<00:00:01.500>"),
        ("<font color=red>a</font><>", "a", "<font color=red> </font> <>"),
        ("<i></i>\nkvar", "kvar", "<i> </i>"),
        ("5 < 7 och a<b", "5 < 7 och a<b", ""),
        ("&amp;lt; &lt;b&gt; &lrm;&rlm;&nbsp;&#229;&#xE5;", "&lt; <b> \u200e\u200f\u00a0åå", ""),
        ("R&D &okänd; &#10;x", "R&D &okänd;  x", ""),
    ],
)
def test_markup_is_left_out_with_a_notice_and_text_stays(payload: str, text: str, tags: str) -> None:
    file = read_vtt(_file(f"00:01.000 --> 00:02.000\n{payload}"))
    assert file.cues[0].text == text
    assert [notice.words for notice in file.notices] == ([tags] if tags else [])


@pytest.mark.parametrize(
    ("text", "problem", "line", "cue"),
    [
        ("", decoding.EMPTY, None, None),
        ("\ufeff \n", decoding.EMPTY, None, None),
        ("1\n00:00:01,000 --> 00:00:02,000\nSRT\n", vtt.NO_HEADER, 1, None),
        ("WEBVTTX\n\n", vtt.NO_HEADER, 1, None),
        ("WEBVTT\n00:01.000 --> 00:02.000\na", vtt.NO_BLANK_LINE, 2, 1),
        (_file("00:01.000 --> 00:02.000\na\n00:03.000 --> 00:04.000\nb"), vtt.NO_BLANK_LINE, 5, 2),
        (_file("NOTE a\n00:03.000 --> 00:04.000\nb"), vtt.NO_BLANK_LINE, 4, 1),
        (_file("c1\nc2\n00:03.000 --> 00:04.000\nb"), vtt.NO_BLANK_LINE, 5, 1),
        (_file("00:01,000 --> 00:02,000\na"), vtt.BAD_TIMES, 3, 1),
        (_file("-00:01.000 --> 00:02.000\na"), vtt.BAD_TIMES, 3, 1),
        (_file("00:61.000 --> 00:62.000\na"), vtt.BAD_TIMES, 3, 1),
        (_file("00:01.00 --> 00:02.000\na"), vtt.BAD_TIMES, 3, 1),
        (_file("٠٠:٠١.٠٠٠ --> 00:02.000\na"), vtt.BAD_TIMES, 3, 1),
        (_file("00:01.000 --> 00:02.000size:1\na"), vtt.BAD_TIMES, 3, 1),
        (_file("NOTE ->-->"), vtt.BAD_TIMES, 3, 1),
        (_file("00:01.000 --> 00:02.000 middle\na"), vtt.BAD_SETTINGS, 3, 1),
        (_file("c1\n00:02.000 --> 00:02.000\na"), timeline.ENDS_TOO_EARLY, 4, 1),
        (_file("00:02.000 --> 00:01.000\na"), timeline.ENDS_TOO_EARLY, 3, 1),
        (_file("9999:00:02.000 --> 9999:00:03.000\na"), timeline.TOO_LATE, 3, 1),
        (_file("00:05.000 --> 00:06.000\na", "00:01.000 --> 00:02.000\nb"), timeline.OUT_OF_ORDER, 6, 2),
        (_file("00:05.000 --> 00:06.000\na", "00:05.999 --> 00:07.000\nb"), timeline.OVERLAPS, 6, 2),
        (_file("c5\n00:01.000 --> 00:02.000\na", "c5\n00:03.000 --> 00:04.000\nb"), vtt.TWICE, 7, 2),
        (_file("Bara text"), vtt.NO_TIMES, 3, 1),
        (_file("00:01.000 --> 00:02.000\na", "STYLE\n::cue {}"), vtt.TOO_LATE_BLOCK, 6, None),
    ],
)
def test_what_is_not_strict_is_refused_with_its_place(
    text: str, problem: str, line: int | None, cue: int | None
) -> None:
    with pytest.raises(VttError) as caught:
        read_vtt(text)
    assert (caught.value.problem, caught.value.line, caught.value.cue) == (problem, line, cue)


def test_a_fault_is_said_in_the_readers_language_with_its_place() -> None:
    with pytest.raises(VttError) as caught:
        read_vtt(_file("Bara {text}"))
    assert str(caught.value) == "Subtitle 1, line 3: There are no times above this text: Bara {text}"
    swedish = {
        vtt.NO_TIMES: "Text utan tider: {about}",
        "Subtitle {cue}, line {line}: {problem}": "{line}/{cue} {problem}",
    }
    assert caught.value.describe(lambda message: swedish[message]) == "3/1 Text utan tider: Bara {text}"


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n" + "00:01.000 --> 00:02.000\na\n\n" * 1_000_000,
        _file(*["00:01.000 --> 00:02.000\na"] * 20_001),
        "WEBVTT\n\n" + "\n" * 20_000_000,
        _file("00:01.000 --> 00:02.000\n" + "<" * 2_000_000, "x"),
        _file("00:01.000 -->" + " " * 2_000_000 + "x\na"),
        _file("00:01.000 --> 00:02.000 " + "a:b " * 300_000 + "x\na"),
    ],
)
def test_enormous_files_are_refused_quickly(text: str) -> None:
    before = time.process_time()
    with pytest.raises(FormatError):
        read_vtt(text)
    assert time.process_time() - before < 3


def test_foreign_names_are_replaced_by_free_ones() -> None:
    file = read_vtt(
        _file(
            "intro\n00:01.000 --> 00:02.000\na",
            "c7\n00:02.000 --> 00:03.000\nb",
            "3\n00:03.000 --> 00:04.000\nc",
        )
    )
    assert [cue.id for cue in file.cues] == ["c8", "c7", "c9"]
    assert [(notice.message_id, notice.words) for notice in file.notices] == [(vtt.NAME_REPLACED, "intro")]


@pytest.mark.parametrize(
    "note",
    ['{"language"', '{"sources": 3}', '{"sources": {"c1": 2}}', "{" * 100_000, '{"sources": {"c1": "x"}}'],
)
def test_a_damaged_note_of_ours_is_kept_and_told(note: str) -> None:
    file = read_vtt(_file("NOTE smartskola " + note))
    assert file.blocks == (Block(0, "NOTE smartskola " + note),)
    assert [notice.message_id for notice in file.notices] == [vtt.RECORD_DAMAGED]


@pytest.mark.parametrize(
    ("cues", "problem"),
    [
        ((_cue("a\n\nb"),), vtt.UNWRITABLE),
        ((_cue("a\n"),), vtt.UNWRITABLE),
        ((_cue("\na"),), vtt.UNWRITABLE),
        ((_cue("\n"),), vtt.UNWRITABLE),
        ((_cue("a\rb"),), vtt.UNWRITABLE),
        ((_cue("a\0"),), vtt.UNWRITABLE),
        ((_cue("\ud800"),), vtt.UNWRITABLE),
        ((Cue("1", 0, 1, "a"),), vtt.UNWRITABLE_NAME),
        ((Cue("c1", 0, 1, "a", ("x",)),), vtt.UNWRITABLE_NAME),
        ((Cue("c1", -1, 1, "a"),), vtt.BAD_TIMES),
        ((Cue("c1", 1, 1, "a"),), timeline.ENDS_TOO_EARLY),
        ((Cue("c1", 0, 2, "a"), Cue("c2", 1, 3, "a")), timeline.OVERLAPS),
        ((Cue("c1", 0, 2, "a"), Cue("c1", 2, 3, "a")), vtt.TWICE),
    ],
)
def test_cues_that_could_not_be_read_back_are_not_written(cues: tuple[Cue, ...], problem: str) -> None:
    with pytest.raises(VttError) as caught:
        write_vtt(cues, language="sv")
    assert caught.value.problem == problem


def test_marks_are_put_in_for_arabic_only_and_taken_out_again() -> None:
    cues = (_cue("- IRP تعني\n5 دقائق\nمرحبا 5\nKela"),)
    written = write_vtt(cues, language="ar")
    assert f"{RLM}- IRP تعني\n{RLM}5 دقائق\nمرحبا 5\n{RLM}Kela\n" in written
    assert read_vtt(written).cues == cues
    assert RLM not in write_vtt(cues, language="sv")


def test_the_languages_name_is_found_where_it_stands() -> None:
    marked = f"00:01.000 --> 00:02.000\n{RLM}Kela"
    assert read_vtt(f"WEBVTT\nKind: captions\nLanguage: AR-SY\n\n{marked}").cues[0].text == "Kela"
    assert read_vtt(_file(marked)).cues[0].text == "Kela"
    assert read_vtt(_file(marked), language="sv").cues[0].text == f"{RLM}Kela"


def test_the_whole_file_can_hold_styles_without_cues() -> None:
    assert write_file(VttFile(cues=(), blocks=(Block(0, "NOTE a"),))) == "WEBVTT\n\nNOTE a\n"


def test_a_hidden_sign_alone_on_a_line_does_not_end_the_subtitle() -> None:
    cues = (Cue("c1", 0, 1000, "Hej\n\u202e\nNOTE mera"), Cue("c2", 2000, 3000, "Slut."))
    assert [cue.text for cue in read_vtt(write_vtt(cues, language="sv")).cues] == ["Hej\nNOTE mera", "Slut."]
