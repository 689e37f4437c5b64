"""Passkeys: what the browser is asked for, and whether its answer holds."""

import json
from typing import Any

import pytest

from app.people.rules.passkeys import (
    NewKey,
    Owner,
    PasskeyRefusedError,
    Site,
    ask_for_known,
    ask_for_new,
    check_known,
    check_new,
    named_key,
    site_of,
)
from tests.people.authenticator import Authenticator, damaged

SITE = Site("skola.example", "https://skola.example")
OWNER = Owner("0123456789abcdef", "sara@skola.example", "Sara Lind", ("AAAA", "-_-_"))
CHALLENGE = b"c" * 64


@pytest.mark.parametrize(
    ("public_url", "asked", "site"),
    [
        ("https://skola.example", "http://127.0.0.1:8000/", SITE),
        ("https://skola.example:8443", "", Site("skola.example", "https://skola.example:8443")),
        (None, "http://localhost:8000/", Site("localhost", "http://localhost:8000")),
    ],
)
def test_site_of(public_url: str | None, asked: str, site: Site) -> None:
    assert site_of(public_url, asked) == site


def test_question_for_a_new_key() -> None:
    question = ask_for_new(SITE, OWNER)
    asked = json.loads(question.options)
    assert asked["rp"] == {"name": "Smärtskola", "id": "skola.example"}
    assert asked["user"]["displayName"] == "Sara Lind"
    assert [key["id"] for key in asked["excludeCredentials"]] == ["AAAA", "-_-_"]
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert len(question.challenge) == 64
    assert question.challenge != ask_for_new(SITE, OWNER).challenge


def _device(**given: Any) -> Authenticator:
    return Authenticator(**({"origin": SITE.origin} | given))


def _make(device: Authenticator) -> tuple[dict[str, Any], bytes]:
    question = ask_for_new(SITE, OWNER)
    return device.make(json.loads(question.options)), question.challenge


def _known(device: Authenticator) -> NewKey:
    return check_new(SITE, *_make(device))


def test_key_is_made_and_used() -> None:
    device = _device()
    key = _known(device)
    assert key.sign_count == 0
    question = ask_for_known(SITE)
    credential = device.use(json.loads(question.options))
    assert named_key(credential) == (key.credential_id, OWNER.account_id)
    used = check_known(SITE, credential, question.challenge, public_key=key.public_key, sign_count=0)
    assert used == 1


@pytest.mark.parametrize(
    "given",
    [{"origin": "https://evil.example"}, {"origin": "http://skola.example"}, {"rp_id": "evil.example"}],
)
def test_key_of_another_site_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(PasskeyRefusedError):
        check_new(SITE, *_make(_device(**given)))
    device = _device()
    key = _known(device)
    for name, value in given.items():
        setattr(device, name, value)
    question = ask_for_known(SITE)
    with pytest.raises(PasskeyRefusedError):
        check_known(
            SITE,
            device.use(json.loads(question.options)),
            question.challenge,
            public_key=key.public_key,
            sign_count=0,
        )


def test_answer_to_another_question_is_refused() -> None:
    credential, _ = _make(_device())
    with pytest.raises(PasskeyRefusedError):
        check_new(SITE, credential, CHALLENGE)


def test_answer_of_one_kind_is_no_answer_of_the_other() -> None:
    device = _device()
    key = _known(device)
    made, challenge = _make(device)
    with pytest.raises(PasskeyRefusedError):
        check_known(SITE, made, challenge, public_key=key.public_key, sign_count=0)
    question = ask_for_known(SITE)
    with pytest.raises(PasskeyRefusedError):
        check_new(SITE, device.use(json.loads(question.options)), question.challenge)


def test_key_without_finger_or_pin_is_refused() -> None:
    with pytest.raises(PasskeyRefusedError):
        check_new(SITE, *_make(_device(is_verified=False)))


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
def test_changed_answer_is_refused(part: str) -> None:
    device = _device()
    key = _known(device)
    question = ask_for_known(SITE)
    credential = device.use(json.loads(question.options))
    credential["response"][part] = damaged(credential["response"][part])
    with pytest.raises(PasskeyRefusedError):
        check_known(SITE, credential, question.challenge, public_key=key.public_key, sign_count=0)


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [(0, 0, False), (0, 1, False), (5, 6, False), (5, 9, False), (5, 5, True), (5, 4, True), (5, 0, True)],
)
def test_count_must_grow_unless_there_is_none(before: int, after: int, is_refused: bool) -> None:
    device = _device(counts=False)
    key = _known(device)
    device.sign_count = after
    question = ask_for_known(SITE)
    credential = device.use(json.loads(question.options))

    def check() -> int:
        return check_known(SITE, credential, question.challenge, public_key=key.public_key, sign_count=before)

    if is_refused:
        with pytest.raises(PasskeyRefusedError):
            check()
    else:
        assert check() == after


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": 5},
        {"id": ""},
        {"id": "a b"},
        {"id": "a" * 1365},
        {"id": "a\x00"},
        {"id": "abc"},
        {"id": "abc", "response": None},
        {"id": "abc", "response": {"userHandle": 5}},
        {"id": "abc", "response": {"userHandle": "_w"}},
    ],
)
def test_rubbish_names_no_key(credential: dict[str, Any]) -> None:
    with pytest.raises(PasskeyRefusedError):
        named_key(credential)
    with pytest.raises(PasskeyRefusedError):
        check_new(SITE, credential, CHALLENGE)
    with pytest.raises(PasskeyRefusedError):
        check_known(SITE, credential, CHALLENGE, public_key=b"", sign_count=0)
