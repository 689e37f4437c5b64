"""What forms about units and parties send."""

import pytest
from starlette.datastructures import FormData

from app.core.errors import InvalidInputError
from app.people.forms.units import PartyForm, UnitForm
from app.people.models.units import PartyKind
from app.web.forms import BAD_SIGNS, CANNOT_USE, CHOOSE_ONE, FILL_IN, TOO_LONG, FormModel, parse


def test_a_programme() -> None:
    form = parse(UnitForm, FormData({"unit_name": " Norr ", "parent": "", "controller": "p1"}))
    assert (form.unit_name, form.parent, form.controller) == ("Norr", None, "p1")


@pytest.mark.parametrize(("sent", "may_hold"), [({}, False), ({"may_hold_personal_data": "yes"}, True)])
def test_a_party(sent: dict[str, str], may_hold: bool) -> None:
    form = parse(PartyForm, FormData({"party_name": "Regionen", "party_kind": "region"} | sent))
    assert (form.party_name, form.party_kind) == ("Regionen", PartyKind.REGION)
    assert form.may_hold_personal_data is may_hold


@pytest.mark.parametrize(
    ("model", "sent", "faults"),
    [
        (UnitForm, {}, {"unit_name": FILL_IN}),
        (UnitForm, {"unit_name": "N" * 81}, {"unit_name": TOO_LONG}),
        (UnitForm, {"unit_name": "N" * 1_000_000}, {"unit_name": TOO_LONG}),
        (
            UnitForm,
            {"unit_name": "N\u202e", "parent": "\u200b"},
            {"unit_name": BAD_SIGNS, "parent": BAD_SIGNS},
        ),
        (PartyForm, {}, {"party_name": FILL_IN, "party_kind": FILL_IN}),
        (PartyForm, {"party_name": "A", "party_kind": "bank"}, {"party_kind": CHOOSE_ONE}),
        (
            PartyForm,
            {"party_name": "A", "party_kind": "region", "may_hold_personal_data": "perhaps"},
            {"may_hold_personal_data": CANNOT_USE},
        ),
    ],
)
def test_a_fault_stands_beside_its_field(
    model: type[FormModel], sent: dict[str, str], faults: dict[str, str]
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(model, FormData(sent))
    assert caught.value.fields == faults
