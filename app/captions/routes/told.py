"""JSON for scripts: what is sent to them, and faults in the reader's own words."""

import functools
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from starlette.responses import JSONResponse

from app.captions.actions.cues import Conflict, CueConflictError, CueFaultsError
from app.captions.models.cues import Cue
from app.core.errors import AppError, RetryLaterError
from app.core.locales import Locale
from app.web.locale import best_locale


async def _read_body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_read_body)]
"""A route's parameter: what was sent, as it was sent."""


def told_in_json(endpoint: Callable[..., Response]) -> Callable[..., Response]:
    """Answer the faults of a guarded route that a script calls as JSON: a message, and what it is about."""

    @functools.wraps(endpoint)
    def answer(request: Request, **given: Any) -> Response:
        try:
            return endpoint(request, **given)
        except AppError as fault:
            state = request.app.state
            locale = best_locale(request.scope, state.locales, state.staff_locales)
            headers = {"retry-after": str(fault.retry_after)} if isinstance(fault, RetryLaterError) else {}
            return JSONResponse(_told(fault, locale), status_code=fault.status, headers=headers)

    return answer


def _told(fault: AppError, locale: Locale) -> dict[str, Any]:
    told: dict[str, Any] = {"message": locale.gettext(fault.message_id)}
    if isinstance(fault, CueFaultsError):
        told["faults"] = [{"key": one.key, "message": locale.gettext(one.message_id)} for one in fault.faults]
    if isinstance(fault, CueConflictError):
        told["conflicts"] = [_conflict(one) for one in fault.conflicts]
    return told


def _conflict(conflict: Conflict) -> dict[str, Any]:
    yours, theirs, author = conflict.yours, conflict.theirs, conflict.author
    mine = Cue(theirs.id, yours.start, yours.end, yours.text, yours.sources)
    said = {"author": author.name, "at": author.at.isoformat()}
    return {
        "key": yours.key,
        "id": theirs.id,
        "yours": _version(mine, yours.version, is_deleted=yours.is_deleted),
        "theirs": _version(theirs.cue, theirs.version, is_deleted=theirs.is_deleted) | said,
    }


def _version(cue: Cue, version: int | None, *, is_deleted: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"version": version, "start": cue.start, "end": cue.end, "text": cue.text}
    return told | {"sources": list(cue.sources), "is_deleted": is_deleted}
