"""What the whole chain costs around an engine's own decode, in memory, and after a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from rich.table import Table

from app.core.supervise import Limits, run_supervised
from tests.bench.captions_engines import ALONE, MODELS, Cost, lecture, run

MINUTES, SHORT, LONG = 30, 10, 60
_ENGINE = "faster-whisper"
_LIMITS = Limits(seconds=3600, memory_bytes=16 * 1024**3, nice=0)


def pipeline(folder: Path) -> Table:
    """Half an hour through `smartskola subtitle`, against the library alone on the same sound and weights."""
    table = Table("Measured", "Value", "Budget", title=f"The whole chain with {_ENGINE}, small model")
    with lecture(MINUTES) as (sound, _):
        alone = run(["-c", ALONE[_ENGINE], str(MODELS[_ENGINE]), str(sound)])
        whole = _subtitle(sound, folder / "whole")
        again = _subtitle(sound, folder / "whole")
        table.add_row("the library alone, half an hour", _told(alone), "")
        table.add_row("recording to checked subtitles", _told(whole), "")
        table.add_row("wall against the library alone", f"{whole.seconds / alone.seconds:.2f} ×", "≤ 1.1 ×")
        table.add_row("the same again, nothing left to do", _told(again), "")
        _add_resume(table, sound, folder / "killed", whole)
    peaks = []
    for minutes in (SHORT, LONG):
        with lecture(minutes) as (sound, _):
            peaks.append(_peak(sound, folder / str(minutes)))
    table.add_row(
        f"peak memory of all processes, {LONG} minutes against {SHORT}",
        f"{peaks[1] / 1024**2:.0f} MiB, {peaks[1] / peaks[0]:.2f} ×",
        "≤ 1.15 ×",
    )
    return table


def _add_resume(table: Table, sound: Path, out: Path, whole: Cost) -> None:
    """Kill it when the second of its chunks is under way: what was lost is at most that one chunk."""
    process = subprocess.Popen(_command(sound, out), start_new_session=True, stderr=subprocess.DEVNULL)
    while not list(out.rglob("chunk-*.json")):
        if process.poll() is not None:
            raise RuntimeError("it ended before it could be killed")
        time.sleep(0.05)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = len(list(out.rglob("chunk-*.json")))
    rest = _subtitle(sound, out)
    chunks = len(list(out.rglob("chunk-*.json")))
    share = rest.seconds / whole.seconds
    value = f"{done} of {chunks} chunks kept, the rest took {share:.2f} × a whole run"
    table.add_row("resume after kill -9", value, "≤ one chunk lost")
    json.loads((out / "qc.json").read_text("utf-8"))


def _command(sound: Path, out: Path) -> list[str]:
    model = str(MODELS[_ENGINE])
    arguments = ["subtitle", str(sound), "--lang", "sv", "--model", model, "-o", str(out)]
    return [sys.executable, "-m", "app.cli", *arguments]


def _subtitle(sound: Path, out: Path) -> Cost:
    return run(_command(sound, out)[1:])


def _peak(sound: Path, out: Path) -> int:
    return run_supervised(_command(sound, out), limits=_LIMITS, environment=dict(os.environ)).peak_memory


def _told(cost: Cost) -> str:
    return f"{cost.seconds:.1f} s"
