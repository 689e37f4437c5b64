"""Telephone numbers and e-mail addresses: one way to write each, and what is refused."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.core.errors import S_, InvalidInputError
from app.people.models.participants import ContactKind

PURPOSE: Final = "contact"
"""Under which of the keyring's keys contact details are sealed."""

MOST_CONTACTS: Final = 5
REGION: Final = "SE"
"""Where a number without a country's prefix belongs."""

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {ContactKind.PHONE: S_("Telephone"), ContactKind.EMAIL: S_("E-mail")}
)
_BAD_PHONE: Final = S_("This is not a telephone number that we can use. Write it like this: 070 123 45 67.")
_COSTLY_PHONE: Final = S_("This number costs extra to call. Write another one.")
_BAD_EMAIL: Final = S_("This is not a whole e-mail address. Write it like this: name@example.se.")

_LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1, less the two brackets around it
_LONGEST_LOCAL = 64
_PHONE_SIGNS = set("0123456789+()-./ ")


def bound_to(contact_id: str) -> str:
    """Name the row that a sealed contact detail belongs to; in another row it does not open."""
    return f"contact_points:{contact_id}"


def read_contact(text: str) -> tuple[ContactKind, str]:
    """Tell a telephone number from an e-mail address and write it in its one form (numbers as E.164).

    Raises InvalidInputError for the field `contact`; what was typed is in no error.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if "@" in plain:
        return ContactKind.EMAIL, _read_email(plain)
    return ContactKind.PHONE, _read_phone(plain)


def shown_contact(kind: ContactKind, text: str) -> str:
    """Write a contact detail for people: a telephone number in groups, Swedish ones without the prefix."""
    if kind is ContactKind.EMAIL:
        return text
    import phonenumbers  # noqa: PLC0415 - see _read_phone

    number = phonenumbers.parse(text)
    is_swedish = phonenumbers.region_code_for_number(number) == REGION
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(number, form.NATIONAL if is_swedish else form.INTERNATIONAL))


def _read_phone(text: str) -> str:
    # The tables of the world's numbers cost memory, which a process that needs none should not carry.
    import phonenumbers  # noqa: PLC0415 - see above

    kinds = phonenumbers.PhoneNumberType
    digits = "".join(_plain_sign(sign) for sign in text)
    # The library would search a sentence for a number; here the whole text must be one.
    if not set(digits) <= _PHONE_SIGNS:
        raise InvalidInputError({"contact": _BAD_PHONE})
    try:
        number = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException:
        raise InvalidInputError({"contact": _BAD_PHONE}) from None
    if not phonenumbers.is_valid_number(number):
        raise InvalidInputError({"contact": _BAD_PHONE})
    if phonenumbers.number_type(number) in {kinds.PREMIUM_RATE, kinds.SHARED_COST}:
        raise InvalidInputError({"contact": _COSTLY_PHONE})
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _plain_sign(sign: str) -> str:
    """A decimal digit of any script as 0-9, any dash as a hyphen, any space as a space."""
    number = unicodedata.decimal(sign, None)
    if number is not None:
        return str(number)
    return {"Pd": "-", "Zs": " "}.get(unicodedata.category(sign), sign)


def _read_email(text: str) -> str:
    local, _, host = text.rpartition("@")
    labels = host.split(".")
    is_whole = (
        len(text) <= _LONGEST_EMAIL
        and 0 < len(local) <= _LONGEST_LOCAL
        and "@" not in local
        and not local.startswith(".")
        and not local.endswith(".")
        and len(labels) > 1
        and all(label and _is_host_label(label) for label in labels)
        and all(sign.isprintable() and not sign.isspace() and sign not in '<>()[],;:\\"' for sign in local)
    )
    if not is_whole:
        raise InvalidInputError({"contact": _BAD_EMAIL})
    return f"{local}@{host.lower()}"


def _is_host_label(label: str) -> bool:
    ends_well = label[0] != "-" and label[-1] != "-"
    return ends_well and all(sign.isalnum() or sign == "-" for sign in label)
