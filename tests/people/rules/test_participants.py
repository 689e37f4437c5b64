"""What may be known of a participant, and what does not fit."""

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies

from app.core.ids import ALPHABET, ID_LENGTH, new_code
from app.core.keyring import Keyring
from app.core.locales import LANGUAGES, load_staff_locales
from app.people.models.participants import InterpreterNeed, Medium, ReadsWell, Sex, Strength
from app.people.models.units import Unit, UnitKind
from app.people.rules import participants as rules
from app.people.rules.participants import Facts, faults_of
from app.settings import Settings

STAFF = load_staff_locales(Settings().locales_dir)
FACTS = Facts(
    spoken_language="ar",
    read_language="sv",
    reads_well=ReadsWell.SOME,
    medium=Medium.AUDIO,
    interpreter_need=InterpreterNeed.ALWAYS,
)


def test_facts_that_fit_have_no_fault() -> None:
    wish = (Sex.WOMAN, Strength.MUST)
    assert faults_of(FACTS) == {}
    assert (
        faults_of(replace(FACTS, dialect="iraqi", also_speaks=("ckb", "fa", "tr", "sv", "en"), wish=wish))
        == {}
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"spoken_language": "xx"}, "spoken_language"),
        ({"spoken_language": ""}, "spoken_language"),
        ({"read_language": "en"}, "read_language"),
        ({"dialect": "maay"}, "dialect"),
        ({"dialect": "nothing"}, "dialect"),
        ({"spoken_language": "ti", "dialect": "iraqi"}, "dialect"),
        ({"also_speaks": ("ar",)}, "also_speaks"),
        ({"also_speaks": ("xx",)}, "also_speaks"),
        ({"also_speaks": ("ti", "so", "sv", "en", "fr", "es")}, "also_speaks"),
        ({"interpreter_need": InterpreterNeed.NO, "wish": (Sex.MAN, Strength.WISH)}, "interpreter_wish"),
    ],
)
def test_facts_that_do_not_fit_name_their_field(change: dict[str, object], field: str) -> None:
    assert set(faults_of(replace(FACTS, **change))) == {field}  # type: ignore[arg-type]


@pytest.mark.parametrize("tag", ["sv", "en"])
def test_every_spoken_language_has_a_name_of_its_own(tag: str) -> None:
    names = rules.language_names(STAFF[tag])
    assert set(names) == set(rules.SPOKEN)
    assert len(set(names.values())) == len(names)
    assert all(name != code and name[0].isupper() for code, name in names.items())


def test_names_of_languages_are_in_the_readers_language_and_the_schools_own_come_first() -> None:
    assert list(rules.language_names(STAFF["sv"]))[: len(LANGUAGES)] == ["ar", "so", "ti", "sv"]
    names = rules.language_names(STAFF["en"])
    assert (names["ti"], names["prs"], names["ps"], names["kmr"]) == (
        "Tigrinya",
        "Dari",
        "Pashto",
        "Kurmanji",
    )
    assert rules.language_name("ar", STAFF["sv"]) == "Arabiska"
    assert rules.language_name("xx", STAFF["sv"]) == "Xx"
    others = list(names.values())[len(LANGUAGES) :]
    assert others == sorted(others)


def test_a_dialect_belongs_to_one_spoken_language() -> None:
    dialects = [code for labels in rules.DIALECTS.values() for code in labels]
    assert len(dialects) == len(set(dialects))
    assert set(rules.DIALECTS) <= set(rules.SPOKEN)


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (rules.READS_WELL, ReadsWell),
        (rules.MEDIUMS, Medium),
        (rules.INTERPRETER_NEEDS, InterpreterNeed),
        (rules.SEXES, Sex),
        (rules.ACCESS_NEEDS, rules.AccessNeed),
    ],
)
def test_every_code_has_a_label(labels: dict[str, str], codes: type) -> None:
    assert set(labels) == set(codes)  # type: ignore[call-overload]
    assert all(labels.values())


def test_a_code_is_shown_in_halves_and_read_back_as_it_is_typed() -> None:
    code = new_code(rules.CODE_LENGTH)
    shown = rules.shown_code(code)
    assert shown == f"{code[:4]}-{code[4:]}"
    for typed in (shown, shown.lower(), f" {shown} ", shown.replace("-", " "), shown.replace("-", "–")):
        assert rules.typed_code(typed) == code
    assert rules.typed_code("ＫＸ４Ｍ") == "KX4M"


@settings(max_examples=50)
@given(strategies.text())
def test_reading_a_typed_code_never_breaks_and_reads_the_same_again(text: str) -> None:
    once = rules.typed_code(text)
    assert rules.typed_code(once.replace("-", "")) == rules.typed_code(once)


def test_an_id_comes_from_key_actor_and_secret() -> None:
    ring = Keyring(["a secret"])
    own = rules.id_from_key(ring, "leader", "key")
    assert own == rules.id_from_key(ring, "leader", "key")
    assert len(own) == ID_LENGTH
    assert set(own) <= set(ALPHABET)
    others = {
        rules.id_from_key(ring, "leader", "other key"),
        rules.id_from_key(ring, "other leader", "key"),
        rules.id_from_key(Keyring(["another"]), "leader", "key"),
    }
    assert len(others | {own}) == 4


def _unit(own: str, kind: UnitKind, site: str | None) -> Unit:
    return Unit(id=own, kind=kind, name=own, programme_id="p", site_id=site, controller_id="c")


def test_the_smallest_unit_around_some_is_found() -> None:
    programme, site = _unit("p", UnitKind.PROGRAMME, None), _unit("s", UnitKind.SITE, "s")
    group, sister = _unit("g", UnitKind.GROUP, "s"), _unit("h", UnitKind.GROUP, "s")
    far = _unit("f", UnitKind.GROUP, "t")
    assert rules.smallest_around([group]) == "g"
    assert rules.smallest_around([programme]) == "p"
    assert rules.smallest_around([group, sister]) == "s"
    assert rules.smallest_around([site, group]) == "s"
    assert rules.smallest_around([group, far]) == "p"
    assert rules.smallest_around([programme, site, far]) == "p"
    assert rules.smallest_around([]) is None
