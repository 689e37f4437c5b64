"""What the forms about staff send: an invitation, a role."""

from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator

from app.core.errors import S_
from app.core.locales import LANGUAGES
from app.people.actions.roles import WantedRole
from app.people.models.accounts import Role
from app.people.rules.emails import plain_email
from app.web.forms import CHOOSE_ONE, Day, FormModel, Name, Text, fault

NO_EMAIL: Final = S_("Write the e-mail address like this: name@region.example. Only the letters a to z.")

EVERYWHERE: Final = "everywhere"
"""What the field for the place sends for a role that belongs to no unit."""


def _known_email(value: object) -> str:
    email = plain_email(value) if isinstance(value, str) else None
    if email is None:
        raise fault(NO_EMAIL)
    return email


def _known_language(tag: str) -> str:
    if tag not in LANGUAGES:
        raise fault(CHOOSE_ONE)
    return tag


class GrantForm(FormModel):
    """A role for somebody who is here already."""

    role: Role
    unit: Text | None = None
    language: Annotated[Text, AfterValidator(_known_language)] | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None

    def wanted_role(self) -> WantedRole:
        """Say what the form asks for."""
        return WantedRole(
            role=self.role,
            unit_id=None if self.unit == EVERYWHERE else self.unit,
            language=self.language,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class InviteForm(GrantForm):
    """Somebody new with a first role."""

    name: Name
    email: Annotated[str, BeforeValidator(_known_email)]
    party: Text
