"""Subtitles between formats, and between files and the tracks of the site."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.actions.importing import import_cues
from app.captions.actions.importing import read_file as read_for_track
from app.captions.formats.files import SubtitleFormat, format_of, read_subtitles, write_subtitles
from app.captions.models.cues import Cue
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.captions.queries.cues import list_cues
from app.captions.queries.tracks import OpenTrack, lock_track
from app.captions.rules.publishing import shown_cues
from app.cli.files import UnusableFileError, read_file, write_file
from app.core.audit import Happening, record_event
from app.core.clock import utc_now
from app.core.database import open_database, require_current_revision
from app.core.permissions import EDIT_LECTURES, STAFF
from app.people.models.accounts import Account, AccountState
from app.settings import load_settings

Named = Annotated[str | None, typer.Option("--lang", help="The language, if the file does not say it.")]


def export(
    source: Annotated[str, typer.Argument(help="A subtitle file, or the id of a lecture of this site.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="A file that ends in .vtt .srt .ass .txt .json.")],
    lang: Named = None,
) -> None:
    """Write subtitles in another format: those of a file, or those of the site as they are now."""
    kind = _wanted(out)
    if Path(source).is_file():
        path = Path(source)
        read = read_subtitles(read_file(path), format_of(path.name), language=lang)
        cues, language = read.cues, lang or read.language
    elif Path(source).suffix:
        # An id holds no dot: whoever mistypes a file's name need not hear of the database.
        raise UnusableFileError(f"{source}: there is no such file")
    else:
        with _session() as session:
            opened = _track(session, source, lang)
            cues = tuple(stored.cue for stored in list_cues(session, opened.track.id))
            language = opened.track.language
    if language is None:
        raise UnusableFileError(f"{source}: the file does not name its language; add --lang")
    write_file(out, write_subtitles(shown_cues(cues), kind, language=language))


def take_in(
    file: Path,
    lang: Named = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write it as .vtt here, strictly.")] = None,
    lecture: Annotated[str | None, typer.Option(help="Or: the id of the lecture of this site.")] = None,
    account: Annotated[str | None, typer.Option("--as", help="Whose change it is: her e-mail.")] = None,
) -> None:
    """Read subtitles of another program: into our own format, or as a new version of a lecture's track."""
    if (out is None) == (lecture is None):
        raise UnusableFileError("say either where to write (-o) or into which lecture (--lecture)")
    if out is not None:
        read = read_subtitles(read_file(file), format_of(file.name), language=lang)
        _tell([notice.message_id for notice in read.notices])
        language = lang or read.language
        if language is None:
            raise UnusableFileError(f"{file}: the file does not name its language; add --lang")
        write_file(out, write_subtitles(_named(read.cues), _wanted(out), language=language))
        return
    with _session(writes=True) as session:
        author = _author(session, account)
        opened = lock_track(session, _track(session, lecture or "", lang).track.id)
        found = read_for_track(read_file(file), format_of(file.name), opened.track.language)
        imported = import_cues(session, opened, found, account_id=author.id, now=utc_now())
        _tell([notice.message_id for notice in imported.notices])
        _record(session, author, opened, imported.changed)
    typer.echo(f"{imported.changed} subtitles changed, version {opened.track.revision}")


def _wanted(out: Path) -> SubtitleFormat:
    end = out.suffix.removeprefix(".").lower()
    if end not in set(SubtitleFormat):
        raise UnusableFileError(f"{out}: the name must end in .vtt, .srt, .ass, .txt or .json")
    return SubtitleFormat(end)


def _named(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    return tuple(Cue(f"c{number}", cue.start, cue.end, cue.text) for number, cue in enumerate(cues, 1))


def _track(session: Session, slug: str, language: str | None) -> OpenTrack:
    lecture = session.scalars(select(Lecture).where(Lecture.slug == slug)).one_or_none()
    if lecture is None:
        raise UnusableFileError(f"{slug}: there is no such file, and no lecture of that id")
    wanted = language or lecture.language
    found = select(Track).where(Track.lecture_id == lecture.id, Track.language == wanted)
    track = session.scalars(found).one_or_none()
    if track is None:
        raise UnusableFileError(f"{slug}: the lecture has no subtitles in {wanted}")
    return OpenTrack(track, lecture)


def _author(session: Session, email: str | None) -> Account:
    known = select(Account).where(
        Account.email == (email or "").lower(), Account.state == AccountState.ACTIVE
    )
    account = session.scalars(known).one_or_none()
    if account is None:
        raise UnusableFileError("say with --as whose change it is: the e-mail of somebody who works here")
    return account


def _record(session: Session, author: Account, opened: OpenTrack, count: int) -> None:
    happening = Happening(
        actor_kind=STAFF,
        actor_id=author.id,
        action="track.imported",
        object_kind="track",
        object_id=opened.track.id,
        purpose=EDIT_LECTURES.name,
        detail={"version": opened.track.revision, "count": count, "lang": opened.track.language},
    )
    record_event(session, happening, clock=utc_now)


def _tell(notices: list[str]) -> None:
    for notice in dict.fromkeys(notices):
        typer.echo(notice, err=True)


@contextmanager
def _session(*, writes: bool = False) -> Iterator[Session]:
    with closing(open_database(load_settings())) as database:
        require_current_revision(database.engine)
        with database.writing() if writes else database.reading() as session:
            yield session
