"""The real application behind a real socket, for as long as the browser tests of one worker run."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.content.models.documents import Kind
from app.content.queries.library import find_document, load_library
from app.content.rules.blocks import body_of
from app.main import create_app
from app.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
VOICED_LESSON = "what-is-pain"
VOICED_BLOCK = "heqga"
VOICED_LANGUAGES = ("sv", "ar")
_START_SECONDS = 20


@dataclass
class Site:
    """A running site: its address, and all that any browser has said to it (requests, headers, bodies)."""

    url: str
    heard: list[str] = field(default_factory=list)


class _Listener:
    def __init__(self, app: ASGIApp, heard: list[str]) -> None:
        self.app = app
        self.heard = heard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        query = scope["query_string"].decode()
        headers = [f"{name.decode()}: {value.decode('latin-1')}" for name, value in scope["headers"]]
        self.heard.append("\n".join([f"{scope['method']} {scope['path']}?{query}", *headers]))

        async def receive_heard() -> Message:
            message = await receive()
            if message.get("body"):
                self.heard.append(message["body"].decode("utf-8", "replace"))
            return message

        await self.app(scope, receive_heard, send)


@contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """Serve the real content, with one block spoken in Swedish and Arabic, until the context ends."""
    media = folder / "media"
    shutil.copytree(PROJECT / "media", media)
    _speak(media)
    settings = Settings(
        data_dir=folder / "data", content_dir=PROJECT / "content", media_dir=media, publish="labelled"
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site = Site(f"http://127.0.0.1:{listening.getsockname()[1]}")
        app = _Listener(create_app(settings), site.heard)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        _wait_for(server, thread)
        try:
            yield site
        finally:
            server.should_exit = True
            thread.join()


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the site did not start")
        time.sleep(0.02)


def _speak(media: Path) -> None:
    """Put a quiet tone of six seconds where the voice of one block belongs."""
    library = load_library(PROJECT / "content", media=media)
    for lang in VOICED_LANGUAGES:
        document = find_document(library, Kind.LESSON, VOICED_LESSON, lang)
        assert document is not None
        block = next(block for block in body_of(document).blocks if block.id == VOICED_BLOCK)
        file = media / "audio" / lang / VOICED_LESSON / f"{block.id}.{block.digest}.m4a"
        file.parent.mkdir(parents=True)
        tone = ["-f", "lavfi", "-i", "sine=frequency=220:duration=6", "-c:a", "aac", "-b:a", "32k"]
        subprocess.run(["ffmpeg", "-v", "error", *tone, "-movflags", "+faststart", file], check=True)
