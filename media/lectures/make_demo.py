"""Makes the demo's lecture: a synthetic voice reads our own text over our own figures. See README.md."""

import asyncio
import ctypes
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import async_playwright

from app.captions.formats.transcript import write_transcript
from app.captions.formats.vtt import write_vtt
from app.captions.media.ffmpeg import Work
from app.captions.media.peaks import make_peaks
from app.captions.media.probe import probe
from app.captions.media.renditions import make_poster, make_video
from app.captions.media.sounds import make_audio, make_speech_sound, measure_loudness
from app.captions.models.cues import Cue, ProfileName
from app.captions.models.words import Word
from app.captions.queries.sizes import picture_size, video_size
from app.captions.rules.publishing import cues_json
from app.captions.rules.qc import check
from app.captions.rules.segmenting import segment

HERE: Final = Path(__file__).parent
FIGURES: Final = HERE.parent / "figures"
SIZE: Final = (854, 480)
_LEAD_IN: Final = 600
"""Milliseconds before the first word."""
_QUIET: Final = 300
"""Samples below this are the voice's own silence at the end of a sentence."""
_SLIDE: Final = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: 854px; height: 480px; background: #fffdf8; color: #1d2a30; display: grid;
  grid-template-rows: auto 1fr; justify-items: center; font-family: "Noto Sans", sans-serif; }}
