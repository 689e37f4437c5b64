"""The HTML of every page, as it is sent, is valid: html-validate with its strict presets.

No rule is turned off. One is aimed: a digest is asked of what comes from others, for our own files carry
theirs in their address.
"""

import json
from pathlib import Path

import pytest

from tests.browser.examine import invalid_html
from tests.browser.pages import CARD_KINDS, KINDS, LANGUAGES, LEFT, NewPage, address, leave_phone, open_card

pytestmark = pytest.mark.browser

_CONFIG = Path(__file__).with_name("htmlvalidate.json")


def test_every_page_is_valid(new_page: NewPage, tmp_path: Path) -> None:
    browser = new_page().context
    for lang in LANGUAGES:
        for kind in KINDS:
            browser.clear_cookies()
            if kind in CARD_KINDS:
                open_card(browser, lang)
            html = browser.request.get(address(kind, lang), headers={"Accept-Language": lang}).text()
            if kind == LEFT:
                html = leave_phone(browser, lang)
            assert f'<html lang="{lang}"' in html
            (tmp_path / f"{kind}.{lang}.html").write_text(html)
    assert invalid_html(tmp_path) == []


def test_validator_sees_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "broken.html"
    file.write_text('<!doctype html><html lang="sv"><head><title>x</title></head><body><p><div></p></body>')
    assert any("close-order" in fault for fault in invalid_html(tmp_path))


def test_no_rule_is_turned_off() -> None:
    rules = json.loads(_CONFIG.read_text())["rules"]
    assert rules == {"require-sri": ["error", {"target": "crossorigin"}]}
