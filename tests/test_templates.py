"""Every template compiles, carries no inline code or style, and every page names itself."""

import json
import re
from pathlib import Path

import pytest
from jinja2 import Environment

from app.core.locales import load_locales, load_staff_locales
from app.main import TEMPLATE_SLICES
from app.settings import Settings
from app.web.assets import Assets
from app.web.render import Renderer

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "app").glob("*/templates/**/*.html"))
# Macros, and what other templates include; a slice's own parts begin with an underscore.
NO_PAGES = {"web/ui.html", "web/forms.html", "web/staff/lists.html"}
NO_PAGES |= {"web/staff/entries.html", "web/staff/languages.html"}
# What the content policy would refuse in silence, and the htmx features that need eval.
FORBIDDEN = re.compile(
    r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on|hx-vars|["']js:|hx-trigger="[^"]*\[""",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    """The name under which the renderer finds it, as in `people/staff/home.html`."""
    part, _, name = path.relative_to(ROOT / "app").as_posix().partition("/templates/")
    return f"{part}/{name}"


def test_templates_are_found_in_every_folder() -> None:
    names = {name_of(path) for path in TEMPLATES}
    assert names >= NO_PAGES | {"web/base.html", "web/staff/layout.html", "people/staff/home.html"}


@pytest.fixture(scope="module")
def environment() -> Environment:
    locales = load_locales(Settings().locales_dir)
    return Renderer(
        Assets(), locales, TEMPLATE_SLICES, load_staff_locales(Settings().locales_dir)
    ).environment


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles(path: Path, environment: Environment) -> None:
    assert callable(environment.get_template(name_of(path)).root_render_func)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_has_nothing_inline(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if name_of(path) not in NO_PAGES and path.name[0] != "_"],
    ids=name_of,
)
def test_page_has_a_title(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "{% block title" in text or "<title>" in text


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "staff" in path.parts], ids=name_of)
def test_page_for_staff_stands_in_the_staffs_frame(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    frames = ('{% extends "web/staff/layout.html" %}', '{% extends "web/staff/confirm.html" %}')
    is_frame = name_of(path) in NO_PAGES | {"web/staff/layout.html"} or path.name[0] == "_"
    assert is_frame or text.startswith(frames)


def test_layout_keeps_htmx_from_what_the_policy_forbids() -> None:
    text = (ROOT / "app/web/templates/staff/layout.html").read_text(encoding="utf-8")
    (config,) = re.findall(r"""<meta name="htmx-config" content='([^']*)'>""", text)
    assert json.loads(config) == {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "selfRequestsOnly": True,
    }


INLINE = ["<p style='a'>", "<a onclick=x>", "<script>x</script>", "<style>", '<b hx-on:x="">']


@pytest.mark.parametrize("text", INLINE)
def test_forbidden_pattern_finds_inline_code(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_style_sheets_use_logical_properties_only() -> None:
    physical = re.compile(
        r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|(?:^|[\s;{])(?:left|right|top|bottom|width|height)\s*:|"
        r"text-align:\s*(?:left|right)|float:"
    )
    found = [
        f"{path.name}: {line}"
        for path in sorted((ROOT / "app/web/static").glob("*.css"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if physical.search(line)
    ]
    assert found == []
