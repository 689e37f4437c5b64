"""Languages: chosen from whatever a browser sends, loaded whole, numbers written one way."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.locales import (
    LANGUAGES,
    STAFF_LANGUAGES,
    CatalogueMissingError,
    Locale,
    best_language,
    load_locales,
    load_staff_locales,
)
from app.settings import Settings


@pytest.fixture(scope="module")
def locales() -> dict[str, Locale]:
    return dict(load_locales(Settings().locales_dir))


def test_load_locales_gives_every_language_in_its_own_name(locales: dict[str, Locale]) -> None:
    assert [(one.tag, one.direction, one.autonym) for one in locales.values()] == [
        ("sv", "ltr", "Svenska"),
        ("ar", "rtl", "العربية"),
        ("so", "ltr", "Soomaali"),
        ("ti", "ltr", "ትግርኛ"),
    ]
    assert [one.tag for one in locales.values() if one.is_source] == ["sv"]


def test_load_locales_without_catalogues(tmp_path: Path) -> None:
    with pytest.raises(
        CatalogueMissingError, match=r"^No compiled catalogue for sv in .*: run 'make install'\.$"
    ):
        load_locales(tmp_path)


@pytest.fixture(scope="module")
def staff_locales() -> dict[str, Locale]:
    return dict(load_staff_locales(Settings().locales_dir))


def test_load_staff_locales_gives_swedish_and_english(staff_locales: dict[str, Locale]) -> None:
    assert [(tag, one.tag, one.direction, one.autonym) for tag, one in staff_locales.items()] == [
        ("sv", "sv", "ltr", "Svenska"),
        ("en", "en", "ltr", "English"),
    ]


def test_load_staff_locales_without_catalogues(tmp_path: Path) -> None:
    with pytest.raises(CatalogueMissingError, match=r"^No compiled catalogue for sv in "):
        load_staff_locales(tmp_path)


@pytest.mark.parametrize("missing", ["messages", "staff"])
def test_load_staff_locales_without_one_of_the_two_catalogues(tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for domain in {"messages", "staff"} - {missing}:
        name = f"{domain}.mo"
        shutil.copyfile(Settings().locales_dir / "sv" / "LC_MESSAGES" / name, folder / name)
    with pytest.raises(CatalogueMissingError):
        load_staff_locales(tmp_path)


def test_staff_read_participants_words_and_their_own(
    staff_locales: dict[str, Locale], locales: dict[str, Locale]
) -> None:
    swedish, english = staff_locales["sv"], staff_locales["en"]
    assert swedish.gettext("Not found") == locales["sv"].gettext("Not found") != "Not found"
    assert swedish.gettext("Start page") != "Start page"
    assert english.gettext("Start page") == "Start page"
    assert english.ngettext("%(num)s minute", "%(num)s minutes", 2) == "%(num)s minutes"


def test_participants_do_not_get_the_words_of_staff(
    staff_locales: dict[str, Locale], locales: dict[str, Locale]
) -> None:
    # A fresh reading: merging the staff's words must not have changed the readers' catalogue either.
    again = load_locales(Settings().locales_dir)["sv"]
    for swedish in (locales["sv"], again):
        assert swedish.gettext("Start page") == "Start page"
    assert staff_locales["sv"].gettext("Start page") != "Start page"


def test_gettext_translates_into_each_language(locales: dict[str, Locale]) -> None:
    words = {tag: locale.gettext("Not found") for tag, locale in locales.items()}
    assert len(set(words.values())) == 4
    assert "Not found" not in words.values()


def test_gettext_of_an_unknown_message(locales: dict[str, Locale]) -> None:
    assert locales["ar"].gettext("No such message.") == "No such message."


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("number", [0, 1, 2, 3, 11, 100, 1000])
def test_ngettext_never_falls_back_to_english(locales: dict[str, Locale], tag: str, number: int) -> None:
    assert locales[tag].ngettext("%(num)s minute", "%(num)s minutes", number) not in {
        "%(num)s minute",
        "%(num)s minutes",
    }


def test_ngettext_of_arabic_has_a_form_of_its_own_for_two(locales: dict[str, Locale]) -> None:
    one, two, three, eleven = (
        locales["ar"].ngettext("%(num)s minute", "%(num)s minutes", number) for number in (1, 2, 3, 11)
    )
    assert len({two, three, eleven}) == 3
    assert one != two


@pytest.mark.parametrize(
    ("value", "written"), [(1.5, "1,5"), (0, "0,0"), (12.04, "12,0"), (1234.56, "1234,6")]
)
def test_decimal_is_written_alike_in_every_language(
    locales: dict[str, Locale], value: float, written: str
) -> None:
    assert {locale.decimal(value) for locale in locales.values()} == {written}


@pytest.mark.parametrize(
    ("accept_language", "remembered", "chosen"),
    [
        (None, None, "sv"),
        ("", None, "sv"),
        ("ar", None, "ar"),
        ("AR-sy", None, "ar"),
        ("ti-ER, ar;q=0.9", None, "ti"),
        ("en-US,en;q=0.9,so;q=0.2", None, "so"),
        ("ar;q=0.3,so;q=0.7", None, "so"),
        ("ar;q=0,so;q=0", None, "sv"),
        ("ar;q=nonsense,so;q=0.1", None, "so"),
        ("ar;q=-1", None, "sv"),
        ("ar;q=nan, so;q=nan", None, "sv"),
        ("ar;level=1", None, "ar"),
        ("*", None, "sv"),
        ("xx,yy;q=0.5", None, "sv"),
        (";;;,,,=q", None, "sv"),
        ("ar," * 400, None, "sv"),
        ("x" * 10_000, None, "sv"),
        ("ar", "ti", "ti"),
        ("ar", "en", "ar"),
        ("ar", "", "ar"),
        (None, "../../etc", "sv"),
    ],
)
def test_best_language(accept_language: str | None, remembered: str | None, chosen: str) -> None:
    assert best_language(accept_language, remembered) == chosen


@pytest.mark.parametrize(
    ("accept_language", "remembered", "chosen"),
    [
        (None, None, "sv"),
        ("en-GB,en;q=0.9", None, "en"),
        ("ar, en;q=0.1", None, "en"),
        ("ar", None, "sv"),
        ("sv", "en", "en"),
        ("en", "ar", "en"),
    ],
)
def test_best_language_among_the_staffs(
    accept_language: str | None, remembered: str | None, chosen: str
) -> None:
    assert best_language(accept_language, remembered, STAFF_LANGUAGES) == chosen


header_like = st.text(alphabet="arsotiv-*;q=,.0159 \tENn\x00é", max_size=80)


@given(accept_language=st.none() | st.text(max_size=1200) | header_like, remembered=st.none() | st.text())
def test_best_language_never_raises_and_is_always_known(
    accept_language: str | None, remembered: str | None
) -> None:
    assert best_language(accept_language, remembered) in LANGUAGES


@given(st.sampled_from(LANGUAGES), st.text())
def test_best_language_keeps_what_was_chosen_whatever_the_browser_says(
    tag: str, accept_language: str
) -> None:
    assert best_language(accept_language, tag) == tag
