"""Real sound files, small and quickly made."""

import subprocess
from pathlib import Path


def make_recording(path: Path, seconds: int) -> Path:
    """Write silence of this length in the format that the file's name asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    silence = ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", str(seconds)]
    command = ["ffmpeg", "-nostdin", "-v", "error", *silence, "-b:a", "8k", str(path)]
    subprocess.run(command, check=True, timeout=30)
    return path
