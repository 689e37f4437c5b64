"""Every template compiles, carries no inline code or style, and every page names itself."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from app.core.locales import load_locales
from app.main import TEMPLATE_SLICES
from app.settings import Settings
from app.web.assets import Assets
from app.web.render import Renderer

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "app").glob("*/templates/*.html"))
# What the content policy would refuse in silence, and the htmx features that need eval.
FORBIDDEN = re.compile(
    r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on|hx-vars|["']js:|hx-trigger="[^"]*\[""",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.name}"


@pytest.fixture(scope="module")
def environment() -> Environment:
    locales = load_locales(Settings().locales_dir)
    return Renderer(Assets(), locales, TEMPLATE_SLICES).environment


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles(path: Path, environment: Environment) -> None:
    assert callable(environment.get_template(name_of(path)).root_render_func)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_has_nothing_inline(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.name not in {"ui.html"} and path.name[0] != "_"], ids=name_of
)
def test_page_has_a_title(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "{% block title" in text or "<title>" in text


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
