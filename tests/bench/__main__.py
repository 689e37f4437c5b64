"""Prints the tables: sizes, ratios, a large school, people, lectures, the browser's verdict."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

from fastapi import FastAPI
from rich.console import Console
from rich.table import Table

from app.content.queries.library import load_library
from app.core.locales import LANGUAGES
from app.core.logs import configure_logs
from app.main import create_app
from app.settings import Settings
from app.web.page_cache import CachedPage, PageCache
from tests.bench.asgi import Variant, ask, scope_of, seconds_per_request
from tests.bench.captions_editor import editor
from tests.bench.captions_engines import engines
from tests.bench.captions_media import memory, stages
from tests.bench.captions_pipeline import pipeline
from tests.bench.captions_playing import first_subtitle
from tests.bench.captions_segments import captions_segments
from tests.bench.people import people
from tests.bench.school import write_school
from tests.bench.server import lighthouse, resident_megabytes, running
from tests.bench.sizes import weigh

LESSON = "/ar/lessons/what-is-pain"
LESSONS = 1000
out = Console(width=110)


class RenderEachTime(PageCache):
    """Keeps nothing and compresses nothing: what a site without a page cache would do."""

    def page(self, key: Hashable, generation: Hashable, render: Callable[[], str]) -> CachedPage:  # noqa: ARG002 - the interface of the cache
        return CachedPage(render().encode(), {}, 'W/"never"', "text/html; charset=utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        settings = Settings(data_dir=place / "data", log_level="ERROR")
        configure_logs(settings)
        out.print(weigh(create_app(settings)))
        out.print(ratios(lambda: create_app(settings)))
        out.print(large_school(settings, place))
        out.print(people(place / "people"))
        for table in captions(place):
            out.print(table)
        out.print(browser(settings.content_dir, place))


def captions(place: Path) -> Iterator[Table]:
    """What lectures and their subtitles cost, stage by stage."""
    yield from captions_segments()
    yield engines()
    for name, measure in (("stages", stages), ("memory", memory)):
        folder = place / name
        folder.mkdir()
        yield measure(folder)
    yield pipeline(place / "pipeline")
    yield editor(place / "editor")
    yield first_subtitle(place / "playing")


def ratios(create: Callable[[], FastAPI]) -> Table:
    """Times of one lesson page, with and without what stands around it."""
    app, bare, uncached = create(), create(), create()
    bare.user_middleware.clear()
    uncached.state.page_cache = RenderEachTime()
    etag = encoded_etag(app)
    plain = scope_of(LESSON, accept_encoding="identity")
    found = seconds_per_request(
        {
            "kept": Variant(app, scope_of(LESSON), 60),
            "304": Variant(app, scope_of(LESSON, if_none_match=etag), 60),
            "bare": Variant(bare, scope_of(LESSON), 60),
            "plain": Variant(uncached, plain, 8),
            "brotli": Variant(uncached, scope_of(LESSON), 8),
        }
    )
    kept = found["kept"]
    table = Table("Measured", "ms", "Ratio", "Budget", title="One lesson page (Arabic, lesson 2)")
    for name, seconds, ratio, budget in (
        ("kept bytes, brotli", kept, "", ""),
        ("rendered anew, plain", found["plain"], f"{found['plain'] / kept:.1f} × kept", ""),
        (
            "rendered anew, brotli on the fly",
            found["brotli"],
            f"{found['brotli'] / kept:.1f} × kept",
            "≥ 7 ×",
        ),
        ("304", found["304"], f"kept takes {kept / found['304']:.2f} × as long", ""),
        ("kept bytes, no layers", found["bare"], f"layers run at {found['bare'] / kept:.2f} ×", "≥ 0.6 ×"),
    ):
        table.add_row(name, f"{seconds * 1000:.3f}", ratio, budget)
    return table


def encoded_etag(app: FastAPI) -> str:
    """Ask once and take the ETag of the answer."""
    return asyncio.run(ask(app, scope_of(LESSON)))[1]["etag"]


def large_school(settings: Settings, place: Path) -> Table:
    """What 1 000 lessons in four languages cost: to load, to start with, to hold, to read one of."""
    folder = place / "school" / "content"
    write_school(settings.content_dir, folder, LESSONS)
    started = time.perf_counter()
    library = load_library(folder, media=settings.media_dir)
    loaded = time.perf_counter() - started
    small, large = create_app(settings), create_app(settings.model_copy(update={"content_dir": folder}))
    for app in (small, large):
        app.state.page_cache = RenderEachTime()
    found = seconds_per_request(
        {
            "small": Variant(small, scope_of("/ar/lessons/welcome", accept_encoding="identity"), 8),
            "large": Variant(large, scope_of("/ar/lessons/welcome-300", accept_encoding="identity"), 8),
        }
    )
    with running(folder, place / "large-data", "/sv/lessons/welcome-300") as (process, _, seconds):
        memory = resident_megabytes(process)
    table = Table("Measured", "Value", "Budget", title=f"{LESSONS} lessons × {len(LANGUAGES)} languages")
    table.add_row("files", f"{len(library.documents)}", "")
    table.add_row("load", f"{loaded:.2f} s", "≤ 5 s")
    table.add_row("a page, against 12 lessons", f"{found['large'] / found['small']:.2f} ×", "1 ×")
    table.add_row("start to first answer", f"{seconds:.2f} s", "≤ 3 s")
    table.add_row("idle web process", f"{memory:.0f} MiB", "≤ 150 MB")
    return table


def browser(content: Path, place: Path) -> Table:
    """Lighthouse on a phone with a slow network, on the real server."""
    table = Table(
        "Page", "Performance", "Accessibility", "Best practices", "LCP s", title="Lighthouse, mobile"
    )
    with running(content, place / "browser-data", "/sv/") as (_, address, _):
        for path in ("/sv/", "/sv/lessons/what-is-pain", LESSON, "/ti/lessons/pacing"):
            found = lighthouse(address + path, place / "report.json")
            table.add_row(
                path, *(found[name] for name in ("performance", "accessibility", "best-practices", "LCP s"))
            )
    table.caption = "Budgets: performance ≥ 99, accessibility 100, best practices 100, LCP ≤ 1.2 s"
    return table


if __name__ == "__main__":
    main()
