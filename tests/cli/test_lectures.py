"""A recording through the whole chain, with the real engines and the small model; nothing is downloaded."""

import json
import wave
from pathlib import Path

import pytest

from app.captions.formats.vtt import read_vtt
from app.captions.formats.words_json import read_words
from app.captions.models.words import Doubt, Flag, Transcript
from app.captions.rules.cleaning import unflagged_words
from app.captions.rules.evaluation import evaluate
from tests.running import Command

DATA = Path(__file__).resolve().parents[1] / "data" / "asr"
MODELS = {"openai-whisper": DATA / "openai" / "smoke.pt", "faster-whisper": DATA / "ctranslate2"}
RESULTS = ["qc.html", "qc.json", "sv.srt", "sv.vtt", "transcript.txt", "words.json"]


def truth(clip: str) -> str:
    told = json.loads((DATA / "clips" / f"{clip}.json").read_text("utf-8"))
    return " ".join(sentence["text"] for sentence in told["sentences"])


def undoubted(out: Path) -> str:
    """The words that no flag speaks of."""
    heard: Transcript = read_words((out / "words.json").read_text("utf-8"))
    doubts = json.loads((out / "qc.json").read_text("utf-8"))["doubts"]
    flags = [Flag(Doubt(one["doubt"]), one["start"], one["end"], one["words"]) for one in doubts]
    return " ".join(word.text for word in unflagged_words(heard, flags))


@pytest.mark.parametrize("engine", MODELS)
def test_a_lecture_becomes_clean_swedish_subtitles(command: Command, tmp_path: Path, engine: str) -> None:
    out = tmp_path / "out"
    clip = DATA / "clips" / "sv-short.wav"
    done = command("subtitle", str(clip), "--lang", "sv", "--model", str(MODELS[engine]), "-o", str(out))
    assert (done.code, done.err.count("smartskola:")) == (0, 0)
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == RESULTS
    assert json.loads((out / "qc.json").read_text("utf-8"))["counts"]["errors"] == 0
    cues = read_vtt((out / "sv.vtt").read_text("utf-8")).cues
    assert "Vi ses igen nästa vecka." in " ".join(cue.text.replace("\n", " ") for cue in cues)
    assert evaluate(truth("sv-short"), undoubted(out), language="sv").word_errors <= 0.2
    times = {path: path.stat().st_mtime_ns for path in (out / ".work").rglob("*.*")}
    again = command("subtitle", str(clip), "--lang", "sv", "--model", str(MODELS[engine]), "-o", str(out))
    assert again.code == 0
    assert {path: path.stat().st_mtime_ns for path in (out / ".work").rglob("*.*")} == times


def test_another_profile_cuts_the_same_words_anew(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clip = str(DATA / "clips" / "sv-pause.wav")
    arguments = ("--lang", "sv", "--model", str(MODELS["faster-whisper"]), "-o", str(out))
    assert command("subtitle", clip, *arguments).code == 0
    assert evaluate(truth("sv-pause"), undoubted(out), language="sv").word_errors <= 0.2
    chunks = sorted((out / ".work").rglob("chunk-*.json"))
    assert command("subtitle", clip, *arguments, "--profile", "extra-lugn").code == 0
    assert sorted((out / ".work").rglob("chunk-*.json")) == chunks
    assert json.loads((out / "qc.json").read_text("utf-8"))["profile"] == "extra-lugn"


def test_words_alone(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clip = str(DATA / "clips" / "ar-short.wav")
    model = str(MODELS["faster-whisper"])
    assert command("transcribe", clip, "--lang", "ar", "--model", model, "-o", str(out)).code == 0
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == ["transcript.txt", "words.json"]
    assert "أنت لست وحدك" in (out / "transcript.txt").read_text("utf-8")


def test_what_a_recording_is(command: Command) -> None:
    done = command("probe", str(DATA / "clips" / "sv-short.wav"))
    assert json.loads(done.out)["duration"] == 20_825


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--lang", "ti"], "No speech engine can hear Tigrinya."),
        (["--lang", "so"], "The speech engines get most Somali words wrong."),
        (["--lang", "xx"], "No speech engine here knows this language."),
        (["--lang", "sv"], "The speech model is missing."),
        (["--lang", "sv", "--model", "small"], "The speech model is missing."),
        (["--lang", "sv", "--model", str(DATA / "clips")], "This is not a Whisper model."),
    ],
)
def test_what_cannot_work_is_refused_before_anything_runs(
    command: Command, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    out = tmp_path / "out"
    done = command("subtitle", str(DATA / "clips" / "sv-short.wav"), *arguments, "-o", str(out))
    assert done.code == 2
    assert f"smartskola: {sentence}" in done.err
    assert not out.exists()


def test_a_file_that_is_no_recording_is_told(command: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("only text")
    arguments = ("--lang", "sv", "--model", str(MODELS["faster-whisper"]), "-o", str(tmp_path / "out"))
    done = command("subtitle", str(tmp_path / "notes.mp4"), *arguments)
    assert (done.code, "smartskola:" in done.err) == (2, True)
    done = command("subtitle", str(tmp_path / "nothing.mp4"), *arguments)
    assert (done.code, "there is no such file" in done.err) == (2, True)


def test_results_cannot_go_where_a_file_stands(command: Command, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", "utf-8")
    clip = str(DATA / "clips" / "sv-short.wav")
    done = command(
        "subtitle", clip, "--lang", "sv", "--model", str(MODELS["faster-whisper"]), "-o", str(taken)
    )
    assert (done.code, "smartskola:" in done.err, taken.read_text("utf-8")) == (2, True, "mine")


def test_a_glossary_must_be_text(command: Command, tmp_path: Path) -> None:
    glossary, out = tmp_path / "words.txt", tmp_path / "out"
    glossary.write_bytes(b"\xff\xfe\x00\xd8rest")
    clip, model = str(DATA / "clips" / "sv-short.wav"), str(MODELS["faster-whisper"])
    done = command(
        "subtitle", clip, "--lang", "sv", "--model", model, "--glossary", str(glossary), "-o", str(out)
    )
    assert (done.code, "not saved as UTF-8" in done.err, out.exists()) == (2, True, False)


def test_silence_is_told(command: Command, tmp_path: Path) -> None:
    silence, out = tmp_path / "silence.wav", tmp_path / "out"
    with wave.open(str(silence), "wb") as made:
        made.setparams((1, 2, 16_000, 0, "NONE", ""))
        made.writeframes(bytes(2 * 16_000 * 2))
    done = command(
        "subtitle", str(silence), "--lang", "sv", "--model", str(MODELS["faster-whisper"]), "-o", str(out)
    )
    assert (done.code, "Nobody speaks in this recording" in done.out) == (0, True)
    assert read_vtt((out / "sv.vtt").read_text("utf-8")).cues == ()
