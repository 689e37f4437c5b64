"""Templates: every value is handed in, words are translated and escaped, parts come alone."""

import pytest
from jinja2 import DictLoader, UndefinedError

from app.core.locales import load_locales, load_staff_locales
from app.settings import Settings
from app.web.assets import Assets
from app.web.render import Renderer, wants_fragment

LOCALES = load_locales(Settings().locales_dir)
STAFF_LOCALES = load_staff_locales(Settings().locales_dir)


@pytest.fixture
def renderer() -> Renderer:
    """A renderer with a page of this test beside the house's own."""
    made = Renderer(Assets(), LOCALES, ("app.web",), STAFF_LOCALES)
    pages = {
        "page": "{% block head %}<h1>{{ locale.tag }} {{ place }}</h1>{% endblock %}"
        "{% block part %}<p>{{ word }}</p>{% endblock %}",
        "words": "{{ _('Not found') }}|{{ _('Error number: %(status)s', status=status) }}",
        "languages": "{{ locales | map(attribute='tag') | join(' ') }}"
        "|{{ staff_locales | map(attribute='tag') | join(' ') }}",
        "counted": "{{ ngettext('%(num)s minute', '%(num)s minutes', number) }}",
    }
    made.environment.loader = DictLoader(pages)
    return made


def test_html_of_a_whole_page(renderer: Renderer) -> None:
    html = renderer.html("page", LOCALES["ar"], {"word": "<b>"})
    assert html == "<h1>ar /</h1><p>&lt;b&gt;</p>"


def test_html_of_one_block_alone(renderer: Renderer) -> None:
    assert renderer.html("page", LOCALES["ar"], {"word": "x"}, block="part") == "<p>x</p>"


def test_html_takes_the_place_from_the_context(renderer: Renderer) -> None:
    html = renderer.html("page", LOCALES["so"], {"word": "x", "place": "/terms"}, block="head")
    assert html == "<h1>so /terms</h1>"


@pytest.mark.parametrize("block", [None, "part"])
def test_html_with_a_value_missing(renderer: Renderer, block: str | None) -> None:
    with pytest.raises(UndefinedError):
        renderer.html("page", LOCALES["ar"], {}, block=block)


def test_html_translates_and_escapes_what_is_put_into_the_words(renderer: Renderer) -> None:
    assert renderer.html("words", LOCALES["sv"], {"status": "<i>"}) == "Sidan finns inte|Felnummer: &lt;i&gt;"


@pytest.mark.parametrize(("number", "shown"), [(1, "1 minut"), (5, "5 minuter")])
def test_html_counts_in_the_readers_language(renderer: Renderer, number: int, shown: str) -> None:
    assert renderer.html("counted", LOCALES["sv"], {"number": number}) == shown


def test_html_offers_readers_and_staff_their_own_languages(renderer: Renderer) -> None:
    assert renderer.html("languages", LOCALES["sv"], {}) == "sv ar so ti|sv en"


def test_html_for_staff_is_english_as_written(renderer: Renderer) -> None:
    words = renderer.html("words", STAFF_LOCALES["en"], {"status": 404})
    assert words == "Not found|Error number: 404"


def test_renderer_without_staff(renderer: Renderer) -> None:
    alone = Renderer(Assets(), LOCALES, ("app.web",))
    alone.environment.loader = renderer.environment.loader
    assert alone.html("languages", LOCALES["sv"], {}) == "sv ar so ti|"


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"hx-request": "true"}, True),
        ({"hx-request": "false"}, False),
        ({"hx-request": "true", "hx-boosted": "true"}, False),
        ({"hx-request": "true", "hx-history-restore-request": "true"}, False),
        ({"hx-boosted": "true"}, False),
    ],
)
def test_wants_fragment(headers: dict[str, str], fragment: bool) -> None:
    assert wants_fragment(headers) is fragment
