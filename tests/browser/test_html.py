"""The HTML of every page, as it is sent, is valid: html-validate with its strict presets.

No rule is turned off. One is aimed: a digest is asked of what comes from others, for our own files carry
theirs in their address.
"""

import json
import subprocess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import playwright
import pytest

from tests.browser.pages import KINDS, LANGUAGES, NOT_FOUND, address
from tests.browser.server import Site

pytestmark = pytest.mark.browser

_HERE = Path(__file__).parent
_CONFIG = _HERE / "htmlvalidate.json"


def _validate(folder: Path) -> list[str]:
    # Playwright brings a newer node than Debian; the validator needs one.
    node = Path(playwright.__file__).parent / "driver/node"
    validator = _HERE / "node_modules/html-validate/bin/html-validate.mjs"
    command: list[str | Path] = [
        node,
        validator,
        "--config",
        _CONFIG,
        "--formatter",
        "json",
        *sorted(folder.glob("*.html")),
    ]
    # Into a file: the validator ends before a pipe has taken all it says.
    report = folder / "report.json"
    with report.open("wb") as written:
        answer = subprocess.run(command, stdout=written, stderr=subprocess.PIPE, text=True, check=False)
    assert answer.returncode in {0, 1}, answer.stderr
    return [
        f"{Path(result['filePath']).name}:{message['line']}: {message['ruleId']}: {message['message']}"
        for result in json.loads(report.read_text())
        for message in result["messages"]
    ]


def _html(site: Site, kind: str, lang: str) -> bytes:
    request = Request(site.url + address(kind, lang), headers={"Accept-Language": lang})
    try:
        with urlopen(request) as answer:
            return bytes(answer.read())
    except HTTPError as fault:
        assert kind == NOT_FOUND
        return bytes(fault.read())


def test_every_page_is_valid(site: Site, tmp_path: Path) -> None:
    for kind in KINDS:
        for lang in LANGUAGES:
            html = _html(site, kind, lang)
            assert f'<html lang="{lang}"'.encode() in html
            (tmp_path / f"{kind}.{lang}.html").write_bytes(html)
    assert _validate(tmp_path) == []


def test_validator_sees_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "broken.html"
    file.write_text('<!doctype html><html lang="sv"><head><title>x</title></head><body><p><div></p></body>')
    assert any("close-order" in fault for fault in _validate(tmp_path))


def test_no_rule_is_turned_off() -> None:
    rules = json.loads(_CONFIG.read_text())["rules"]
    assert rules == {"require-sri": ["error", {"target": "crossorigin"}]}
