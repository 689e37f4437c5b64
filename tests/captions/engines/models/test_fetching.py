"""Fetching against a server that cuts off, lies and refuses: a model is there whole and right, or not."""

import hashlib
import json
import os
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.captions.engines.faults import (
    EngineError,
    FetchedWrongError,
    FetchFailedError,
    FetchNoRoomError,
    UnknownModelNameError,
)
from app.captions.engines.models import Sources, fetch_model, naming, verify_model
from tests.captions.engines.clips import MODELS

OFFICIAL_DATA = MODELS["openai-whisper"].read_bytes()
DIGEST = hashlib.sha256(OFFICIAL_DATA).hexdigest()
COMMIT = "c0ffee" * 6 + "abcd"


@dataclass
class Hub:
    """What the server answers: bytes by path; `spoil` may change an answer on its way."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    spoil: Callable[[str, bytes], tuple[int, bytes, int]] | None = None

    @property
    def sources(self) -> Sources:
        return Sources(openai=f"{self.address}/models", hub=self.address)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    told = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            data = told.files.get(self.path)
            if data is None:
                self.send_error(404)
                return
            status, body, length = told.spoil(self.path, data) if told.spoil else (200, data, len(data))
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            # Whoever refuses what is told hangs up before it is sent.
            with suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setitem(naming.OFFICIAL, "tiny", ("tiny.pt", DIGEST))
    told.files[f"/models/{DIGEST}/tiny.pt"] = OFFICIAL_DATA
    _publish(told)
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def _publish(hub: Hub, revision: str = "main") -> None:
    listed = [{"rfilename": "model.safetensors", "size": 5, "blobId": "x"}]
    for file in sorted(MODELS["faster-whisper"].iterdir()):
        data = file.read_bytes()
        blob = hashlib.sha1(f"blob {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
        one: dict[str, object] = {"rfilename": file.name, "size": len(data), "blobId": blob}
        if file.name == "model.bin":
            one |= {
                "blobId": "pointer",
                "lfs": {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)},
            }
        listed.append(one)
        hub.files[f"/KBLab/kb-whisper-tiny/resolve/{COMMIT}/{file.name}"] = data
    told = json.dumps({"sha": COMMIT, "siblings": listed}).encode()
    hub.files[f"/api/models/KBLab/kb-whisper-tiny/revision/{revision}?blobs=true"] = told


def _nothing_is_left(folder: Path) -> bool:
    return not folder.exists() or list(folder.iterdir()) == []


def test_fetch_model_of_openai(hub: Hub, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    folder = tmp_path / "new" / "models"
    model = fetch_model("tiny", folder, sources=hub.sources, progress=lambda *one: seen.append(one))
    assert model.path == folder / "tiny.pt"
    assert seen[-1] == (len(OFFICIAL_DATA), len(OFFICIAL_DATA))
    assert sorted(file.name for file in folder.iterdir()) == ["tiny.pt", "tiny.pt.sha256"]
    assert verify_model("tiny", folder) == model


def test_fetch_model_of_the_hub(hub: Hub, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    model = fetch_model(
        "kb-whisper-tiny", tmp_path, sources=hub.sources, progress=lambda *one: seen.append(one)
    )
    assert verify_model("kb-whisper-tiny", tmp_path) == model
    total = sum(file.stat().st_size for file in MODELS["faster-whisper"].iterdir())
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)
    assert (model.path / "SOURCE").read_text("utf-8") == f"KBLab/kb-whisper-tiny {COMMIT}\n"
    assert not (model.path / "model.safetensors").exists()
    assert not list(tmp_path.glob(".half*"))


def test_fetch_model_at_a_revision_has_a_name_of_its_own(hub: Hub, tmp_path: Path) -> None:
    _publish(hub, "strict")
    model = fetch_model("kb-whisper-tiny@strict", tmp_path, sources=hub.sources)
    assert model.path.name == "kb-whisper-tiny@strict"


@pytest.mark.parametrize("name", ["tiny", "kb-whisper-tiny"])
def test_fetch_model_once(hub: Hub, tmp_path: Path, name: str) -> None:
    first = fetch_model(name, tmp_path, sources=hub.sources)
    asked = len(hub.asked)
    assert fetch_model(name, tmp_path, sources=hub.sources) == first
    assert len(hub.asked) == asked


@pytest.mark.parametrize(
    ("name", "file"), [("tiny", "tiny.pt"), ("kb-whisper-tiny", "kb-whisper-tiny/model.bin")]
)
def test_fetch_model_again_when_it_is_broken(hub: Hub, tmp_path: Path, name: str, file: str) -> None:
    first = fetch_model(name, tmp_path, sources=hub.sources)
    (tmp_path / file).write_bytes(b"broken")
    assert fetch_model(name, tmp_path, sources=hub.sources) == first
    verify_model(name, tmp_path)


def _cut(_path: str, data: bytes) -> tuple[int, bytes, int]:
    return 200, data[: len(data) // 2], len(data)


def _changed(_path: str, data: bytes) -> tuple[int, bytes, int]:
    return 200, bytes([data[0] ^ 1]) + data[1:], len(data)


def _short(_path: str, data: bytes) -> tuple[int, bytes, int]:
    return 200, data[:-1], len(data) - 1


def _gone(_path: str, data: bytes) -> tuple[int, bytes, int]:
    return 503, b"", 0


def _huge(_path: str, data: bytes) -> tuple[int, bytes, int]:
    return 200, data, 10**17


_SPOILT = [
    (_cut, FetchFailedError),
    (_changed, FetchedWrongError),
    (_short, EngineError),
    (_gone, FetchFailedError),
]


@pytest.mark.parametrize("name", ["tiny", "kb-whisper-tiny"])
@pytest.mark.parametrize(("spoil", "kind"), _SPOILT)
def test_fetch_model_that_does_not_come_right(
    hub: Hub,
    tmp_path: Path,
    name: str,
    spoil: Callable[[str, bytes], tuple[int, bytes, int]],
    kind: type[EngineError],
) -> None:
    hub.spoil = lambda path, data: (200, data, len(data)) if "/api/" in path else spoil(path, data)
    with pytest.raises(kind):
        fetch_model(name, tmp_path, sources=hub.sources)
    assert _nothing_is_left(tmp_path)


def test_fetch_model_keeps_the_old_one_when_the_new_does_not_come(hub: Hub, tmp_path: Path) -> None:
    model = fetch_model("kb-whisper-tiny", tmp_path, sources=hub.sources)
    (model.path / "SHA256SUMS").unlink()
    hub.spoil = _cut
    with pytest.raises(FetchFailedError):
        fetch_model("kb-whisper-tiny", tmp_path, sources=hub.sources)
    assert verify_model("kb-whisper-tiny", tmp_path) == model


@pytest.mark.parametrize(
    "answer", [b"<html>", b"[]", b"{}", b'{"sha": "x", "siblings": []}', b'{"sha": "x", "siblings": [3]}']
)
def test_fetch_model_from_a_hub_that_lists_nonsense(hub: Hub, tmp_path: Path, answer: bytes) -> None:
    hub.files["/api/models/KBLab/kb-whisper-tiny/revision/main?blobs=true"] = answer
    with pytest.raises(FetchFailedError):
        fetch_model("kb-whisper-tiny", tmp_path, sources=hub.sources)
    assert _nothing_is_left(tmp_path)


def test_fetch_model_that_is_not_there(hub: Hub, tmp_path: Path) -> None:
    hub.files.clear()
    for name in ("tiny", "kb-whisper-tiny", "kb-whisper-tiny@../../x"):
        with pytest.raises(FetchFailedError, match="404"):
            fetch_model(name, tmp_path, sources=hub.sources)
    assert _nothing_is_left(tmp_path)


def test_fetch_model_larger_than_the_disk_is_not_begun(hub: Hub, tmp_path: Path) -> None:
    hub.spoil = _huge
    with pytest.raises(FetchNoRoomError):
        fetch_model("tiny", tmp_path, sources=hub.sources)
    assert _nothing_is_left(tmp_path)


@pytest.mark.parametrize("name", ["tiny", "kb-whisper-tiny"])
def test_fetch_model_when_the_disk_fills_up(hub: Hub, tmp_path: Path, name: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024**2, hard))
    try:
        with pytest.raises(FetchNoRoomError):
            fetch_model(name, tmp_path, sources=hub.sources)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert _nothing_is_left(tmp_path)


def test_fetch_model_from_nobody(tmp_path: Path) -> None:
    with pytest.raises(FetchFailedError):
        fetch_model("tiny", tmp_path, sources=Sources(openai="http://127.0.0.1:9/models"))
    with pytest.raises(FetchFailedError, match="https"):
        fetch_model("tiny", tmp_path, sources=Sources(openai="file:///etc"))
    assert _nothing_is_left(tmp_path)


@pytest.mark.parametrize("name", ["", "no such model", "tiny@strict", "../tiny", "KBLab/kb-whisper-tiny"])
def test_fetch_model_of_an_unknown_name(hub: Hub, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownModelNameError):
        fetch_model(name, tmp_path, sources=hub.sources)
    assert hub.asked == []


def test_fetch_model_into_a_folder_that_cannot_be(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FetchFailedError):
        fetch_model("tiny", tmp_path / "file", sources=hub.sources)


def test_fetch_model_removes_what_a_killed_fetch_left(hub: Hub, tmp_path: Path) -> None:
    old, young = tmp_path / ".half-old", tmp_path / ".half-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "model.bin").write_bytes(b"half")
    (tmp_path / ".half-file").write_bytes(b"half")
    long_ago = time.time() - 7200
    for left in (old / "model.bin", old, tmp_path / ".half-file"):
        os.utime(left, (long_ago, long_ago))
    fetch_model("tiny", tmp_path, sources=hub.sources)
    assert [left.name for left in tmp_path.glob(".half*")] == [".half-young"]
