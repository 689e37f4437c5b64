"""Content files and documents for tests, as a writer would write them."""

from pathlib import Path

from app.content.models.documents import Block, Document, Kind, Record
from app.content.rules.blocks import body_of
from app.content.rules.canonical import digest
from app.content.rules.records import parse_marker

SOURCE_FRONT = """---
id: {name}
lang: sv
title: Vad är smärta?
summary: Du får veta hur larmet fungerar.
{more}l10n:
  ready: true
---
"""
TARGET_FRONT = """---
id: {name}
lang: {lang}
title: {title}
summary: {summary}
l10n:
  schema: 1
---
"""
LESSON_KEYS = "course: pain-school\norder: {order}\nminutes: 45\nterms: []\n"


def source_page(body: str = "", *, name: str = "about", more: str = "") -> str:
    return SOURCE_FRONT.format(name=name, more=more) + body


def source_lesson(body: str = "", *, name: str = "pacing", order: int = 1) -> str:
    return source_page(body, name=name, more=LESSON_KEYS.format(order=order))


def translation(
    body: str = "",
    *,
    name: str = "about",
    lang: str = "ar",
    title: str = "ما هو الألم؟",
    summary: str = "ستعرف كيف يعمل جهاز الإنذار.",
) -> str:
    return TARGET_FRONT.format(name=name, lang=lang, title=title, summary=summary) + body


def write(root: Path, path: str, text: str | bytes) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def document(body: str, *, lang: str = "sv", kind: Kind = Kind.LESSON) -> Document:
    return Document(
        kind=kind,
        id="x",
        lang=lang,
        path=f"{lang}/{kind.value}/x.md",
        title="T",
        body=body.encode(),
        body_line=1,
    )


def block(text: str, *, marker: str = "b:7k2mf", lang: str = "sv") -> Block:
    (found,) = body_of(document(f"<!-- {marker} -->\n{text}\n", lang=lang)).blocks
    return found


def record(words: str) -> Record:
    return parse_marker(f"<!-- {words} -->", 1)


def stamped(text: str, source: str, *, words: str = "machine @anna", block_id: str = "7k2mf") -> str:
    """A marker and its block, as a translation that follows the source."""
    return f"<!-- b:{block_id} s:{digest(source)} t:{digest(text)} {words} -->\n{text}\n\n"