h1 {{ margin: 14px 0 4px; font-size: 38px; color: #0b5157; }}
svg {{ width: 560px; height: 315px; }} /* below it stand the subtitles */
</style><h1>{heading}</h1>{figure}"""


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("message", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


@dataclass(frozen=True)
class Spoken:
    """One sentence as sound (16 bits, mono) with the moment in milliseconds at which each word begins."""

    samples: "array[int]"
    starts: tuple[int, ...]


class Voice:
    """espeak-ng's Swedish voice, slow."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self._library.espeak_Initialize(2, 500, None, 0)
        self._library.espeak_SetVoiceByName(b"sv+f2")
        self._library.espeak_SetParameter(1, 130, 0)
        self._samples = array("h")
        self._events: list[tuple[int, int]] = []
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
        )
        self._callback = kind(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, sentence: str) -> Spoken:
        """Read one sentence."""
        self._samples, self._events = array("h"), []
        text = sentence.encode()
        self._library.espeak_Synth(text, len(text) + 1, 0, 1, 0, 1, None, None)
        last = max(place for place, sample in enumerate(self._samples) if abs(sample) > _QUIET)
        starts, place = [], 1
        for word in sentence.split():
            begun = [at for position, at in self._events if place <= position < place + len(word)]
            starts.append(min(begun))
            place += len(word) + 1
        return Spoken(self._samples[: last + self.rate // 20], tuple(starts))

    def _take(self, wave_data: Any, count: int, events: Any) -> int:
        if wave_data:
            self._samples.extend(wave_data[:count])
        number = 0
        while events[number].type:
            if events[number].type == 1:
                self._events.append((events[number].text_position, events[number].audio_position))
            number += 1
        return 0


@dataclass(frozen=True)
class Read:
    """The whole talk: its words with their exact times, and how long each slide stands (milliseconds)."""

    words: tuple[Word, ...]
    slides: tuple[int, ...]


def read_talk(talk: dict[str, Any], target: Path) -> Read:
    """Read every sentence, with pauses, into one WAV file."""
    voice = Voice()
    sound = array("h", bytes(2 * voice.rate * _LEAD_IN // 1000))
    words: list[Word] = []
    ends: list[int] = []
    for slide in talk["slides"]:
        for sentence in slide["sentences"]:
            begin = len(sound) * 1000 // voice.rate
            spoken = voice.say(sentence)
            sound.extend(spoken.samples)
            stops = (*spoken.starts[1:], len(spoken.samples) * 1000 // voice.rate)
            words += [
                Word(text, begin + start, begin + stop)
                for text, start, stop in zip(sentence.split(), spoken.starts, stops, strict=True)
            ]
            is_last = sentence == slide["sentences"][-1]
            pause = talk["slide_pause"] if is_last else talk["pause"]
            sound.extend(array("h", bytes(2 * (voice.rate * pause // 1000))))
        ends.append(len(sound) * 1000 // voice.rate)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(voice.rate)
        file.writeframes(sound.tobytes())
    return Read(tuple(words), tuple(end - start for start, end in zip((0, *ends), ends, strict=False)))


async def draw_slides(talk: dict[str, Any], folder: Path) -> list[Path]:
    """Draw every slide with Chromium."""
    made = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        for number, slide in enumerate(talk["slides"]):
            figure = (FIGURES / slide["figure"]).read_text("utf-8")
            await page.set_content(_SLIDE.format(heading=slide["heading"], figure=figure))
            made.append(folder / f"{number}.png")
            await page.screenshot(path=made[-1])
        await browser.close()
    return made


def film(slides: list[Path], read: Read, sound: Path, target: Path) -> None:
    """Put the slides and the voice together, ten pictures a second."""
    inputs = []
    for slide, length in zip(slides, read.slides, strict=True):
        inputs += ["-loop", "1", "-framerate", "10", "-t", f"{length / 1000:.3f}", "-i", str(slide)]
    parts = "".join(f"[{number}:v]" for number in range(len(slides)))
    joined = f"{parts}concat=n={len(slides)}:v=1,format=yuv420p[v]"
    options = ["-tune", "stillimage", "-crf", "14", "-c:a", "pcm_s16le", "-shortest"]
    command = ["ffmpeg", "-v", "error", "-y", *inputs, "-i", str(sound), "-filter_complex", joined]
    command += ["-map", "[v]", "-map", f"{len(slides)}:a", "-c:v", "libx264", *options, str(target)]
    subprocess.run(command, check=True)


class Folder:
    """What is shipped: files named by what they hold."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(exist_ok=True)
        for old in path.iterdir():
            old.unlink()

    def place(self, name: str, file: Path) -> dict[str, Any]:
        """Copy a finished file, and describe it for the manifest."""
        return self.write(name, file.suffix, file.read_bytes())

    def write(self, name: str, suffix: str, content: bytes) -> dict[str, Any]:
        """Write a file, and describe it for the manifest."""
        target = self._path / f"{name}.{hashlib.sha256(content).hexdigest()[:10]}{suffix}"
        target.write_bytes(content)
        return {"file": target.name, "size": len(content)}

    def track(self, language: str, cues: tuple[Cue, ...], state: str) -> dict[str, Any]:
        """Write one track in its three shapes."""
        record: dict[str, str | int] = {"lecture": self._path.name, "state": state}
        vtt = write_vtt(cues, language=language, record=record).encode()
        return {
            "language": language,
            "state": state,
            "vtt": self.write(language, ".vtt", vtt),
            "cues": self.write(language, ".json", cues_json(cues).encode()),
            "text": self.write(language, ".txt", write_transcript(cues).encode()),
        }

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest."""
        told = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self._path / "manifest.json").write_text(told + "\n", "utf-8")


def make_media(source: Path, scratch: Path, folder: Folder) -> dict[str, Any]:
    """Make what players need with the product's own stages."""
    work = Work(source=source, info=probe(source))
    sound, speech = scratch / "audio.m4a", scratch / "speech.wav"
    make_audio(work, sound, measure_loudness(work))
    videos = []
    for height in (240, 480):
        make_video(work, scratch / f"{height}.mp4", height=height, sound=sound)
        width, lines = video_size(scratch / f"{height}.mp4") or SIZE
        placed = folder.place(str(height), scratch / f"{height}.mp4")
        videos.append(placed | {"width": width, "height": lines})
    make_poster(work, scratch / "poster.webp")
    width, lines = picture_size(scratch / "poster.webp") or SIZE
    make_speech_sound(work, speech)
    make_peaks(speech, scratch / "peaks.bin")
    folder.place("peaks", scratch / "peaks.bin")
    return {
        "duration": work.info.duration,
        "poster": folder.place("poster", scratch / "poster.webp") | {"width": width, "height": lines},
        "videos": videos,
        "audio": folder.place("audio", sound),
    }


def translated(swedish: tuple[Cue, ...], lines: list[str]) -> tuple[Cue, ...]:
    """Give the cues of a translation: the same ids and times."""
    return tuple(
        Cue(cue.id, cue.start, cue.end, "\n".join(part.strip() for part in line.split(" / ")))
        for cue, line in zip(swedish, lines, strict=True)
    )


def main() -> None:
    """Make the folder anew; says what quality control finds in each track."""
    talk = tomllib.loads((HERE / "what-is-pain.toml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        read = read_talk(talk, scratch / "voice.wav")
        film(asyncio.run(draw_slides(talk, scratch)), read, scratch / "voice.wav", scratch / "talk.mkv")
        shipped = Folder(HERE / talk["slug"])
        media = make_media(scratch / "talk.mkv", scratch, shipped)
    swedish = segment(read.words, language="sv", profile=ProfileName.LUGN, duration=media["duration"])
    cues = {"sv": swedish}
    cues |= {name: translated(swedish, lines) for name, lines in talk.get("tracks", {}).items()}
    tracks = []
    for language, own in cues.items():
        words = read.words if language == "sv" else None
        for found in check(own, language=language, profile=ProfileName.LUGN, words=words):
            sys.stdout.write(f"{language} {found.cue_id} {found.rule} {found.level} {found.value}\n")
        tracks.append(shipped.track(language, own, "approved" if language == "sv" else "machine"))
    manifest = {"format": 1, "slug": talk["slug"], "language": "sv"}
    shipped.finish(manifest | media | {"tracks": tracks})
    for cue in swedish:
        sys.stdout.write(f"{cue.id} {cue.start} {cue.end} {cue.text!r}\n")


if __name__ == "__main__":
    main()
