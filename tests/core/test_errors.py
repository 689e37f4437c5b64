"""The errors that readers meet."""

from collections.abc import Iterator

import pytest

from app.core import errors


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.AppError, 500),
        (errors.BadRequestError, 400),
        (errors.SignedOutError, 401),
        (errors.ForbiddenError, 403),
        (errors.NotFoundError, 404),
        (errors.PayloadTooLargeError, 413),
        (errors.InvalidInputError, 422),
        (errors.TooManyRequestsError, 429),
        (errors.UnavailableError, 503),
    ],
)
def test_app_error_has_a_status_and_a_message(error: type[errors.AppError], status: int) -> None:
    assert issubclass(error, errors.AppError)
    assert error.status == status
    assert error.message_id.endswith(".")


def test_invalid_input_error_names_fields_not_values() -> None:
    error = errors.InvalidInputError(
        {"phone": "Write the number with its country code.", "name": "Write a name."}
    )
    assert str(error) == "name, phone"
    assert error.fields == {"phone": "Write the number with its country code.", "name": "Write a name."}


def test_retry_later_error_says_when() -> None:
    assert errors.TooManyRequestsError(retry_after=60).retry_after == 60
    assert errors.UnavailableError("disk full").retry_after == 5


def test_marks_leave_the_message_as_it_is() -> None:
    assert errors.N_("Not found") == errors.S_("Not found") == "Not found"


def _all_errors(kind: type[errors.AppError]) -> Iterator[type[errors.AppError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _all_errors(narrower)


def test_every_error_has_a_status_that_ends_a_request_and_one_plain_sentence() -> None:
    found = [kind for kind in _all_errors(errors.AppError) if kind.__module__.startswith("app.")]
    assert len(found) >= 10
    wrong = [
        kind.__name__ for kind in found if not 400 <= kind.status <= 599 or not kind.message_id.endswith(".")
    ]
    assert wrong == []
