"""Tokens into safe HTML: our renderer first, then nh3's allow-list, so that one mistake alone is harmless."""

import re
from collections.abc import Mapping, Sequence
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from app.content.models.documents import Image
from app.content.rules.isolation import isolate
from app.content.rules.parsing import inline_text

Images = Mapping[str, tuple[int, int] | None]

TERM_PREFIX = "term:"
_TERM_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SITE_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
_PICTURE = re.compile(r"/media/[A-Za-z0-9][A-Za-z0-9/._-]*")
_OUTSIDE = re.compile(r"(?:https://[^/\\\x00-\x20]|mailto:|tel:)[^\\\x00-\x20]*", re.IGNORECASE)

_TAGS = {
    *("a", "bdi", "blockquote", "br", "code", "em", "h2", "h3", "img"),
    *("li", "ol", "p", "pre", "strong", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
_ATTRIBUTES = {
    "a": {"href", "class", "data-term", "rel"},
    "bdi": {"dir"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ol": {"start"},
}


def is_safe_link(target: str) -> bool:
    """Whether a link may be followed: https, mailto, tel, a path here, a place on the page or a term."""
    if target.startswith(TERM_PREFIX):
        return term_of(target) is not None
    return bool(
        _SITE_PATH.fullmatch(target) or _OUTSIDE.fullmatch(target) or re.fullmatch(r"#[\w-]+", target)
    )


def is_safe_picture(source: str) -> bool:
    """Whether a picture is one of our own media files."""
    return bool(_PICTURE.fullmatch(source)) and ".." not in source


def term_of(target: str) -> str | None:
    """The term id in a `term:` link target, or None when it is none or badly written."""
    name = target.removeprefix(TERM_PREFIX)
    return name if target.startswith(TERM_PREFIX) and _TERM_ID.fullmatch(name) else None


def render_tokens(tokens: Sequence[Token], images: Images) -> str:
    """Safe HTML of block tokens; pictures get the width and height that `images` knows."""
    return _sanitised(_RENDERER.render(tokens, _OPTIONS, {"images": images})).strip()


def render_inline(children: Sequence[Token], images: Images) -> str:
    """Safe HTML of inline tokens, without a paragraph around them."""
    return _sanitised(_RENDERER.renderInline(children, _OPTIONS, {"images": images})).strip()


def image_of(token: Token, images: Images) -> Image | None:
    """The picture an image token shows, or None when it is not one of ours."""
    source = str(token.attrs.get("src", ""))
    if not is_safe_picture(source):
        return None
    width, height = images.get(source) or (None, None)
    return Image(src=source, alt=inline_text(token.children or ()), width=width, height=height)


def _sanitised(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )


class _PageRenderer(RendererHTML):
    """CommonMark's renderer with our links, pictures and isolated numbers."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002  the signature is markdown-it's
        return isolate(tokens[idx].content)

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002  the signature is markdown-it's
        target = str(tokens[idx].attrs.get("href", ""))
        if not is_safe_link(target):
            return ""
        name = term_of(target)
        if name is not None:
            return f'<a class="term" href="#term-{name}" data-term="{name}">'
        outside = ' rel="noopener"' if target.lower().startswith("https:") else ""
        return f'<a href="{escape(target)}"{outside}>'

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002  the signature is markdown-it's
        # Links do not nest in CommonMark, so the nearest opening one is ours.
        opening = next(token for token in reversed(tokens[:idx]) if token.type == "link_open")
        return "</a>" if is_safe_link(str(opening.attrs.get("href", ""))) else ""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002  the signature is markdown-it's
        picture = image_of(tokens[idx], env["images"])
        if picture is None:
            return isolate(inline_text(tokens[idx].children or ()))
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
        words = f'src="{escape(picture.src)}" alt="{escape(picture.alt)}"{size}'
        return f'<img {words} loading="lazy" decoding="async">'


_PARSER = MarkdownIt("commonmark")
_OPTIONS = _PARSER.options
_RENDERER = _PageRenderer(_PARSER)
