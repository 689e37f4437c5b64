"""The errors that readers meet."""

import pytest

from app.core import errors


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.AppError, 500),
        (errors.BadRequestError, 400),
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
