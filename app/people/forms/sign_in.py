"""What is typed to sign in: e-mail address and password, then the code; or the answer of a passkey."""

import unicodedata
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from app.core.errors import BadRequestError, InvalidInputError, PayloadTooLargeError
from app.people.rules.passwords import LONGEST, TOO_LONG
from app.web.forms import BAD_SIGNS, FormModel, Name, Text, fault

MOST_ANSWER_BYTES: Final = 32 * 1024
"""Several times what browsers send for a passkey with an RSA key."""


def _typed_password(value: object) -> object:
    """Write it as it is compared, spaces kept; refuse what is too long before anything is made of it."""
    if not isinstance(value, str):
        return value
    # Normalising can make it shorter, but hardly ever four times.
    plain = unicodedata.normalize("NFKC", value) if len(value) <= 4 * LONGEST else value
    if len(plain) > LONGEST:
        raise fault(TOO_LONG)
    return plain


Email = Annotated[Text, StringConstraints(to_lower=True, max_length=254)]
"""The address as accounts hold it: lower case."""

TypedPassword = Annotated[str, BeforeValidator(_typed_password), Field(min_length=1)]


class SignInForm(FormModel):
    """The first step of signing in."""

    email: Email
    password: TypedPassword


class CodeForm(FormModel):
    """A code of the authenticator app, in any digits."""

    code: Text


class PasskeyAnswer(FormModel):
    """What the browser sends of a passkey, where its owner wants to go, and what she calls a new one."""

    credential: dict[str, Any]
    next: str = ""
    name: Name | None = None


def parse_answer(kind: str, body: bytes) -> PasskeyAnswer:
    """Read a passkey's answer; raise BadRequestError for what is no such JSON, PayloadTooLargeError,
    InvalidInputError for a name that cannot be."""
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise BadRequestError("a passkey's answer that is not JSON")
    if len(body) > MOST_ANSWER_BYTES:
        raise PayloadTooLargeError("a passkey's answer")
    try:
        return PasskeyAnswer.model_validate_json(body)
    except ValidationError as wrong:
        if all(item["loc"] == ("name",) for item in wrong.errors(include_input=False)):
            raise InvalidInputError({"name": BAD_SIGNS}) from None
        raise BadRequestError("not a passkey's answer") from None
