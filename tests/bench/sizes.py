"""What a page weighs on the wire, per page and language."""

import asyncio
import re

from fastapi import FastAPI
from rich.table import Table

from app.core.locales import LANGUAGES
from tests.bench.asgi import ask, scope_of

PAGES = {
    "start": "/",
    "course": "/courses/pain-school",
    "lesson 1": "/lessons/welcome",
    "lesson 2": "/lessons/what-is-pain",
    "lesson 5": "/lessons/pacing",
    "words": "/terms",
    "privacy": "/pages/privacy",
}
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
_SCRIPT = re.compile(r'<script src="([^"]+)"')
_FIRST_VIEW = re.compile(r'(?:<img src|<use href|rel="icon" href|rel="manifest" href)="([^"#]+)')


def kilobytes(count: int) -> str:
    return f"{count / 1024:.1f}"


def weigh(app: FastAPI) -> Table:
    """HTML and CSS against 14 KB, scripts against 20 KB, first view with every figure against 60 KB."""
    table = Table("Page", "Language", "HTML", "+ CSS", "Scripts", "First view", title="KiB with brotli")
    for name, place in PAGES.items():
        for lang in LANGUAGES:
            _, _, body = asyncio.run(ask(app, scope_of(f"/{lang}{place}")))
            _, _, plain = asyncio.run(ask(app, scope_of(f"/{lang}{place}", accept_encoding="identity")))
            html = plain.decode()
            style, script, rest = (
                _weight(app, pattern.findall(html)) for pattern in (_STYLE, _SCRIPT, _FIRST_VIEW)
            )
            parts = (len(body), len(body) + style, script, len(body) + style + script + rest)
            table.add_row(name, lang, *map(kilobytes, parts))
    return table


def _weight(app: FastAPI, addresses: list[str]) -> int:
    return sum(len(asyncio.run(ask(app, scope_of(address)))[2]) for address in sorted(set(addresses)))
