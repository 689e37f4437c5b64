"""Keys made from the site's secret: seals what must not be read from a copy of the database, and digests what
must be found again without being kept."""

import hmac
import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.core.errors import S_, AppError, StartUpError
from app.settings import Settings

LONGEST_DIGITS = 50
"""As many digits as 256 bits give with a bias below 2**-89, see `Keyring.derive_digits`."""

_VERSION = b"\x01"
_NONCE_BYTES = 12
_SALT = b"smartskola keyring 1"
_MADE_BYTES = 48
_MADE = re.compile(rb"[A-Za-z0-9_-]{64}", re.ASCII)  # 48 bytes in URL-safe base64


class UnreadableSecretError(AppError):
    """Something sealed does not open: another secret, another row, another purpose, or it was damaged."""

    message_id = S_(
        "The stored contact details cannot be read, because the site's secret was changed. "
        "Tell the administrator."
    )


class Keyring:
    """Seals and digests with keys of their own for every purpose; made by `open_keyring`.

    The first secret is the current one, which everything new is made with; the others still open what they
    once sealed. Texts may hold anything, lone surrogates too.
    """

    __slots__ = ("_roots",)

    def __init__(self, site_secrets: Iterable[str]) -> None:
        given = dict.fromkeys(site_secrets)
        self._roots = tuple(hmac.digest(_SALT, _encode(secret), "sha256") for secret in given)

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._roots)} secrets>"

    def seal(self, purpose: str, text: str, *, bound_to: str) -> bytes:
        """Encrypt with AES-256-GCM: a version byte, a random nonce, the ciphertext with its tag.

        `bound_to` names the row and column that hold it: moved anywhere else it does not open.
        """
        # The library costs 8 MiB, which a process that seals nothing should not carry.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - see above

        nonce = os.urandom(_NONCE_BYTES)
        key = _derive(self._roots[0], "seal", purpose)
        return _VERSION + nonce + AESGCM(key).encrypt(nonce, _encode(text), _VERSION + _encode(bound_to))

    def open(self, purpose: str, sealed: bytes, *, bound_to: str) -> str:
        """Decrypt what `seal` gave, with the current secret or an old one; else UnreadableSecretError."""
        return self._unseal(purpose, sealed, bound_to)[0]

    def needs_resealing(self, purpose: str, sealed: bytes, *, bound_to: str) -> bool:
        """Whether only an old secret opens it, so that it is lost with that one; may raise
        UnreadableSecretError."""
        return self._unseal(purpose, sealed, bound_to)[1] > 0

    def digest(self, purpose: str, text: str) -> str:
        """HMAC-SHA256 with the current secret, 64 hex digits: what a new row is stored under."""
        return _digest(self._roots[0], purpose, text)

    def digests(self, purpose: str, text: str) -> tuple[str, ...]:
        """The digest with every secret, the current first: what an older row may be stored under."""
        return tuple(_digest(root, purpose, text) for root in self._roots)

    def derive_digits(self, purpose: str, text: str, length: int) -> str:
        """Decimal digits that are always the same for this secret and text: for the demo's codes only.

        A 256-bit HMAC modulo 10**length: no number is more likely than another by more than 2**-89 for up to
        LONGEST_DIGITS digits; ValueError for other lengths.
        """
        if not 1 <= length <= LONGEST_DIGITS:
            raise ValueError(f"{length} digits cannot be derived; ask for 1 to {LONGEST_DIGITS}")
        key = _derive(self._roots[0], "digits", purpose)
        number = int.from_bytes(hmac.digest(key, _encode(text), "sha256"), "big")
        return str(number % 10**length).zfill(length)

    def _unseal(self, purpose: str, sealed: bytes, bound_to: str) -> tuple[str, int]:
        """The text, and which of the secrets opened it."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - 8 MiB, as in seal
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

        if sealed[:1] != _VERSION:
            raise UnreadableSecretError("sealed in a format that this program does not know")
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        for place, root in enumerate(self._roots):
            try:
                opened = AESGCM(_derive(root, "seal", purpose)).decrypt(
                    nonce, ciphertext, _VERSION + _encode(bound_to)
                )
            except (InvalidTag, ValueError):  # a ValueError when the nonce is cut short
                continue
            return opened.decode(errors="surrogatepass"), place
        raise UnreadableSecretError("no secret of the site opens it")


def open_keyring(settings: Settings) -> Keyring:
    """The keyring of this site: from the operator's secrets, else from the file `secret` in the data folder.

    The file is made once, for development and the demo. Raises StartUpError when it is damaged or cannot be
    made: a new one in its place would leave everything sealed unreadable.
    """
    chosen = settings.secret
    current = _kept_secret(settings.data_dir / "secret") if chosen is None else chosen.get_secret_value()
    return Keyring([current, *(old.get_secret_value() for old in settings.old_secrets)])


def _encode(text: str) -> bytes:
    # Strict encoding would raise an error that carries the whole text into the log.
    return text.encode(errors="surrogatepass")


def _derive(root: bytes, use: str, purpose: str) -> bytes:
    """HKDF-Expand (RFC 5869) for one block of SHA-256; `root` is what HKDF-Extract gave of the secret."""
    return hmac.digest(root, _encode(f"{use}:{purpose}") + b"\x01", "sha256")


def _digest(root: bytes, purpose: str, text: str) -> str:
    return hmac.digest(_derive(root, "digest", purpose), _encode(text), "sha256").hex()


def _kept_secret(file: Path) -> str:
    try:
        if not file.exists():
            _make_secret(file)
        found = file.read_bytes()
    except OSError as error:
        raise StartUpError(
            f"{error.filename or file} cannot be used ({error.strerror}); "
            "give the data folder to this user, or set SMARTSKOLA_SECRET"
        ) from error
    if _MADE.fullmatch(found) is None:
        raise StartUpError(
            f"{file} is damaged; restore it from a backup, or, if nothing stored is needed, remove it"
        )
    return found.decode()


def _make_secret(file: Path) -> None:
    """Put a new secret in place, whole or not at all; another process that was faster wins."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".secret.", dir=file.parent)  # O_EXCL, mode 0600
    try:
        with os.fdopen(handle, "w") as opened:
            opened.write(secrets.token_urlsafe(_MADE_BYTES))
            opened.flush()
            os.fsync(opened.fileno())
        # Never over a file that is there, and never seen half written, as O_EXCL on the name itself would be.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    _flush_folder(file.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
