"""The keyring: what is sealed opens here and nowhere else, and a changed secret loses nothing by itself."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr

from app.core.errors import StartUpError
from app.core.keyring import LONGEST_DIGITS, Keyring, UnreadableSecretError, open_keyring
from app.settings import Settings

OLD, NEW = "old-" + "o" * 40, "new-" + "n" * 40
MARKER = "marker-070-123-45-67"
KEYRING = Keyring([NEW])
ANY_TEXT = st.text(max_size=40)


def _settings(folder: Path, secret: str | None = None, old: tuple[str, ...] = ()) -> Settings:
    return Settings(
        data_dir=folder,
        secret=None if secret is None else SecretStr(secret),
        old_secrets=tuple(SecretStr(one) for one in old),
    )


def _seal(keyring: Keyring, text: str = MARKER) -> bytes:
    return keyring.seal("contact", text, bound_to="participant:7:phone")


def _open(keyring: Keyring, sealed: bytes) -> str:
    return keyring.open("contact", sealed, bound_to="participant:7:phone")


def _assert_unreadable(keyring: Keyring, sealed: bytes) -> None:
    with pytest.raises(UnreadableSecretError) as caught:
        _open(keyring, sealed)
    assert caught.value.status == 500
    assert MARKER not in f"{caught.value}{caught.value!r}{caught.value.message_id}"
    assert caught.value.__cause__ is None
    with pytest.raises(UnreadableSecretError):
        keyring.needs_resealing("contact", sealed, bound_to="participant:7:phone")


@hypothesis_settings(max_examples=50, deadline=None)
@given(purpose=ANY_TEXT, text=ANY_TEXT, bound_to=ANY_TEXT)
@example(purpose="\ud800", text="\udcff", bound_to="\ud800")
def test_what_was_sealed_opens_again(purpose: str, text: str, bound_to: str) -> None:
    sealed = KEYRING.seal(purpose, text, bound_to=bound_to)
    assert KEYRING.open(purpose, sealed, bound_to=bound_to) == text
    assert not KEYRING.needs_resealing(purpose, sealed, bound_to=bound_to)


def test_seal_never_gives_the_same_bytes_twice_nor_the_text() -> None:
    first, second = _seal(KEYRING), _seal(KEYRING)
    assert first != second
    assert first[:1] == second[:1] == b"\x01"
    assert MARKER.encode() not in first


@pytest.mark.parametrize(
    ("purpose", "bound_to"),
    [("other", "participant:7:phone"), ("contact", "participant:8:phone"), ("contact", "")],
)
def test_open_refuses_another_purpose_or_row(purpose: str, bound_to: str) -> None:
    with pytest.raises(UnreadableSecretError):
        KEYRING.open(purpose, _seal(KEYRING), bound_to=bound_to)


def test_open_refuses_every_truncation() -> None:
    sealed = _seal(KEYRING, "070")
    for length in range(len(sealed)):
        _assert_unreadable(KEYRING, sealed[:length])
    _assert_unreadable(KEYRING, sealed + b"\0")


def test_open_refuses_every_flipped_byte() -> None:
    sealed = _seal(KEYRING, MARKER)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        _assert_unreadable(KEYRING, bytes(changed))


def test_open_says_that_the_format_is_unknown() -> None:
    with pytest.raises(UnreadableSecretError, match="format"):
        _open(KEYRING, b"\x02" + _seal(KEYRING)[1:])


def test_an_old_secret_still_opens_until_sealed_anew(tmp_path: Path) -> None:
    sealed = _seal(open_keyring(_settings(tmp_path, OLD)))
    rotated = open_keyring(_settings(tmp_path, NEW, (OLD,)))
    assert _open(rotated, sealed) == MARKER
    assert rotated.needs_resealing("contact", sealed, bound_to="participant:7:phone")
    resealed = _seal(rotated, _open(rotated, sealed))
    assert _open(open_keyring(_settings(tmp_path, NEW)), resealed) == MARKER
    assert not rotated.needs_resealing("contact", resealed, bound_to="participant:7:phone")


def test_without_its_old_secret_it_stays_closed(tmp_path: Path) -> None:
    sealed = _seal(open_keyring(_settings(tmp_path, OLD)))
    _assert_unreadable(open_keyring(_settings(tmp_path, NEW)), sealed)


def test_digest_of_a_known_text() -> None:
    # HKDF-SHA256 and HMAC-SHA256 worked out by the library instead.
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - as the keyring does it
    from cryptography.hazmat.primitives.hmac import HMAC  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

    hkdf = HKDF(algorithm=SHA256(), length=32, salt=b"smartskola keyring 1", info=b"digest:email")
    mac = HMAC(hkdf.derive(NEW.encode()), SHA256())
    mac.update(b"a@example.org")
    assert KEYRING.digest("email", "a@example.org") == mac.finalize().hex()


def test_digest_differs_by_purpose_text_and_secret() -> None:
    digests = {
        KEYRING.digest("email", "a"),
        KEYRING.digest("phone", "a"),
        KEYRING.digest("email", "b"),
        Keyring([OLD]).digest("email", "a"),
    }
    assert len(digests) == 4


def test_digests_begin_with_the_current_secret() -> None:
    rotated = Keyring([NEW, OLD, NEW])
    assert rotated.digests("email", "a") == (
        rotated.digest("email", "a"),
        Keyring([OLD]).digest("email", "a"),
    )
    assert rotated.digest("email", "a") == KEYRING.digest("email", "a")


@hypothesis_settings(max_examples=50)
@given(text=ANY_TEXT, length=st.integers(1, LONGEST_DIGITS))
def test_derive_digits_is_always_the_same(text: str, length: int) -> None:
    digits = KEYRING.derive_digits("demo", text, length)
    assert len(digits) == length
    assert digits.isascii()
    assert digits.isdecimal()
    assert digits == Keyring([NEW, OLD]).derive_digits("demo", text, length)


def test_derive_digits_uses_every_digit_about_as_often() -> None:
    drawn = "".join(KEYRING.derive_digits("demo", str(number), 10) for number in range(1000))
    assert all(850 < drawn.count(digit) < 1150 for digit in "0123456789")


def test_derive_digits_differs_by_purpose_text_and_secret() -> None:
    drawn = {
        KEYRING.derive_digits("demo", "a", 20),
        KEYRING.derive_digits("demo", "b", 20),
        KEYRING.derive_digits("other", "a", 20),
        Keyring([OLD]).derive_digits("demo", "a", 20),
    }
    assert len(drawn) == 4


@pytest.mark.parametrize("length", [-1, 0, LONGEST_DIGITS + 1])
def test_derive_digits_refuses_a_length(length: int) -> None:
    with pytest.raises(ValueError, match="digits cannot be derived"):
        KEYRING.derive_digits("demo", "a", length)


def test_nothing_shows_the_secret() -> None:
    shown = f"{KEYRING}{KEYRING!r}{[KEYRING]}"
    assert NEW not in shown
    assert shown.startswith("<Keyring of 1 secrets>")
    assert NEW.encode() not in b"".join(KEYRING._roots)


def test_a_secret_is_made_once_and_kept_privately(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = open_keyring(_settings(folder))
    assert [file.name for file in folder.iterdir()] == ["secret"]
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    made = (folder / "secret").read_text()
    assert _open(open_keyring(_settings(folder)), _seal(first)) == MARKER
    assert (folder / "secret").read_text() == made


def test_two_sites_do_not_make_the_same_secret(tmp_path: Path) -> None:
    _assert_unreadable(
        open_keyring(_settings(tmp_path / "a")), _seal(open_keyring(_settings(tmp_path / "b")))
    )


def test_with_a_chosen_secret_no_file_is_made(tmp_path: Path) -> None:
    open_keyring(_settings(tmp_path / "data", NEW))
    assert not (tmp_path / "data").exists()


def test_a_made_secret_becomes_an_old_one(tmp_path: Path) -> None:
    sealed = _seal(open_keyring(_settings(tmp_path)))
    made = (tmp_path / "secret").read_text()
    assert _open(open_keyring(_settings(tmp_path, NEW, (made,))), sealed) == MARKER


def test_threads_that_start_at_once_agree(tmp_path: Path) -> None:
    ready = threading.Barrier(8)
    digests: list[str] = []

    def start() -> None:
        ready.wait()
        digests.append(open_keyring(_settings(tmp_path / "data")).digest("email", "a"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests) == 8
    assert len(set(digests)) == 1
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret"]


def test_the_faster_process_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = "t" * 64
    link = os.link

    def lose(draft: str, file: Path) -> None:
        file.write_text(theirs)
        link(draft, file)

    monkeypatch.setattr("os.link", lose)
    keyring = open_keyring(_settings(tmp_path))
    assert keyring.digest("email", "a") == Keyring([theirs]).digest("email", "a")
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x" * 63,
        b"x" * 65,
        b"x" * 64 + b"\n",
        b"\xff" * 64,
        b"\0" * 64,
        b"x" * 63 + b" ",
        "ö".encode() * 32,
    ],
)
def test_a_damaged_file_stops_the_start_and_is_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(StartUpError, match="is damaged; restore it from a backup, or") as caught:
        open_keyring(_settings(tmp_path))
    assert "\n" not in str(caught.value)
    assert "xxxx" not in str(caught.value)
    assert (tmp_path / "secret").read_bytes() == content


def test_a_folder_instead_of_the_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    with pytest.raises(StartUpError, match=r"cannot be used .*; give the data folder to this user"):
        open_keyring(_settings(tmp_path))


def test_a_full_disk_stops_the_start_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StartUpError, match="No space left"):
        open_keyring(_settings(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_digests_load_no_heavy_library() -> None:
    program = (
        "import sys; from app.core.keyring import Keyring; k = Keyring(['x']); k.digest('a', 'b');"
        "k.derive_digits('a', 'b', 6); print(any(m.startswith('cryptography') for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
