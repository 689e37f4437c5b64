"""How many cues break no rule: our planner beside other tools on the same words; and what planning costs."""

import gc
import importlib.util
import io
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

from rich.table import Table

from app.captions.models.cues import Cue, Level, ProfileName
from app.captions.models.words import Word
from app.captions.rules.breaks import ends_clause, ends_sentence
from app.captions.rules.languages import language_of
from app.captions.rules.profiles import limits_of
from app.captions.rules.qc import check
from app.captions.rules.segmenting import segment
from tests.factories.spoken import MANNERS, Lecture, make_lecture

Tool = Callable[[Lecture, ProfileName], Sequence[Cue]]
SEEDS = (1, 2)
SENTENCES = 60
_MODEL = Path(__file__).parents[1] / "data" / "asr"
_CLIP = "sv-long"
_COLUMNS = tuple(
    (language, profile)
    for language in ("sv", "ar")
    for profile in (ProfileName.LUGN, ProfileName.STANDARD, ProfileName.EXTRA_LUGN)
)


def captions_segments() -> tuple[Table, Table]:
    """The rates of all tools, and the times of ours."""
    return rates(), times()


def rates() -> Table:
    """For each tool: cues that pass, errors in a hundred cues, cues that end at punctuation or a pause."""
    tools: dict[str, Tool] = {"ours": _ours, "openai-whisper's writer": _whisper}
    if importlib.util.find_spec("stable_whisper"):
        tools["stable-ts, regrouped"] = _stable_ts
    heads = [f"{language} {profile.value}" for language, profile in _COLUMNS]
    table = Table("Tool", *heads, title="Cues that pass % · errors per 100 cues · well ended %")
    lectures = {
        language: [
            make_lecture(language, manner, seed=seed, sentences=SENTENCES)
            for manner in MANNERS.values()
            for seed in SEEDS
        ]
        for language in ("sv", "ar")
    }
    for name, tool in tools.items():
        table.add_row(name, *(_row(tool, lectures[language], profile) for language, profile in _COLUMNS))
    table.add_row("budget", "≥ 86 · 0 · ≥ 80", "≥ 95 · 0 · ≥ 85", "", *["≥ 95 · 0 · ≥ 85"] * 2, "")
    words = sum(len(lecture.words) for found in lectures.values() for lecture in found)
    table.caption = f"{len(MANNERS)} manners of speaking, {words} words with known times"
    return table


def times() -> Table:
    """Segmenting and checking 1 000 and 10 000 cues, and how that compares with decoding the same speech."""
    table = Table("Cues", "segment s", "check s", "ms a cue", "of the decode", title="Planning time, sv lugn")
    decode = _decode_rate()
    per_cue = []
    for sentences in (650, 6_500):
        lecture = make_lecture("sv", MANNERS["even"], seed=9, sentences=sentences)
        gc.collect()
        started = time.process_time()
        cues = _ours(lecture, ProfileName.LUGN)
        planned = time.process_time()
        check(cues, language="sv", profile=ProfileName.LUGN, words=lecture.words, duration=lecture.duration)
        checked = time.process_time()
        per_cue.append((checked - started) / len(cues))
        share = (checked - started) / (decode * lecture.duration / 1000)
        table.add_row(
            f"{len(cues)}",
            f"{planned - started:.2f}",
            f"{checked - planned:.2f}",
            f"{per_cue[-1] * 1000:.2f}",
            f"{share:.2%}",
        )
    table.add_row("ratio", "", "", f"{per_cue[1] / per_cue[0]:.2f} ×", "≤ 2 %")
    return table


def _row(tool: Tool, lectures: Sequence[Lecture], profile: ProfileName) -> str:
    cues = passed = errors = ended = 0
    for lecture in lectures:
        found = tool(lecture, profile)
        broken = [
            finding
            for finding in check(
                found,
                language=lecture.language,
                profile=profile,
                words=lecture.words,
                duration=lecture.duration,
                propose=False,
            )
            # What the text says is the speaker's business, not the tool's.
            if finding.rule[0] != "X"
        ]
        cues += len(found)
        passed += len(found) - len({finding.cue_id for finding in broken})
        errors += sum(finding.level is Level.ERROR for finding in broken)
        ended += _well_ended(found, lecture)
    return f"{100 * passed / cues:.1f} · {100 * errors / cues:.1f} · {100 * ended / cues:.0f}"


