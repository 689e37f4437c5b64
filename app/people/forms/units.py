"""What the forms about units and parties send; their fields have names of their own, as they share a page."""

from app.people.models.units import PartyKind
from app.web.forms import FormModel, Name, Text


class UnitForm(FormModel):
    """A programme, or a site or group within what `parent` names."""

    unit_name: Name
    parent: Text | None = None
    controller: Text | None = None


class PartyForm(FormModel):
    """A cooperating organisation."""

    party_name: Name
    party_kind: PartyKind
    may_hold_personal_data: bool = False
