"""What is typed on the way in by a link: a password of one's own."""

from app.core.errors import InvalidInputError
from app.people.forms.sign_in import TypedPassword
from app.people.models.accounts import Account
from app.people.rules.passwords import fault_of_password
from app.web.forms import FormModel


class NewPasswordForm(FormModel):
    """A password that somebody chooses."""

    password: TypedPassword


def check_choice(field: str, password: str, account: Account) -> None:
    """Raise InvalidInputError, under the field's name, for a password that cannot be chosen."""
    wrong = fault_of_password(password, email=account.email, name=account.name)
    if wrong is not None:
        raise InvalidInputError({field: wrong})
