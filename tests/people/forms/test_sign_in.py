"""What is typed to sign in, and what a passkey answers."""

import json

import pytest
from starlette.datastructures import FormData

from app.core.errors import BadRequestError, InvalidInputError, PayloadTooLargeError
from app.people.forms.sign_in import MOST_ANSWER_BYTES, CodeForm, SignInForm, parse_answer
from app.people.rules.passwords import TOO_LONG
from app.web.forms import FILL_IN, parse

JSON = "application/json"


def test_address_is_lower_case_and_password_keeps_its_spaces() -> None:
    form = parse(SignInForm, FormData({"email": " Sara@Skola.Example ", "password": " två  ord "}))
    assert (form.email, form.password) == ("sara@skola.example", " två  ord ")


def test_password_is_composed_before_it_is_measured() -> None:
    form = parse(SignInForm, FormData({"email": "a", "password": "a\u0308" * 200}))
    assert form.password == "ä" * 200


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        ({}, {"email": FILL_IN, "password": FILL_IN}),
        ({"email": "a", "password": "x" * 201}, {"password": TOO_LONG}),
        ({"email": "a", "password": "x" * 10**6}, {"password": TOO_LONG}),
        ({"email": "a" * 255, "password": "x"}, {"email": TOO_LONG}),
    ],
)
def test_faults_stand_beside_the_fields(sent: dict[str, str], faults: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse(SignInForm, FormData(sent))
    assert refused.value.fields == faults


def test_code_must_be_there() -> None:
    assert parse(CodeForm, FormData({"code": " 123 456 "})).code == "123 456"
    with pytest.raises(InvalidInputError):
        parse(CodeForm, FormData({"code": " "}))


def test_answer_is_read() -> None:
    body = {"credential": {"id": "a"}, "next": "/staff", "name": " Telefonen ", "is_admin": True}
    answer = parse_answer("application/json; charset=utf-8", json.dumps(body).encode())
    assert (answer.credential, answer.next, answer.name) == ({"id": "a"}, "/staff", "Telefonen")
    assert not hasattr(answer, "is_admin")


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("text/plain", b'{"credential": {}}', BadRequestError),
        ("", b'{"credential": {}}', BadRequestError),
        (JSON, b"", BadRequestError),
        (JSON, b'{"credential": 1, "name": 2}', BadRequestError),
        (JSON, b'{"credential": {}, "name": 2}', InvalidInputError),
        (JSON, b'{"credential": {}, "name": "a\\u202e"}', InvalidInputError),
        (JSON, b" " * (MOST_ANSWER_BYTES + 1), PayloadTooLargeError),
    ],
)
def test_what_is_no_answer_is_refused(kind: str, body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_answer(kind, body)
