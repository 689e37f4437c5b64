"""Subtitle files from the command line, stage by stage."""

import json
from pathlib import Path

import pytest

from app.captions.formats.vtt import read_vtt
from tests.running import Command

WORDS = [
    {"word": "Smärta", "start": 0.3, "end": 0.9, "probability": 0.99},
    {"word": "är", "start": 0.9, "end": 1.1, "probability": 0.99},
    {"word": "kroppens", "start": 1.1, "end": 1.7, "probability": 0.99},
    {"word": "larm.", "start": 1.7, "end": 2.4, "probability": 0.98},
    {"word": "Du", "start": 3.4, "end": 3.6, "probability": 0.99},
    {"word": "är", "start": 3.6, "end": 3.8, "probability": 0.99},
    {"word": "inte", "start": 3.8, "end": 4.1, "probability": 0.99},
    {"word": "ensam.", "start": 4.1, "end": 4.9, "probability": 0.99},
]
LONG = (
    "WEBVTT\n\nc1\n00:00:00.000 --> 00:00:04.000\nDet här är en rad som är alldeles för lång för att läsas.\n"
)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.json"
    path.write_text(json.dumps({"language": "sv", "duration": 6.0, "words": WORDS}), "utf-8")
    return path


@pytest.mark.parametrize("end", ["vtt", "srt", "ass"])
def test_words_are_cut(command: Command, words: Path, tmp_path: Path, end: str) -> None:
    target = tmp_path / f"out.{end}"
    done = command("segment", str(words), "--lang", "sv", "--profile", "lugn", "-o", str(target))
    assert (done.code, done.err) == (0, "")
    assert "Smärta är kroppens larm." in target.read_text("utf-8").replace("\n", " ").replace("\\N", " ")


def test_a_bare_list_needs_its_language(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_text(json.dumps(WORDS), "utf-8")
    target = tmp_path / "out.vtt"
    done = command("segment", str(path), "-o", str(target))
    assert (done.code, target.exists()) == (2, False)
    assert "smartskola: The file does not say its language" in done.err
    assert command("segment", str(path), "--lang", "sv", "-o", str(target)).code == 0
    cues = read_vtt(target.read_text("utf-8")).cues
    assert " ".join(cue.text for cue in cues).split() == [word["word"] for word in WORDS]


def test_clean_subtitles_pass(command: Command, words: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.vtt"
    command("segment", str(words), "-o", str(target))
    done = command("qc", str(target), "--words", str(words), "--fail-on", "warning")
    assert (done.code, done.err) == (0, "")
    assert "0 errors, 0 warnings" in " ".join(done.out.split())


def test_findings_are_told_and_can_fail_the_command(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.vtt"
    path.write_text(LONG, "utf-8")
    done = command("qc", str(path), "--lang", "sv", "-o", str(tmp_path / "report"))
    assert done.code == 0
    assert "c1 error L1:" in done.out
    assert sorted(made.name for made in (tmp_path / "report").iterdir()) == ["qc.html", "qc.json"]
    assert command("qc", str(path), "--lang", "sv", "--fail-on", "error").code == 1
    told = json.loads(command("qc", str(path), "--lang", "sv", "--json").out)
    assert told["counts"]["errors"] >= 1


def test_mending_shows_before_and_after_and_keeps_the_words(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.vtt"
    path.write_text(LONG, "utf-8")
    done = command("qc", str(path), "--lang", "sv", "--fix", "--fail-on", "error")
    assert done.code == 0
    assert "- c1 0-4000 Det här är en rad" in done.out
    assert "+ c1" in done.out
    before = " ".join(cue.text for cue in read_vtt(LONG).cues).split()
    assert " ".join(cue.text for cue in read_vtt(path.read_text("utf-8")).cues).split() == before


def test_what_was_heard_is_measured_against_what_was_said(
    command: Command, words: Path, tmp_path: Path
) -> None:
    said = tmp_path / "said.txt"
    said.write_text("Smärta är kroppens larm. Du är aldrig ensam.", "utf-8")
    done = command("eval", str(words), "--ref", str(said))
    assert (done.code, done.out.split()[:2]) == (0, ["WER", "0.125"])
    subtitles = tmp_path / "heard.vtt"
    command("segment", str(words), "-o", str(subtitles))
    assert command("eval", str(subtitles), "--ref", str(words)).out.split()[:2] == ["WER", "0.000"]
    done = command("eval", str(said), "--ref", str(said))
    assert (done.code, "--lang" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.vtt", "no header", "smartskola: "),
        ("a.vtt", LONG.replace("00:00:04.000", "00:00:0x.000"), "ubtitle 1"),
        ("a.doc", "x", "must end in .vtt, .srt or .ass"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    command: Command, tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    done = command("qc", str(path), "--lang", "sv")
    assert (done.code, sentence in done.err) == (2, True)


def test_a_file_that_is_not_there_and_a_place_that_cannot_be_written(
    command: Command, words: Path, tmp_path: Path
) -> None:
    done = command("qc", str(tmp_path / "nothing.vtt"), "--lang", "sv")
    assert (done.code, "No such file" in done.err) == (2, True)
    done = command("segment", str(words), "-o", str(words / "out.vtt"))
    assert (done.code, "smartskola:" in done.err) == (2, True)
    done = command("segment", str(words), "--lang", "xx", "-o", str(tmp_path / "out.vtt"))
    assert (done.code, "the languages are" in done.err) == (2, True)


def test_a_language_has_to_be_known(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.vtt"
    path.write_text(LONG, "utf-8")
    done = command("qc", str(path))
    assert (done.code, "--lang" in done.err) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [("segment", "words.json", "-o", "out.vtt"), ("qc", "en.vtt"), ("eval", "en.vtt", "--ref", "en.vtt")],
)
def test_a_language_in_a_file_has_to_be_ours(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("words.json").write_text(json.dumps({"language": "en", "words": WORDS}), "utf-8")
    Path("en.vtt").write_text(LONG.replace("\nc1", '\nNOTE smartskola {"language": "en"}\n\nc1'), "utf-8")
    done = command(*arguments)
    assert (done.code, "en: the languages are sv, ar, so, ti" in done.err) == (2, True)
    assert not Path("out.vtt").exists()


def test_words_that_are_not_utf_8_are_refused_not_read_with_other_signs(
    command: Command, tmp_path: Path
) -> None:
    path, target = tmp_path / "words.json", tmp_path / "out.vtt"
    path.write_bytes(json.dumps({"language": "sv", "words": WORDS}, ensure_ascii=False).encode("latin-1"))
    done = command("segment", str(path), "-o", str(target))
    assert (done.code, "not saved as UTF-8" in done.err, target.exists()) == (2, True, False)


def test_a_file_without_end_is_refused(command: Command, tmp_path: Path) -> None:
    done = command("segment", "/dev/zero", "--lang", "sv", "-o", str(tmp_path / "out.vtt"))
    assert (done.code, "too large" in done.err) == (2, True)


def test_a_report_cannot_go_where_a_file_stands(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.vtt"
    path.write_text(LONG, "utf-8")
    done = command("qc", str(path), "--lang", "sv", "-o", str(path))
    assert (done.code, "smartskola:" in done.err, path.read_text("utf-8")) == (2, True, LONG)
