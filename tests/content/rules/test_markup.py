"""HTML: what a page may hold, whatever was written."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.models.documents import Image
from app.content.rules.markup import image_of, is_safe_link, is_safe_picture, render_tokens, term_of
from app.content.rules.parsing import parse_markdown, refusal

ALLOWED = {
    "a": {"href", "class", "data-term", "rel"},
    "bdi": {"dir"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ol": {"start"},
}
TEXT = {"blockquote", "br", "code", "em", "h2", "h3", "li", "p", "pre", "strong", "ul"}
TABLE = {"table", "tbody", "td", "th", "thead", "tr"}


def html(text: str) -> str:
    return render_tokens(parse_markdown(text), {"/media/a.svg": (640, 360), "/media/b.svg": None})


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(text: str) -> None:
    reader = Reader()
    reader.feed(html(text))
    for tag, attributes in reader.found:
        assert tag in TEXT | TABLE | ALLOWED.keys()
        assert set(attributes) <= ALLOWED.get(tag, set())
        assert (attributes.get("href") or "#").startswith(
            ("https://", "mailto:", "tel:", "/", "#", "HTTPS://")
        )
        assert not (attributes.get("href") or "#").startswith("//")
        assert (attributes.get("src") or "/media/").startswith("/media/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hej *du* __där__", "<p>Hej <em>du</em> <strong>där</strong></p>"),
        (
            "[larm](term:alarm-system)",
            '<p><a class="term" href="#term-alarm-system" data-term="alarm-system">larm</a></p>',
        ),
        ("[a](https://x.se/?a=1&b=2)", '<p><a href="https://x.se/?a=1&amp;b=2" rel="noopener">a</a></p>'),
        ("[a](/sv/pages/about)", '<p><a href="/sv/pages/about">a</a></p>'),
        ("[a](#b-7k2mf)", '<p><a href="#b-7k2mf">a</a></p>'),
        ("[ring](tel:112)", '<p><a href="tel:112">ring</a></p>'),
        (
            "![En klocka](/media/a.svg)",
            '<p><img src="/media/a.svg" alt="En klocka" width="640" height="360"'
            ' loading="lazy" decoding="async"></p>',
        ),
        (
            '![Klocka "1"](/media/b.svg)',
            '<p><img src="/media/b.svg" alt="Klocka &quot;1&quot;" loading="lazy" decoding="async"></p>',
        ),
        ("![En klocka](https://x.se/a.svg)", "<p>En klocka</p>"),
        ("`112 <b>`", "<p><code>112 &lt;b&gt;</code></p>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        (
            "|a|\n|:-:|\n|b|",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
        ),
        ("Ring 08-123\n45 67", '<p>Ring <bdi dir="ltr">08-123 45 67</bdi></p>'),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ('[a](/sv/x "112")', '<p><a href="/sv/x">a</a></p>'),
    ],
)
def test_render_tokens_of_what_writers_use(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("[a](javascript:alert(1))", "<p>a</p>"),
        ("[a](JaVaScRiPt:alert(1))", "<p>a</p>"),
        ("[a](&#106;avascript:alert(1))", "<p>a</p>"),
        ("[a](data:text/html;base64,PHN2Zz4=)", "<p>a</p>"),
        ("[a](vbscript:x)", "<p>a</p>"),
        ("[a](http://x.se)", "<p>a</p>"),
        ("[a](//evil.se)", "<p>a</p>"),
        ("[a](/\\evil.se)", None),
        ("[a](\\\\evil.se)", None),
        ("[a](term:../x)", "<p>a</p>"),
        ("<javascript:alert(1)>", "<p>javascript:alert(1)</p>"),
        ("![a](javascript:alert(1))", "<p>a</p>"),
        ("![a](/media/../secret.svg)", "<p>a</p>"),
        ("![a](data:image/svg+xml;base64,AA)", "<p>a</p>"),
        ("[![a](/media/a.svg)](javascript:x)", None),
        ('[a](https://x.se/"onmouseover="alert(1))', None),
        ("# Ett", None),
    ],
)
def test_render_tokens_of_hostile_text(text: str, expected: str | None) -> None:
    assert_harmless(text)
    assert expected in (None, html(text))


@given(st.text(alphabet="ab <>[]()!*_`#&;:/\\\"'=-|\n1javscriptonerdmhl.", max_size=120))
def test_render_tokens_is_always_harmless(text: str) -> None:
    if refusal(text) is None:
        assert_harmless(text)


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("https://x.se", True),
        ("/sv/", True),
        ("mailto:a@b.se", True),
        ("#a", True),
        ("term:a-b", True),
        ("", False),
        *((target, False) for target in ("javascript:x", "//x", "https:x", "ftp://x", "http://x.se", "a.md")),
    ],
)
def test_is_safe_link(target: str, safe: bool) -> None:
    assert is_safe_link(target) is safe


def test_is_safe_picture() -> None:
    assert is_safe_picture("/media/figures/a.svg")
    assert not is_safe_picture("/media/../a.svg")
    assert not is_safe_picture("/sv/a.svg")


def test_term_of() -> None:
    assert [term_of(target) for target in ("term:a-b", "term:A", "a-b")] == ["a-b", None, None]


def test_image_of_knows_the_size() -> None:
    children = parse_markdown("![En **klocka**](/media/a.svg)")[1].children
    assert children is not None
    assert image_of(children[0], {"/media/a.svg": (640, 360)}) == Image("/media/a.svg", "En klocka", 640, 360)
