"""Hand a track on: for review, back, and approved by somebody who answers for it by name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.captions.actions.revisions import Making, write_revision
from app.captions.models.tracks import TrackState
from app.captions.queries.checking import Checked
from app.captions.queries.tracks import OpenTrack
from app.captions.rules.editing import ChangeKind
from app.captions.rules.publishing import Hindrance
from app.captions.rules.tracks import Move, state_after
from app.core.errors import S_, AppError


class MoveRefusedError(AppError):
    """The track is in a state from which this does not lead on, perhaps since a moment ago."""

    status = 409
    message_id = S_("This cannot be done with the subtitles as they are now. Load the page again.")


class NotReadyError(AppError):
    """Something still keeps the track from being approved or published."""

    status = 409
    message_id = S_("The subtitles are not ready yet. Look at the list of what is left.")

    def __init__(self, hindrances: Sequence[Hindrance]) -> None:
        super().__init__(", ".join(f"{one.obstacle} {one.count}" for one in hindrances))
        self.hindrances = tuple(hindrances)


def submit_track(opened: OpenTrack) -> None:
    """Hand a held track to its reviewer; raises MoveRefusedError."""
    move_track(opened, Move.SUBMIT)


def send_back(opened: OpenTrack) -> None:
    """Ask for changes in a held track; raises MoveRefusedError."""
    move_track(opened, Move.SEND_BACK)


def approve_track(session: Session, checked: Checked, *, account_id: str, now: datetime) -> int:
    """Vouch for a held track as it is, and give the number of the approved revision.

    The approval is a revision of its own without changes, whose author is the approver. Raises
    MoveRefusedError, and NotReadyError with all that is still to do.
    """
    track = checked.opened.track
    if checked.hindrances:
        raise NotReadyError(checked.hindrances)
    move_track(checked.opened, Move.APPROVE)
    write_revision(session, track, Making(ChangeKind.APPROVE, account_id, now), [])
    track.approved_revision = track.revision
    session.flush()
    return track.revision


def move_track(opened: OpenTrack, move: Move) -> None:
    """Take a held track to the state that a move leads to; raises MoveRefusedError where it leads nowhere."""
    state = state_after(TrackState(opened.track.state), move)
    if state is None:
        raise MoveRefusedError(f"{move} from {opened.track.state}")
    opened.track.state = state
