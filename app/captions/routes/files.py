"""Staff: subtitles as files, out and in."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.captions.actions.importing import LARGEST_FILE, import_cues, read_file
from app.captions.formats.faults import FormatError
from app.captions.formats.files import SubtitleFormat, format_of, write_subtitles
from app.captions.models.cues import Cue
from app.captions.queries.cues import list_cues
from app.captions.queries.tracks import OpenTrack, find_track, lock_track
from app.captions.routes.admission import admitted
from app.captions.routes.track_page import home_of, track_page
from app.captions.rules.publishing import shown_cues
from app.captions.rules.tracks import Move
from app.core.errors import S_, BadRequestError
from app.core.permissions import SEE_LECTURES
from app.web.done import Done
from app.web.guard import Page, Visit, guarded

router = APIRouter()

NO_FILE: Final = S_("Choose a file first.")
_FORM_TYPE: Final = "multipart/form-data"


_TYPES: Final = {
    SubtitleFormat.VTT: "text/vtt; charset=utf-8",
    SubtitleFormat.SRT: "application/x-subrip; charset=utf-8",
    SubtitleFormat.ASS: "text/x-ssa; charset=utf-8",
    SubtitleFormat.TXT: "text/plain; charset=utf-8",
    SubtitleFormat.JSON: "application/json",
}


@dataclass(frozen=True)
class SentFile:
    """A file as a form sent it; its name is never used as a path."""

    name: str
    data: bytes


async def _read_file(request: Request) -> SentFile | None:
    """Read the form's file, at most one byte more than is taken; None when there is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        raise HTTPException(415)
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                return None
            return SentFile(file.filename, await file.read(LARGEST_FILE + 1))
    except HTTPException as fault:
        raise BadRequestError("a form that cannot be read") from fault


File = Annotated[SentFile | None, Depends(_read_file)]
"""A route's parameter: the file of a form."""


@router.get("/staff/tracks/{track_id}/export")
@guarded(SEE_LECTURES)
def export(visit: Visit, track_id: str, format: SubtitleFormat = SubtitleFormat.VTT) -> Page | Response:  # noqa: A002 - the word in the address
    opened = find_track(visit.session, track_id)
    cues = tuple(stored.cue for stored in list_cues(visit.session, track_id))
    try:
        content = _written(opened, cues, format)
    except FormatError as fault:
        reason = fault.describe(visit.locale.gettext)
        return _import_page(visit, opened, export_fault=reason, status=FormatError.status)
    headers = {"content-disposition": attachment(opened, format)}
    return Response(content.encode(), media_type=_TYPES[format], headers=headers)


@router.get("/staff/tracks/{track_id}/import")
@guarded(SEE_LECTURES)
def show_import(visit: Visit, track_id: str) -> Page:
    return _import_page(visit, find_track(visit.session, track_id))


@router.post("/staff/tracks/{track_id}/import")
@guarded(SEE_LECTURES)
def take_in(visit: Visit, track_id: str, file: File) -> Page | Response:
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.EDIT)
    before = opened.track.revision
    try:
        kind = _format_of(file)
        read = read_file(file.data if file else b"", kind, opened.track.language)
        imported = import_cues(visit.session, opened, read, account_id=visit.actor.id, now=visit.now)
    except FormatError as fault:
        reason = fault.describe(visit.locale.gettext)
        return _import_page(visit, opened, import_fault=reason, status=FormatError.status)
    revision = opened.track.revision
    as_editor.record(
        "track.imported", "track", track_id, version=revision, count=imported.changed, file_format=kind.value
    )
    if imported.notices:
        return _import_page(visit, opened, notices=imported.notices, before=before)
    way = f"compare?earlier={before}&later={revision}" if imported.changed else "revisions"
    return visit.redirect(f"{home_of(track_id)}/{way}", Done.SAVED)


def attachment(opened: OpenTrack, kind: SubtitleFormat) -> str:
    """Name a download: plain letters for all, and the lecture's own title for those who can (RFC 6266)."""
    track = opened.track
    end = f"{track.language}.r{track.revision}.{kind}"
    title = " ".join(opened.lecture.title.replace("/", " ").split())[:80]
    told = quote(f"{title}.{end}", safe="", errors="replace")
    return f"attachment; filename=\"{opened.lecture.slug}.{end}\"; filename*=UTF-8''{told}"


def _written(opened: OpenTrack, cues: tuple[Cue, ...], kind: SubtitleFormat) -> str:
    # JSON is for programs that know our cues: there they are as they are, unfinished ones included.
    shown = cues if kind is SubtitleFormat.JSON else shown_cues(cues)
    sources = {cue.id: cue.sources for cue in cues}
    named = [replace(cue, sources=sources[cue.id]) for cue in shown]
    record: dict[str, str | int] = {"revision": opened.track.revision, "state": str(opened.track.state)}
    return write_subtitles(named, kind, language=opened.track.language, record=record)


def _format_of(file: SentFile | None) -> SubtitleFormat:
    if file is None:
        raise FormatError(NO_FILE)
    return format_of(file.name)


def _import_page(visit: Visit, opened: OpenTrack, *, status: int = 200, **more: Any) -> Page:
    told = {"import_fault": "", "export_fault": "", "notices": (), "before": None} | more
    page = track_page(visit, opened, "import", formats=tuple(SubtitleFormat), **told)
    return Page(page.template, page.context, status=status)
