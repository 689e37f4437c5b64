"""A passkey of software, which answers the site's questions as a browser with a fingerprint reader does."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key on one device; whatever a test changes before it answers goes into the answer."""

    origin: str = "http://testserver"
    rp_id: str | None = None
    """The site that it signs for, None for the one that asks."""
    counts: bool = True
    is_verified: bool = True
    sign_count: int = 0
    user_id: str = ""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(20))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer the question for a new passkey."""
        self.user_id = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(options["rp"]["id"], _ATTESTED) + attested + cbor2.dumps(cose)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options["challenge"])
        return self._credential(clientDataJSON=said, attestationObject=attestation)

    def use(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer the question for a passkey that is known."""
        self.sign_count += self.counts
        data = self._data(options["rpId"])
        said = self._said("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        credential = self._credential(clientDataJSON=said, authenticatorData=data, signature=signature)
        credential["response"]["userHandle"] = self.user_id
        return credential

    def _said(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, rp_id: str, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.is_verified else 0)
        site = hashlib.sha256((self.rp_id or rp_id).encode()).digest()
        return site + bytes([flags]) + self.sign_count.to_bytes(4, "big")

    def _credential(self, **parts: bytes) -> dict[str, Any]:
        own = bytes_to_base64url(self.credential_id)
        response = {name: bytes_to_base64url(value) for name, value in parts.items()}
        return {"id": own, "rawId": own, "type": "public-key", "response": response}


def damaged(text: str, *, at: int = -3) -> str:
    """Flip one bit of something in base64url."""
    changed = bytearray(base64url_to_bytes(text))
    changed[at] ^= 1
    return bytes_to_base64url(bytes(changed))
