"""What Swedish holds together at a line's end."""

import pytest

from app.captions.rules.breaks import Break, grade
from app.captions.rules.languages import language_of

SV = language_of("sv")


def _graded(pair: str) -> Break:
    word, following = pair.split()
    return grade(word, following, SV)


@pytest.mark.parametrize(
    "pair",
    [
        "en promenad",
        "Ett exempel",
        "den långvariga",
        "mina axlar",
        "i ryggen",
        "för att",
        "och vila",
        "att vila",
        "som gör",
        "eftersom kroppen",
        "kan röra",
        "har haft",
        "inte vila",
        "aldrig sluta",
        "långvarig smärta",
        "viktiga saker",
        "mycket trött",
        "tio minuter",
        "klockan 14",
        "kl. 14",
        "lektion 3",
        "Anna Lindgren",
        "doktor Ek",
        "läkaren Karin",
        "går ut",
        "ger upp",
        "grund av",
        "hand om",
    ],
)
def test_these_are_never_parted(pair: str) -> None:
    assert _graded(pair) >= Break.FORBIDDEN


@pytest.mark.parametrize("pair", ["går inte", "tar du", "känner dig", "vi tränar", "vilar jag"])
def test_these_are_parted_in_need_only(pair: str) -> None:
    assert _graded(pair) is Break.STRAINED


@pytest.mark.parametrize("pair", ["ont och", "promenad i", "viktigt att", "trött när", "dagen eftersom"])
def test_a_new_phrase_is_a_good_place(pair: str) -> None:
    assert _graded(pair) is Break.PHRASE


@pytest.mark.parametrize("pair", ["kroppen behöver", "läkaren säger", "promenaden hjälper"])
def test_other_words_may_part(pair: str) -> None:
    assert _graded(pair) is Break.PLAIN


def test_an_adjective_known_by_its_ending_parts_badly() -> None:
    assert grade("försiktiga", "rörelser", SV) is Break.POOR
