"""Say of all that a machine wrote, or that a changed original put in doubt, that it is right as it stands."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.captions.actions.revisions import Making, write_revision
from app.captions.models.tracks import TrackState
from app.captions.queries.cues import find_basis, list_cues
from app.captions.queries.tracks import OpenTrack
from app.captions.rules.editing import ChangeKind
from app.captions.rules.staleness import is_stale, stamp
from app.captions.rules.tracks import Move, state_after


def accept_all(session: Session, opened: OpenTrack, *, account_id: str, now: datetime) -> int:
    """Accept every cue with text of a held track that needs it, in one revision, and give how many.

    A cue whose original is gone stays stale: there is nothing that it could be right beside.
    """
    track = opened.track
    basis = find_basis(session, opened)
    current = {} if basis is None else basis.digests
    wanted = []
    for stored in list_cues(session, track.id):
        sources = stored.cue.sources
        accepted = replace(stored, by_machine=False)
        if basis is not None and is_stale(sources, stored.followed, current):
            accepted = replace(accepted, followed=stamp(sources, current, accepted=True))
        if stored.cue.text.strip() and accepted != stored:
            wanted.append(accepted)
    if wanted:
        track.state = state_after(TrackState(track.state), Move.EDIT) or track.state
        write_revision(session, track, Making(ChangeKind.ACCEPT, account_id, now), wanted)
    return len(wanted)
