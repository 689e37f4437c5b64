"""Whether a visitor may do something with one particular track, which its language decides."""

from dataclasses import replace

from app.captions.queries.tracks import OpenTrack
from app.captions.rules.terms import TermHint, term_hints
from app.captions.rules.tracks import Move, permission_for
from app.content.queries.library import Library
from app.core.errors import ForbiddenError
from app.core.permissions import Permission
from app.web.guard import Visit


def may(visit: Visit, opened: OpenTrack, move: Move) -> bool:
    """Whether the visitor may do this with the track."""
    return _permission(visit, opened, move) is not None


def admitted(visit: Visit, opened: OpenTrack, move: Move) -> Visit:
    """Give the visit with the permission by which she may, for the audit trail; else raise ForbiddenError."""
    permission = _permission(visit, opened, move)
    if permission is None:
        raise ForbiddenError(f"{move} of a track in {opened.track.language}")
    return replace(visit, permission=permission)


def hints_for(visit: Visit, opened: OpenTrack) -> tuple[TermHint, ...]:
    """Give the term bank's words for a translated track; none for one that was heard."""
    if not opened.is_translation:
        return ()
    library: Library = visit.request.app.state.content.current
    return term_hints(
        library.terms.get(opened.lecture.language, {}), library.terms.get(opened.track.language, {})
    )


def _permission(visit: Visit, opened: OpenTrack, move: Move) -> Permission | None:
    return permission_for(
        visit.actor, move, language=opened.track.language, is_heard=not opened.is_translation
    )
