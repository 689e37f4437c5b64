"""The real application behind a real socket, for as long as the browser tests of one worker run."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.content.models.documents import Kind
from app.content.queries.library import find_document, load_library
from app.content.rules.blocks import body_of
from app.core.clock import utc_now
from app.core.database import open_database
from app.core.keyring import open_keyring
from app.main import create_app
from app.migrations import upgrade
from app.people.actions.demo import load_demo_people
from app.people.actions.participants import register_participant
from app.people.models.accounts import Role
from app.people.models.participants import InterpreterNeed, Medium, ReadsWell, Sex, Strength
from app.people.queries.demo import demo_people
from app.people.rules.participants import AccessNeed, Facts
from app.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
VOICED_LESSON = "what-is-pain"
VOICED_BLOCK = "heqga"
VOICED_LANGUAGES = ("sv", "ar")
_START_SECONDS = 20
_GUEST = "guest"
_FACTS = Facts(
    spoken_language="ar",
    dialect="sudanese",
    also_speaks=("en", "aa"),
    read_language="ar",
    reads_well=ReadsWell.SOME,
    medium=Medium.AUDIO,
    interpreter_need=InterpreterNeed.ALWAYS,
    wish=(Sex.WOMAN, Strength.MUST),
    access_needs=(AccessNeed.SITS_SHORT, AccessNeed.QUIET_ROOM),
    sex=Sex.WOMAN,
)


@dataclass(frozen=True)
class People:
    """Who is on the site: the demo's staff by role, the digits of its cards by language, and one guest.

    The guest is registered in the demo's group and reads Arabic; she may be given new cards at will.
    """

    password: str
    account_ids: Mapping[Role, str]
    code_secrets: Mapping[Role, str]
    digits: Mapping[str, str]
    guest_id: str


@dataclass
class Site:
    """A running site: its address, its people, and all that any browser has said to it.

    `heard` holds requests with their headers, and bodies; `data` is the folder in which everything is kept.
    """

    url: str
    people: People
    data: Path
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
        data_dir=folder / "data",
        content_dir=PROJECT / "content",
        media_dir=media,
        publish="labelled",
        environment="demo",
    )
    people = _load_people(settings)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site = Site(f"http://localhost:{listening.getsockname()[1]}", people, settings.data_dir)
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


def _load_people(settings: Settings) -> People:
    """Make the database with the people of the demo."""
    with closing(open_database(settings)) as database:
        upgrade(database)
        keyring, now = open_keyring(settings), utc_now()
        with database.writing() as session:
            load_demo_people(session, keyring, now=now)
            demo = demo_people(session, keyring)
            register_participant(session, _GUEST, demo.cards[0].unit.id, _FACTS, now)
            return People(
                demo.password,
                {one.role: one.account.id for one in demo.staff},
                {one.role: one.code_secret for one in demo.staff},
                {one.participant.read_language: one.digits for one in demo.cards},
                _GUEST,
            )


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
