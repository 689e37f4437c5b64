"""Staff: the page that uploads a lecture, and the tus 1.0 endpoint behind it (tus.io/protocols)."""

import re
from collections.abc import Callable, Coroutine
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from app.captions.actions.uploads import RefusedFileError, UploadGoneError, create_upload, remove_upload
from app.captions.forms.uploads import parse_upload
from app.captions.models.lectures import Upload
from app.captions.queries.uploads import find_upload, is_lost, lecture_places, open_uploads, room_on_disk
from app.captions.routes.receiving import receive
from app.captions.rules.lectures import LANGUAGE_NAMES
from app.captions.rules.sniffing import REASONS
from app.captions.rules.uploads import LONGEST, SPEECH_LANGUAGES, write_metadata
from app.core.dates import date_and_time
from app.core.errors import (
    S_,
    AppError,
    BadRequestError,
    InvalidInputError,
    RetryLaterError,
)
from app.core.permissions import EDIT_LECTURES
from app.settings import Settings
from app.web.guard import Page, Visit, guarded
from app.web.locale import best_locale
from app.web.streamed import SenderGoneError, Stream, streamed

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,expiration,termination"
PATCH_TYPE: Final = "application/offset+octet-stream"

_UPLOADS: Final = "/staff/lectures/uploads"
_NUMBER: Final = re.compile(r"[0-9]{1,19}")


class VersionError(AppError):
    """The sender speaks another version of tus."""

    status = 412
    message_id = S_("This page is out of date. Load it again, and go on.")


class WrongTypeError(AppError):
    """The body of a piece says that it is something else."""

    status = 415
    message_id = S_("This page is out of date. Load it again, and go on.")


class TusRoute(APIRoute):
    """A route whose answers carry the version, and whose refusals are JSON: a script reads them, then a
    person."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap what FastAPI makes of the route function."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handle(request)
            except AppError as fault:
                response = _refusal(request, fault)
            response.headers["tus-resumable"] = VERSION
            return response

        return answer


router = APIRouter()
tus = APIRouter(route_class=TusRoute)


@router.get("/staff/lectures/new")
@guarded(EDIT_LECTURES)
def show_upload(visit: Visit) -> Page:
    library = visit.request.app.state.content.current
    unfinished = [
        (upload, date_and_time(visit.locale.tag, upload.expires_at))
        for upload in open_uploads(visit.session, visit.actor.id, now=visit.now)
    ]
    context = {
        "places": lecture_places(visit.session, library),
        "languages": [(tag, visit.locale.gettext(LANGUAGE_NAMES[tag])) for tag in SPEECH_LANGUAGES],
        "unfinished": unfinished,
        "longest": LONGEST,
        "endpoint": _UPLOADS,
        "refusals": REASONS,
    }
    return Page("captions/staff/upload.html", context)


@tus.options("/staff/lectures/uploads")
@streamed(EDIT_LECTURES)
async def say_what_is_spoken(_stream: Stream) -> Response:
    headers = {"tus-version": VERSION, "tus-extension": EXTENSIONS, "tus-max-size": str(LONGEST)}
    return Response(status_code=204, headers=headers)


@tus.post("/staff/lectures/uploads")
@streamed(EDIT_LECTURES)
async def begin_upload(stream: Stream) -> Response:
    headers = _spoken(stream.request)
    new = parse_upload(headers.get("upload-metadata", ""), _number(headers, "upload-length"))

    def create(visit: Visit) -> Upload:
        return create_upload(visit.session, visit.actor.id, new, room_on_disk(_data(visit)), now=visit.now)

    upload = await stream.within(create)
    return Response(status_code=201, headers={"location": f"{_UPLOADS}/{upload.id}", **_life(upload)})


@tus.get("/staff/lectures/uploads/{upload_id}")
@guarded(EDIT_LECTURES)
def tell_how_far(visit: Visit, upload_id: str) -> Response:
    _spoken(visit.request)
    upload = find_upload(visit.session, visit.actor.id, upload_id)
    has_run_out = upload.lecture_id is None and upload.expires_at <= visit.now
    if has_run_out or is_lost(_data(visit), upload):
        raise UploadGoneError(upload_id)
    told = {"title": upload.title, "slug": upload.slug, "language": upload.language}
    headers = {
        "upload-offset": str(upload.stored),
        "upload-length": str(upload.length),
        "upload-metadata": write_metadata({"filename": upload.file_name, **told}),
        "cache-control": "no-store",
    }
    return Response(headers=headers | _life(upload) | _place(upload.lecture_id))


@tus.patch("/staff/lectures/uploads/{upload_id}")
@streamed(EDIT_LECTURES)
async def take_piece(stream: Stream, upload_id: str) -> Response:
    headers = _spoken(stream.request)
    if headers.get("content-type") != PATCH_TYPE:
        raise WrongTypeError
    announced = int(headers.get("content-length", "0"))
    try:
        received = await receive(stream, upload_id, _number(headers, "upload-offset"), announced)
    except SenderGoneError:
        return Response(status_code=BadRequestError.status)
    sent = {"upload-offset": str(received.stored)}
    return Response(status_code=204, headers=sent | _place(received.lecture_id))


@tus.delete("/staff/lectures/uploads/{upload_id}")
@streamed(EDIT_LECTURES)
async def end_upload(stream: Stream, upload_id: str) -> Response:
    _spoken(stream.request)
    await stream.within(lambda visit: remove_upload(visit.session, _data(visit), visit.actor.id, upload_id))
    return Response(status_code=204)


router.include_router(tus)


def _spoken(request: Request) -> Headers:
    """Give the headers of a request in our version of tus; raise VersionError for any other."""
    if request.headers.get("tus-resumable") != VERSION:
        raise VersionError(str(request.headers.get("tus-resumable")))
    return request.headers


def _number(headers: Headers, name: str) -> int:
    sent = headers.getlist(name)
    if len(sent) != 1 or _NUMBER.fullmatch(sent[0]) is None:
        raise BadRequestError(f"{name} is not a number")
    return int(sent[0])


def _data(visit: Visit) -> Path:
    settings: Settings = visit.request.app.state.settings
    return settings.data_dir


def _life(upload: Upload) -> dict[str, str]:
    return {"upload-expires": format_datetime(upload.expires_at, usegmt=True)}


def _place(lecture_id: str | None) -> dict[str, str]:
    return {} if lecture_id is None else {"content-location": f"/staff/lectures/{lecture_id}"}


def _refusal(request: Request, fault: AppError) -> Response:
    state = request.app.state
    words = best_locale(request.scope, state.locales, state.staff_locales).gettext
    message = REASONS[fault.reason] if isinstance(fault, RefusedFileError) else fault.message_id
    fields = fault.fields if isinstance(fault, InvalidInputError) else {}
    headers = {"cache-control": "no-store", "vary": "Cookie, Accept-Language"}
    if isinstance(fault, RetryLaterError):
        headers["retry-after"] = str(fault.retry_after)
    if isinstance(fault, VersionError):
        headers["tus-version"] = VERSION
    body = {"message": words(message), "fields": {name: words(text) for name, text in fields.items()}}
    return JSONResponse(body, fault.status, headers)
