"""What every participant's page has in common: one rendering per language and place, kept as bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from markupsafe import Markup, escape

from app.content.models.documents import Kind
from app.content.models.lectures import ShownLecture
from app.content.queries.lectures import show_lecture
from app.content.queries.library import Library
from app.content.queries.pages import Page, PageBlock, find_page
from app.core.errors import NotFoundError
from app.core.locales import SOURCE_LANGUAGE, Locale
from app.core.storage import MediaFolder, Recording
from app.web.locale import LANGUAGE_COOKIE, reader_locale, remembered_language
from app.web.page_cache import CachedPage, PageCache, page_response
from app.web.render import Renderer

_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's request: her language, the content as it is now, and what she may see of it."""

    request: Request
    locale: Locale
    library: Library

    def find(self, kind: Kind, content_id: str, lang: str | None = None) -> Page:
        """Find what a reader sees of a file; raise NotFoundError when there is none."""
        page = find_page(
            self.library, kind, content_id, lang or self.locale.tag, unreviewed_shown=self.unreviewed_shown
        )
        if page is None:
            raise NotFoundError
        return page

    @property
    def unreviewed_shown(self) -> bool:
        """Say whether text that nobody has approved is shown, under its notice."""
        return bool(self.request.app.state.settings.publishes_unreviewed)

    @property
    def address(self) -> str:
        """Give the path that was asked for, as routed."""
        return str(self.request.scope["path"])

    @property
    def place(self) -> str:
        """Give the path without its language, so that every language can be linked from here."""
        return self.address.removeprefix(f"/{self.locale.tag}")


def read(request: Request, lang: str) -> Reading:
    """Begin a reading in the language of the path; raise NotFoundError for a language we do not have."""
    return Reading(request, reader_locale(request, lang), request.app.state.content.current)


def show(
    reading: Reading,
    template: str,
    build: Callable[[], Mapping[str, Any]],
    *,
    variant: str = "",
    stamp: str = "",
) -> Response:
    """Answer with the page made for this language, place and variant; made once, then sent from memory.

    Nothing in it may depend on who asks: the same bytes go to everybody. `stamp` tells apart the states of
    what the page shows besides the library.
    """
    state = reading.request.app.state
    cache: PageCache = state.page_cache

    def render() -> str:
        renderer: Renderer = state.renderer
        return renderer.html(template, reading.locale, _common(reading) | dict(build()))

    key = (template, reading.address, variant, stamp)
    page: CachedPage = cache.page(key, reading.library.fingerprint, render)
    response = page_response(page, reading.request.headers)
    response.headers["x-robots-tag"] = "noindex" if variant else "all"
    remember_choice(reading, response)
    return response


def remember_choice(reading: Reading, response: Response) -> None:
    """Keep the language that was last read, so that the bare address opens in it next time."""
    if remembered_language(reading.request.headers) == reading.locale.tag:
        return
    state = reading.request.app.state
    response.set_cookie(
        LANGUAGE_COOKIE,
        reading.locale.tag,
        max_age=_YEAR_SECONDS,
        # Behind a proxy we are spoken to in plain http, whatever the reader's browser speaks.
        secure=(state.settings.public_url or reading.request.scope["scheme"]).startswith("https"),
        samesite="lax",
    )


def isolated(text: str) -> Markup:
    """Wrap a number or address so that right-to-left text around it cannot turn it."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def telephone(number: str) -> Markup:
    """Make a number that a thumb can call, isolated like every number."""
    return Markup('<a href="tel:{0}"><bdi dir="ltr">{0}</bdi></a>').format(number)


def minutes_in(locale: Locale, minutes: int) -> str:
    """Say a number of minutes in the language of the text it stands in, which may not be the page's."""
    return locale.ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}


def size_in(locale: Locale, size: int) -> Markup:
    """Say a number of bytes as a phone's bill does: in MB, in kB below a tenth of one."""
    said = f"{locale.decimal(size / 1e6)} MB" if size >= 1e5 else f"{max(1, round(size / 1000))} kB"
    return isolated(said)


def _common(reading: Reading) -> dict[str, Any]:
    state = reading.request.app.state
    return {
        "place": reading.place,
        "address": reading.address,
        "by_tag": state.locales,
        "isolated": isolated,
        "named": lambda lang: Markup('<bdi lang="{}">{}</bdi>').format(lang, state.locales[lang].autonym),
        "telephone": telephone,
        "in_swedish": lambda message, **words: (
            escape(state.locales[SOURCE_LANGUAGE].gettext(message)) % words
        ),
        "broken": False,
        "only_swedish": False,
        "unreviewed": False,
        "minutes_in": lambda lang, minutes: minutes_in(state.locales[lang], minutes),
        "other_blocks": None,
        "mixed": False,
        "picture_only": False,
        "caption_only": False,
        "picture_exists": lambda src: state.media.find(src.removeprefix("/media/")) is not None,
    }


def page_context(reading: Reading, page: Page) -> dict[str, Any]:
    """Give what the block templates need of a page: its blocks, their voices, and whether states differ."""
    media: MediaFolder = reading.request.app.state.media
    voices = {
        lang: media.recordings(lang, page.id) for lang in {SOURCE_LANGUAGE, *(b.lang for b in page.blocks)}
    }

    def recording_of(shown: PageBlock) -> Recording | None:
        return voices[shown.lang].get((shown.id, shown.block.digest))

    def swedish_recording_of(shown: PageBlock) -> Recording | None:
        return voices[SOURCE_LANGUAGE].get((shown.id, shown.source.digest))

    def lecture_of(slug: str) -> ShownLecture | None:
        if page.kind is not Kind.LESSON:
            return None
        return show_lecture(
            media.lecture_folders,
            slug,
            language=reading.locale.tag,
            unreviewed_shown=reading.unreviewed_shown,
        )

    states = {shown.state for shown in page.blocks}
    return {
        "page": page,
        "broken": page.broken,
        "unreviewed": page.unreviewed,
        "mixed": page.unreviewed and len(states) > 1,
        "only_swedish": bool(page.blocks) and all(shown.fallback for shown in page.blocks),
        "recording_of": recording_of,
        "swedish_recording_of": swedish_recording_of,
        "lecture_of": lecture_of,
        "size_in": lambda size: size_in(reading.locale, size),
    }
