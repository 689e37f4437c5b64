"""What Arabic holds together at a line's end."""

import pytest

from app.captions.rules.breaks import Break, grade
from app.captions.rules.languages import language_of

AR = language_of("ar")


def _graded(pair: str) -> Break:
    word, following = pair.split()
    return grade(word, following, AR)


@pytest.mark.parametrize(
    "pair",
    [
        "في البيت",
        "إلى العمل",
        "الى العمل",
        "لا تخف",
        "لم يعد",
        "لن يحدث",
        "قد يزيد",
        "أنَّ الألم",
        "هذا الألم",
        "الذي يساعد",
        "كان يخفف",
        "عشر دقائق",
        "15 دقيقة",
        "١٥ دقيقة",
        "الساعة 14",
        "الدكتورة مريم",
        "عبد الله",
        "كل يوم",
        "و الألم",
    ],
)
def test_these_are_never_parted(pair: str) -> None:
    assert _graded(pair) >= Break.FORBIDDEN


@pytest.mark.parametrize("pair", ["الألم وعندما", "يساعد في", "الجسم فيحتاج", "البيت ولا"])
def test_a_new_phrase_is_a_good_place(pair: str) -> None:
    assert _graded(pair) is Break.PHRASE


@pytest.mark.parametrize("pair", ["نظام الإنذار", "الألم المزمن", "فاطمة حسن"])
def test_a_genitive_row_and_a_name_part_badly(pair: str) -> None:
    assert _graded(pair) is Break.POOR


def test_a_word_that_only_looks_like_and_is_no_new_phrase() -> None:
    assert grade("يحتاج", "وقت", AR) is Break.PLAIN
