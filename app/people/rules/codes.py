"""Digits that people type, and the codes of an authenticator app (TOTP, RFC 6238)."""

import base64
import hmac
import secrets
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyotp

CODE_DIGITS: Final = 6
STEP_SECONDS: Final = 30
"""RFC 6238, 5.2: the recommended step; one step on each side covers a clock that is wrong or a slow hand."""

ISSUER: Final = "Smärtskola"
"""What the authenticator app calls us."""

_SECRET_BYTES = 20  # RFC 4226, 4 (R6): 160 bits
_LONGEST = 100
_DIGITS = dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True))
# Spaces, hyphens and invisible direction marks, as people write and telephones paste them.
_BETWEEN = {"Zs", "Zl", "Zp", "Pd", "Cf"}


def digits_of(text: str) -> str:
    """Give the digits of a typed code as 0-9; empty when it holds anything else than digits and separators.

    Understands full-width, Arabic-Indic and Persian digits; spaces, hyphens and dots do not count.
    """
    if len(text) > _LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", text)
    kept = [
        _DIGITS.get(sign, sign)
        for sign in plain
        if unicodedata.category(sign) not in _BETWEEN and sign not in ".\t\r\n"
    ]
    found = "".join(kept)
    return found if found.isascii() and found.isdigit() else ""


def new_secret() -> str:
    """Draw the secret that an authenticator app and we share: 32 signs of base 32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def in_groups(secret: str) -> str:
    """Write a secret in groups of four, to be typed from the screen."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def setup_address(secret: str, email: str) -> str:
    """Give the address that an authenticator app reads from a QR code."""
    return str(_totp(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Find the 30-second step that a typed code belongs to: this one, the last or the next; else None.

    Whether the step was used before is for the caller to refuse.
    """
    typed = digits_of(code).encode()
    totp = _totp(secret)
    here = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in (here - 1, here, here + 1):
        # All three are compared, whichever matches, so that the time tells nothing.
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed):
            found = step
    return found


def _totp(secret: str) -> "pyotp.TOTP":
    import pyotp  # noqa: PLC0415 - only signing in needs it

    return pyotp.TOTP(secret, digits=CODE_DIGITS, interval=STEP_SECONDS)
