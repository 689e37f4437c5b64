"""The page before a step that matters: the question in the reader's language, what follows, both ways on."""

from dataclasses import dataclass
from typing import cast

import pytest

from app.core.locales import load_staff_locales
from app.settings import Settings
from app.web.confirm import Question, ask
from app.web.guard import Visit

LOCALES = load_staff_locales(Settings().locales_dir)
ASKED = Question(
    "Block the card?", ("You can print a new card at any time.",), "Yes, block the card", is_final=True
)


@dataclass
class _Reader:
    locale: object


def _ask(lang: str, about: str = "") -> dict[str, object]:
    visit = cast("Visit", _Reader(LOCALES[lang]))
    return dict(ask(visit, ASKED, back="/staff/x", step="/y", about=about).context)


@pytest.mark.parametrize(("lang", "question"), [("en", "Block the card?"), ("sv", "Spärra kortet?")])
def test_ask_in_the_readers_language(lang: str, question: str) -> None:
    assert _ask(lang)["question"] == question


def test_ask_leads_both_ways() -> None:
    asked = _ask("en")
    assert (asked["action"], asked["back"], asked["is_final"]) == ("/staff/x/y", "/staff/x", True)


def test_ask_says_of_whom_before_what_follows() -> None:
    follows = "You can print a new card at any time."
    assert _ask("en")["consequences"] == [follows]
    assert _ask("en", "D9TD-BD3W")["consequences"] == ["D9TD-BD3W", follows]
