"""The forms about a participant: what they take, and the words for what they do not."""

import pytest
from starlette.datastructures import FormData

from app.core.errors import BadRequestError, InvalidInputError
from app.people.forms.participants import (
    ChangeForm,
    InterpreterWish,
    ListQuery,
    NewForm,
    RemoveForm,
    Way,
    filled_in,
)
from app.people.models.participants import InterpreterNeed, Medium, Participant, ReadsWell, Sex, Strength
from app.people.rules.participants import WISHES, AccessNeed, Facts
from app.web.forms import parse

GOOD = {
    "key": "0123456789abcdef",
    "version": "3",
    "unit": "u",
    "spoken_language": "ar",
    "read_language": "so",
    "reads_well": "some",
    "medium": "audio",
    "interpreter_need": "always",
}


def _sent(*more: tuple[str, str], **changed: str) -> FormData:
    return FormData([*(GOOD | changed).items(), *more])


def test_the_least_that_is_needed() -> None:
    form = parse(NewForm, _sent())
    assert form.facts() == Facts(
        spoken_language="ar",
        read_language="so",
        reads_well=ReadsWell.SOME,
        medium=Medium.AUDIO,
        interpreter_need=InterpreterNeed.ALWAYS,
    )


def test_all_that_can_be_told() -> None:
    several = [("also_speaks", "ckb"), ("also_speaks", "so"), ("access_needs", "stairs")]
    form = parse(NewForm, _sent(*several, dialect="gulf", interpreter_wish="man-wish", sex="man"))
    facts = form.facts()
    assert (facts.also_speaks, facts.access_needs) == (("ckb", "so"), (AccessNeed.STAIRS,))
    assert (facts.dialect, facts.wish, facts.sex) == ("gulf", (Sex.MAN, Strength.WISH), Sex.MAN)


def test_every_wish_has_words() -> None:
    assert {wish.parts for wish in InterpreterWish} == set(WISHES)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", ""),
        ("key", "short"),
        ("key", "ABCDEFGHIJKLMNOP"),
        ("key", "0123456789abcde\0"),
        ("unit", ""),
        ("unit", "a" * 10**6),
        ("spoken_language", "xx"),
        ("spoken_language", "a" * 10**6),
        ("dialect", "a" * 10**6),
        ("also_speaks", "xx"),
        ("reads_well", "very"),
        ("medium", ""),
        ("interpreter_need", ""),
        ("interpreter_wish", "woman"),
        ("access_needs", "diagnosis"),
        ("sex", "x"),
    ],
)
def test_what_does_not_fit_names_its_field(field: str, value: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(NewForm, _sent(**{field: value}))
    assert set(caught.value.fields) == {field}


def test_a_field_that_is_sent_twice_is_refused() -> None:
    with pytest.raises(BadRequestError):
        parse(NewForm, _sent(("unit", "v")))


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.5"])
def test_a_change_needs_a_version(version: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(ChangeForm, _sent(version=version))
    assert set(caught.value.fields) == {"version"}


def test_a_form_is_filled_in_so_that_sending_it_changes_nothing() -> None:
    participant = Participant(
        unit_id="u",
        spoken_language="ar",
        dialect="iraqi",
        also_speaks=["so"],
        read_language="sv",
        reads_well="no",
        medium="video",
        interpreter_need="sometimes",
        interpreter_sex="woman",
        interpreter_strength="must",
        access_needs=["hearing"],
        sex=None,
        version=7,
    )
    shown = filled_in(participant)
    pairs = [
        (name, str(one))
        for name, value in shown.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    form = parse(ChangeForm, FormData([*pairs]))
    assert form.version == 7
    assert form.facts() == Facts(
        spoken_language="ar",
        dialect="iraqi",
        also_speaks=("so",),
        read_language="sv",
        reads_well=ReadsWell.NO,
        medium=Medium.VIDEO,
        interpreter_need=InterpreterNeed.SOMETIMES,
        wish=(Sex.WOMAN, Strength.MUST),
        access_needs=(AccessNeed.HEARING,),
    )


def test_removing_takes_one_of_two_ways() -> None:
    assert parse(RemoveForm, FormData({"way": "seat"})).way is Way.SEAT
    for way in ("", "both"):
        with pytest.raises(InvalidInputError):
            parse(RemoveForm, FormData({"way": way}))


def test_a_list_keeps_its_filter_in_the_address_of_its_pages() -> None:
    assert ListQuery().address() == ""
    assert ListQuery(cursor="c").address() == ""
    assert ListQuery(language="ar", code="K X&4=M", cursor="c").address() == "language=ar&code=K+X%264%3DM&"


def test_a_filter_never_takes_a_nul_to_the_database() -> None:
    narrowed = ListQuery(language="\0", need="a\0").narrowed()
    assert (narrowed.spoken_language, narrowed.interpreter_need) == ("?", "a?")
