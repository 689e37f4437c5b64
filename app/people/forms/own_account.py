"""What is typed to change how one signs in."""

from app.people.forms.sign_in import TypedPassword
from app.web.forms import FormModel


class CurrentPassword(FormModel):
    """The password of now, to show who one is."""

    current: TypedPassword


class ChosenPassword(FormModel):
    """A first password, of somebody who has had passkeys only."""

    new: TypedPassword


class PasswordChange(CurrentPassword, ChosenPassword):
    """The password of now, and the one that it becomes."""


def form_for(*, has_password: bool, chooses: bool) -> type[CurrentPassword | ChosenPassword]:
    """Say what has to be typed: who has a password shows it, who chooses or has none writes a new one."""
    if has_password:
        return PasswordChange if chooses else CurrentPassword
    return ChosenPassword
