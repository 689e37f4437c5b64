"""The page that sets up an authenticator app: a QR code, the same secret as text, a field for a code."""

from typing import Any, Final

from app.people.rules.codes import in_groups, setup_address
from app.web.qr import draw_qr

CODES_PAGE: Final = "people/staff/codes.html"


def codes_context(secret: str, *, email: str, action: str, back: str) -> dict[str, Any]:
    """Give the template what an app needs to know, and where the first code is sent."""
    address = setup_address(secret, email)
    return {
        "qr": draw_qr(address),
        "setup_address": address,
        "secret": in_groups(secret),
        "action": action,
        "back": back,
    }
