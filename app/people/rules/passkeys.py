"""Passkeys (WebAuthn): what the browser is asked for, and whether its answer holds.

A passkey works on this very site only, and only after its owner showed her finger, face or PIN; so it stands
for both factors.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from app.core.errors import S_, AppError

# CTAP 2.1 and WebAuthn level 3, 5.8.3: a credential id has at most 1 023 bytes, 1 364 signs of base64url.
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,1364}", re.ASCII)
T = TypeVar("T")


class PasskeyRefusedError(AppError):
    """A passkey's answer does not hold: another site, an old question, a changed answer, an unknown key."""

    status = 422
    message_id = S_("This passkey could not be used. Try again, or use another way.")


@dataclass(frozen=True)
class Site:
    """This site as passkeys know it: its host name, and the address that the browser must have shown."""

    rp_id: str
    origin: str


@dataclass(frozen=True)
class Question:
    """What the browser is asked, as JSON, and the challenge that its answer must carry."""

    options: str
    challenge: bytes


@dataclass(frozen=True)
class Owner:
    """For whom a passkey is made, and the ids of those she has."""

    account_id: str
    email: str
    name: str
    known_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewKey:
    """A passkey that was just made; the id is base64url without padding."""

    credential_id: str
    public_key: bytes
    sign_count: int


def site_of(public_url: str | None, asked_url: str) -> Site:
    """Say which site a passkey belongs to: the operator's address, else the one that was asked."""
    parts = urlsplit(public_url or asked_url)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def ask_for_new(site: Site, owner: Owner) -> Question:
    """Ask the browser to make a passkey that can be found without an e-mail address; no attestation.

    What the maker of the device says of it is not asked for: nobody here would judge it.
    """
    from webauthn import (  # noqa: PLC0415 - 12 MiB, which an idle process should not carry
        base64url_to_bytes,
        generate_registration_options,
        options_to_json,
    )
    from webauthn.helpers import structs  # noqa: PLC0415 - as above

    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name="Smärtskola",
        user_id=owner.account_id.encode(),
        user_name=owner.email,
        user_display_name=owner.name,
        attestation=structs.AttestationConveyancePreference.NONE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(known)) for known in owner.known_ids
        ],
    )
    return Question(options_to_json(options), options.challenge)


def ask_for_known(site: Site) -> Question:
    """Ask the browser for any passkey of this site; the answer tells whose it is."""
    from webauthn import (  # noqa: PLC0415 - as in ask_for_new
        generate_authentication_options,
        options_to_json,
    )
    from webauthn.helpers import structs  # noqa: PLC0415 - as in ask_for_new

    options = generate_authentication_options(
        rp_id=site.rp_id, user_verification=structs.UserVerificationRequirement.REQUIRED
    )
    return Question(options_to_json(options), options.challenge)


def check_new(site: Site, credential: dict[str, Any], challenge: bytes) -> NewKey:
    """Check the browser's answer to `ask_for_new`; raise PasskeyRefusedError."""
    from webauthn import verify_registration_response  # noqa: PLC0415 - as in ask_for_new
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415 - as in ask_for_new

    made = _refusing(
        lambda: verify_registration_response(
            credential=json.dumps(credential),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    )
    return NewKey(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)


def named_key(credential: dict[str, Any]) -> tuple[str, str]:
    """Read which passkey an answer names and whose it says it is, both unchecked; or PasskeyRefusedError."""
    named = credential.get("id")
    if not isinstance(named, str) or _ID.fullmatch(named) is None:
        raise PasskeyRefusedError("the answer names no passkey")
    return named, _refusing(lambda: _owner_id(credential))


def check_known(
    site: Site, credential: dict[str, Any], challenge: bytes, *, public_key: bytes, sign_count: int
) -> int:
    """Check the answer to `ask_for_known` and give the key's new count of uses; raise PasskeyRefusedError.

    A count that did not grow means that the key was copied (WebAuthn level 3, 6.1.1); keys that do not count
    always say 0.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415 - as in ask_for_new

    used = _refusing(
        lambda: verify_authentication_response(
            credential=json.dumps(credential),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    )
    return used.new_sign_count


def _owner_id(credential: dict[str, Any]) -> str:
    from webauthn import base64url_to_bytes  # noqa: PLC0415 - as in ask_for_new

    return base64url_to_bytes(credential["response"]["userHandle"]).decode()


def _refusing(check: Callable[[], T]) -> T:
    try:
        return check()
    except Exception as fault:  # whatever a forged answer breaks inside the library is a refusal
        raise PasskeyRefusedError(type(fault).__name__) from fault