def _well_ended(cues: Sequence[Cue], lecture: Lecture) -> int:
    count = spoken = 0
    for cue in cues:
        spoken += len(cue.text.split())
        last = lecture.words[spoken - 1]
        pause = lecture.words[spoken].start - last.end if spoken < len(lecture.words) else 500
        count += ends_clause(last.text, language_of(lecture.language)) or pause >= 500
    return count


def _ours(lecture: Lecture, profile: ProfileName) -> Sequence[Cue]:
    return segment(lecture.words, language=lecture.language, profile=profile, duration=lecture.duration)


def _whisper(lecture: Lecture, profile: ProfileName) -> Sequence[Cue]:
    """What `whisper --word_timestamps True --max_line_width … --max_line_count 2` writes."""
    from whisper.utils import WriteVTT  # noqa: PLC0415 - pulls torch

    width = limits_of(profile, lecture.language).line_warn
    options = {"max_line_width": width, "max_line_count": 2, "highlight_words": False}
    text = io.StringIO()
    WriteVTT(".").write_result({"segments": list(_segments(lecture))}, text, options)
    blocks = [block.split("\n", 1) for block in text.getvalue().split("\n\n")[1:] if "-->" in block]
    return [_cue(number, *block) for number, block in enumerate(blocks, start=1)]


def _cue(number: int, times_line: str, text: str) -> Cue:
    start, end = (_milliseconds(mark) for mark in times_line.split(" --> "))
    return Cue(f"c{number}", start, end, text.strip())


def _milliseconds(mark: str) -> int:
    whole, part = mark.split(".")
    seconds = 0
    for place in whole.split(":"):
        seconds = seconds * 60 + int(place)
    return seconds * 1000 + int(part)


def _stable_ts(lecture: Lecture, profile: ProfileName) -> Sequence[Cue]:
    """stable-ts with its own way of regrouping, then lines and cues no longer than ours."""
    # It imports torchaudio for its own listening; regrouping words needs none of it.
    sys.modules.setdefault("torchaudio", MagicMock())
    from stable_whisper import WhisperResult  # noqa: PLC0415 - pulls torch

    width = limits_of(profile, lecture.language).line_warn
    result = WhisperResult({"language": lecture.language, "segments": list(_segments(lecture))})
    result.split_by_length(max_chars=2 * width)
    result.split_by_length(max_chars=width, newline=True)
    return [
        Cue(f"c{number}", round(found.start * 1000), round(found.end * 1000), found.text.strip())
        for number, found in enumerate(result.segments, start=1)
    ]


def _segments(lecture: Lecture) -> Iterator[dict[str, Any]]:
    """Sentences as an engine gives them, seconds and all."""
    language = language_of(lecture.language)
    part: list[Word] = []
    for at, word in enumerate(lecture.words):
        part.append(word)
        following = lecture.words[at + 1].text if at + 1 < len(lecture.words) else None
        if following is None or ends_sentence(word.text, following, language):
            yield {
                "start": part[0].start / 1000,
                "end": part[-1].end / 1000,
                "text": " " + " ".join(one.text for one in part),
                "words": [
                    {
                        "word": " " + one.text,
                        "start": one.start / 1000,
                        "end": one.end / 1000,
                        "probability": one.probability,
                    }
                    for one in part
                ],
            }
            part = []


def _decode_rate() -> float:
    """Processor seconds for a second of speech: faster-whisper with the small model of the tests."""
    from faster_whisper import WhisperModel  # noqa: PLC0415 - heavy

    model = WhisperModel(str(_MODEL / "ctranslate2"), device="cpu", compute_type="int8", cpu_threads=2)
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        segments, info = model.transcribe(
            str(_MODEL / "clips" / f"{_CLIP}.wav"),
            language="sv",
            word_timestamps=True,
            condition_on_previous_text=False,
            temperature=0,
        )
        list(segments)
        best = min(best, (time.process_time() - started) / info.duration)
    return best


if __name__ == "__main__":
    from rich.console import Console

    for found in captions_segments():
        Console(width=150).print(found)
