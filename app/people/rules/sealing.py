"""The names under which things are sealed, and the place each sealed thing is bound to."""

from typing import Final

CONTACT: Final = "contact"
CODES: Final = "codes"


def place_of_contact(contact_id: str) -> str:
    """Name the row that holds a sealed contact detail: moved to another it does not open."""
    return f"contact_points:{contact_id}"


def place_of_codes(account_id: str) -> str:
    """Name the row that holds the sealed secret of an account's one-time codes."""
    return f"accounts:{account_id}"
