"""Lectures and tracks for tests, made through the same doors as real ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.captions.actions.cues import Saved, save_cues
from app.captions.actions.drafts import Draft, create_draft
from app.captions.models.cues import Cue, ProfileName
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.captions.models.words import Flag
from app.captions.queries.cues import list_cues
from app.captions.queries.tracks import lock_track
from app.captions.rules.editing import Change, ChangeKind, SentCue
from app.core.ids import new_id
from app.people.models.accounts import Account

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
MINUTE = 60_000

# Calm sentences that break no rule of the table: 24-37 characters, three and a half seconds each.
_SENTENCES = (
    "Smärta är kroppens eget larm.",
    "Larmet kan ringa fast inget är fel.",
    "Då behöver kroppen lugn och rörelse.",
    "Ta en kort promenad varje dag.",
    "Vila en stund när du behöver det.",
)


def calm_cues(count: int) -> list[Cue]:
    """Make cues that no rule objects to, one after the other with clear pauses between."""
    return [
        Cue(f"c{n + 1}", n * 4500, n * 4500 + 3500, _SENTENCES[n % len(_SENTENCES)]) for n in range(count)
    ]


def make_lecture(
    session: Session,
    account: Account,
    *,
    slug: str = "what-is-pain",
    language: str = "sv",
    duration: int | None = 20 * MINUTE,
) -> Lecture:
    own = new_id()
    lecture = Lecture(
        id=own,
        slug=slug,
        title="Vad är smärta?",
        language=language,
        source_hash=hashlib.sha256(own.encode()).hexdigest(),
        source_size=1000,
        file_name="föreläsning.mp4",
        duration=duration,
        created_by=account.id,
        created_at=NOW,
    )
    session.add(lecture)
    session.flush()
    return lecture


def make_draft(
    session: Session,
    lecture: Lecture,
    cues: Sequence[Cue] | int = 3,
    *,
    flags: Sequence[Flag] = (),
    language: str = "sv",
) -> Track:
    """Give a lecture the track that a machine heard."""
    chosen = calm_cues(cues) if isinstance(cues, int) else cues
    draft = Draft(language, ProfileName.LUGN, chosen, flags, {"engine": "test"})
    return create_draft(session, lecture.id, draft, now=NOW).track


def sent(cue: Cue, version: int | None, **changed: object) -> SentCue:
    """Write a cue as an editor sends it."""
    made = SentCue(cue.id, cue.id, version, cue.start, cue.end, cue.text, cue.sources)
    return replace(made, **changed)  # type: ignore[arg-type]


def edit(
    session: Session,
    track: Track,
    account: Account,
    cues: Sequence[SentCue],
    kind: ChangeKind = ChangeKind.EDIT,
    *,
    source_revision: int | None = None,
) -> Saved:
    """Save cues as the editor does."""
    change = Change(kind, tuple(cues), source_revision)
    return save_cues(session, lock_track(session, track.id), change, author_id=account.id, now=NOW)


def accept_all(session: Session, track: Track, account: Account) -> Saved:
    """Let somebody find every cue right as it stands."""
    wanted = [sent(stored.cue, stored.version) for stored in list_cues(session, track.id)]
    return edit(session, track, account, wanted, ChangeKind.ACCEPT)
