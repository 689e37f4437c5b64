"""The e-mail addresses that staff sign in with: one spelling for each, and nothing that could pass for it."""

from typing import Final

LONGEST: Final = 254
"""Characters: what fits between the brackets of SMTP's MAIL FROM (RFC 3696, erratum 1690)."""


def plain_email(text: str) -> str | None:
    """Give an address in lower case without spaces around; None for what is none.

    Only ASCII: an address with a look-alike letter of another script would pass for somebody else's.
    """
    email = text.strip().lower()
    local, _, host = email.partition("@")
    is_plain = email.isascii() and email.isprintable() and not any(sign in email for sign in ' <>()[]",;:\\')
    is_whole = bool(local) and "@" not in host and "." in host and all(host.split("."))
    return email if is_plain and is_whole and len(email) <= LONGEST else None
