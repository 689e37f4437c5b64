"""The real web process: how soon it answers, what it holds, and what a browser thinks of it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import playwright

ROOT = Path(__file__).parent.parent.parent
_LIGHTHOUSE = ROOT / "tests/browser/node_modules/lighthouse/cli/index.js"
_NODE = Path(playwright.__file__).parent / "driver/node"
_CHROMIUM = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@contextmanager
def running(content: Path, data: Path, first: str) -> Iterator[tuple[int, str, float]]:
    """Start the web process; give its number, address, and the seconds until `first` was answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"SMARTSKOLA_CONTENT_DIR": str(content), "SMARTSKOLA_DATA_DIR": str(data)}
    environment |= {"SMARTSKOLA_LOG_LEVEL": "ERROR"}
    started = time.perf_counter()
    command = [sys.executable, "-m", "app.main", "127.0.0.1", str(port), str(os.getpid())]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        while not _answers(address + first):
            time.sleep(0.02)
        yield process.pid, address, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def resident_megabytes(process: int) -> float:
    """Read the resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def lighthouse(address: str, report: Path) -> dict[str, str]:
    """Run Lighthouse's mobile profile on a page; give its scores and the largest contentful paint."""
    chromium = shutil.which("chromium") or "chromium"
    command = [str(_NODE), str(_LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={_CHROMIUM}", "--only-categories=performance,accessibility,best-practices"]
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": chromium}, capture_output=True)
    found = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: f"{part['score'] * 100:.0f}" for name, part in found["categories"].items()}
    return scores | {"LCP s": f"{found['audits']['largest-contentful-paint']['numericValue'] / 1000:.2f}"}


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
