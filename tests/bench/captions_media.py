"""What making a lecture's media costs: each stage against real time, and memory against length."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from app.captions.media.ffmpeg import Work
from app.captions.media.peaks import make_peaks
from app.captions.media.probe import probe
from app.captions.media.renditions import make_poster, make_video
from app.captions.media.sounds import make_audio, make_speech_sound, measure_loudness
from app.core.supervise import Limits, run_supervised
from tests.factories.media import make_recording

SECONDS = 120
SHORT_MINUTES, LONG_MINUTES = 10, 60

# What our own process does for every recording, in a process of its own.
_CHAIN = """
import sys
from pathlib import Path
from app.captions.media.ffmpeg import Work
from app.captions.media.peaks import make_peaks
from app.captions.media.probe import probe
from app.captions.media.sounds import make_speech_sound

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
work = Work(source=source, info=probe(source))
make_speech_sound(work, folder / "asr.wav")
make_peaks(folder / "asr.wav", folder / "peaks.bin")
"""


def stages(folder: Path) -> Table:
    """Every stage on two minutes of 720p, in seconds and as a multiple of real time."""
    source = folder / "lecture.mp4"
    picture = ["-f", "lavfi", "-i", f"testsrc2=s=1280x720:r=25:d={SECONDS}"]
    sound = ["-f", "lavfi", "-i", f"anoisesrc=c=pink:a=0.1:d={SECONDS}:r=44100"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]
    make_recording(source, [*picture, *sound, *codecs], patience=600)
    audio, speech = folder / "audio.m4a", folder / "asr.wav"
    work = Work(source=source, info=probe(source))
    loudness = measure_loudness(work)
    steps: dict[str, Callable[[], object]] = {
        "probe": lambda: probe(source),
        "measure loudness": lambda: measure_loudness(work),
        "audio": lambda: make_audio(work, audio, loudness),
        "480p": lambda: make_video(work, folder / "480.mp4", height=480, sound=audio),
        "240p": lambda: make_video(work, folder / "240.mp4", height=240, sound=audio),
        "poster": lambda: make_poster(work, folder / "poster.webp"),
        "sound for speech": lambda: make_speech_sound(work, speech),
        "peaks": lambda: make_peaks(speech, folder / "peaks.bin"),
    }
    table = Table("Stage", "s", "× real time", "KiB", title=f"Media of a lecture, {SECONDS} s of 720p")
    sizes = {"audio": audio, "480p": folder / "480.mp4", "240p": folder / "240.mp4"}
    sizes |= {"poster": folder / "poster.webp", "peaks": folder / "peaks.bin"}
    for name, step in steps.items():
        started = time.perf_counter()
        step()
        seconds = time.perf_counter() - started
        size = f"{sizes[name].stat().st_size / 1024:.0f}" if name in sizes else ""
        table.add_row(name, f"{seconds:.2f}", f"{SECONDS / seconds:.0f}", size)
    return table


def memory(folder: Path) -> Table:
    """The most memory that the chain takes, ours and ffmpeg's together, for a short and a long recording."""
    table = Table("Minutes", "Peak MiB", "Ratio", "Budget", title="Memory against length, sound recording")
    peaks: list[int] = []
    for minutes in (SHORT_MINUTES, LONG_MINUTES):
        source = folder / f"{minutes}.wav"
        make_recording(source, ["-f", "lavfi", "-i", f"sine=d={minutes * 60}:r=16000"], patience=600)
        command = [sys.executable, "-c", _CHAIN, str(source), str(folder)]
        peaks.append(run_supervised(command, limits=Limits(seconds=900)).peak_memory)
        ratio = peaks[-1] / peaks[0]
        budget = "≤ 1.15 ×" if len(peaks) > 1 else ""
        table.add_row(str(minutes), f"{peaks[-1] / 1024**2:.0f}", f"{ratio:.2f} ×", budget)
    return table
