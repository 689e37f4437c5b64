"""The errors that end a request with a plain message, and the one that keeps the program from starting."""

from collections.abc import Callable, Mapping
from typing import ClassVar

N_: Callable[[str], str] = str
"""Marks an English message for extraction; it is translated when a page is rendered."""

S_: Callable[[str], str] = str
"""The same for messages that only staff see: they are kept in Swedish and English."""


class AppError(Exception):
    """Ends the request: `status` for the browser, `message_id` for the reader; the arguments go to the log
    only."""

    status: ClassVar[int] = 500
    message_id: ClassVar[str] = N_(
        "Something went wrong here. It is not your fault. Try again in a little while."
    )


class BadRequestError(AppError):
    """The request itself cannot be understood."""

    status = 400
    message_id = N_("We could not understand the request. Go back and try again.")


class SignedOutError(AppError):
    """Something was sent by somebody who is not signed in any more; going back keeps what was typed."""

    status = 401
    message_id = N_(
        "You are not signed in any more. Sign in again in a new tab, then go back here and send it once more."
    )


class ForbiddenError(AppError):
    """The person is known, or needs not be, and may not do this."""

    status = 403
    message_id = N_("You may not see or do this.")


class NotFoundError(AppError):
    """There is no such thing, or the reader may not know that there is."""

    status = 404
    message_id = N_("This page does not exist.")


class PayloadTooLargeError(AppError):
    """More was sent than is accepted here."""

    status = 413
    message_id = N_("What you sent is too large.")


class InvalidInputError(AppError):
    """A form cannot be used as it is; `fields` holds a message id per field, under the field's own name."""

    status = 422
    message_id = N_("Something in the form needs to be changed.")

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(fields)))
        self.fields = dict(fields)


class RetryLaterError(AppError):
    """The same request may succeed later; `retry_after` goes into the Retry-After header."""

    status = 503
    message_id = N_("The service is busy right now. Wait a moment and try again.")

    def __init__(self, detail: str = "", *, retry_after: int = 5) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class TooManyRequestsError(RetryLaterError):
    """The same sender asked too often."""

    status = 429
    message_id = N_("You have tried too many times. Wait a moment and try again.")


class UnavailableError(RetryLaterError):
    """Something that the site needs does not answer now."""


class StartUpError(Exception):
    """The program must not start, or not go on; the text is one line for the operator, with the remedy."""
