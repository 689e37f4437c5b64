"""Isolation: the runs that Arabic text would turn around, and nothing else."""

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.rules.isolation import isolate

BDI = re.compile(r'<bdi dir="ltr">(.*?)</bdi>')


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("اتصل بالرقم 112 الآن.", ["112"]),
        ("Ring 1177.", ["1177"]),
        ("Polisen: 114 14, jour: 113 13.", ["114 14", "113 13"]),
        ("هاتف 08-123 45 67.", ["08-123 45 67"]),
        ("Ring 010–123 45 67 eller 0701234567", ["010–123 45 67", "0701234567"]),
        ("+46 8 123 45 67", ["+46 8 123 45 67"]),
        ("0046 8 123 45", ["0046 8 123 45"]),
        ("بين 10–15 دقيقة", ["10–15"]),
        ("10-15 och 3 – 5 kg", ["10-15", "3 – 5 kg"]),
        ("14:05–15:30", ["14:05–15:30"]),
        ("kl. 9.30", ["9.30"]),
        ("2026-03-09", ["2026-03-09"]),
        ("09/03/2026 och 120/80", ["09/03/2026", "120/80"]),
        ("Ta 2 x 500 mg.", ["2 x 500 mg"]),
        ("2×500", ["2×500"]),
        ("500 mg, 2,5 ml, 25 %", ["500 mg", "2,5 ml", "25 %"]),
        ("-3 grader", ["-3"]),
        (
            "Se 1177.se/smarta, www.digg.se och https://x.se/a?b=1.",
            ["1177.se/smarta", "www.digg.se", "https://x.se/a?b=1"],
        ),
        ("Skriv till hej@smartskola.se!", ["hej@smartskola.se"]),
        ("ዝበሃል 112።", ["112"]),
    ],
)
def test_isolate_finds(text: str, isolated: list[str]) -> None:
    assert BDI.findall(isolate(text)) == isolated


@pytest.mark.parametrize(
    "text", ["3 månader", "Vecka 12, dag 4.", "Covid-19", "a1177b", "11775", "lektion 3", "x 500", "t.ex. så"]
)
def test_isolate_leaves_alone(text: str) -> None:
    assert BDI.findall(isolate(text)) == []


@given(st.text(alphabet="0123456789 -–+x.:/@،amgse<>&'\"", max_size=60))
def test_isolate_only_adds_elements(text: str) -> None:
    assert unescape(re.sub(r"</?bdi[^>]*>", "", isolate(text))) == text


@pytest.mark.parametrize(
    "unit", ["0", "0-", "1 ", "1.", "a.", "a@", "+1", "1x", "10–", "1:1", "www.", "https://a", "a-"]
)
def test_isolate_is_bounded(unit: str) -> None:
    start = time.process_time()
    isolate(unit * (20_000 // len(unit)))
    assert time.process_time() - start < 2
