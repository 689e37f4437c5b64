"""What still keeps a track from being published: the rule table's findings, and the rest of the list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from app.captions.models.cues import Cue, Finding, Level, ProfileName
from app.captions.models.tracks import TrackFlag
from app.captions.models.words import Doubt, Flag
from app.captions.queries.cues import Basis, StoredCue, find_basis, list_cues, list_flags
from app.captions.queries.tracks import OpenTrack
from app.captions.rules.publishing import Hindrance, Obstacle
from app.captions.rules.qc import check
from app.captions.rules.qc.translation import TermPair, check_translation
from app.captions.rules.terms import TermHint
from app.core.locales import SOURCE_LANGUAGE

_SHOWN: Final = 20
"""So many cues are named for each obstacle."""

_NEIGHBOURS: Final = 3
"""More than any rule looks at on either side of a cue."""

_NOTHING: Final = "none"


@dataclass(frozen=True)
class Checked:
    """A track with all that is known of its fitness; times in milliseconds."""

    opened: OpenTrack
    cues: tuple[StoredCue, ...]
    flags: Sequence[TrackFlag]
    basis: Basis | None
    findings: tuple[Finding, ...]

    @property
    def hindrances(self) -> tuple[Hindrance, ...]:
        """What keeps the track from being approved and published, in the order in which to mend it."""
        if not self.cues:
            return (Hindrance(Obstacle.NO_CUES, 1),)
        has_source = self.basis is not None or not self.opened.is_translation
        # What is empty or not translated is an obstacle of its own, with a remedy of its own.
        blank = {None, *self.empty}
        grave = [
            one.cue_id
            for one in self.findings
            if one.level is Level.ERROR and not (one.rule == "N3" and one.cue_id in blank)
        ]
        found = {
            Obstacle.NO_SOURCE: [] if has_source else [None],
            Obstacle.MISSING: [None for _ in self.missing],
            Obstacle.EMPTY: self.empty,
            Obstacle.STALE: self.stale,
            Obstacle.BY_MACHINE: self.by_machine,
            Obstacle.ERRORS: grave,
            Obstacle.UNREVIEWED: [None for flag in self.flags if flag.reviewed_at is None],
        }
        return tuple(
            Hindrance(obstacle, len(where), tuple(dict.fromkeys(own for own in where if own))[:_SHOWN])
            for obstacle, where in found.items()
            if where
        )

    @property
    def errors(self) -> int:
        """How many findings are grave."""
        return sum(finding.level is Level.ERROR for finding in self.findings)

    @property
    def unreviewed(self) -> int:
        """How many doubtful places nobody has looked at."""
        return sum(flag.reviewed_at is None for flag in self.flags)

    @property
    def empty(self) -> tuple[str, ...]:
        """Ids of cues without text."""
        return tuple(stored.id for stored in self.cues if not stored.cue.text.strip())

    @property
    def by_machine(self) -> tuple[str, ...]:
        """Ids of cues whose text nobody has written or accepted."""
        return tuple(stored.id for stored in self.cues if stored.by_machine)

    @property
    def stale(self) -> tuple[str, ...]:
        """Ids of translated cues whose sources have changed since."""
        return () if self.basis is None else self.basis.stale(self.cues)

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of approved source cues that nothing here renders."""
        return () if self.basis is None else self.basis.missing(self.cues)


def check_track(
    session: Session, opened: OpenTrack, terms: Sequence[TermHint] = (), *, propose: bool = False
) -> Checked:
    """Check a track as it is now; `terms` are those of the term bank for its language.

    With `propose` the findings carry what would mend them, which takes longer.
    """
    cues, flags = list_cues(session, opened.track.id), list_flags(session, opened.track.id)
    basis = find_basis(session, opened)
    return Checked(opened, cues, flags, basis, _found(opened, cues, flags, basis, terms, propose=propose))


def check_cue(
    session: Session, opened: OpenTrack, cue_id: str, terms: Sequence[TermHint] = ()
) -> tuple[Finding, ...]:
    """Check one cue of a track beside its neighbours: the rest of the table's seconds for a long track are
    spared."""
    cues = list_cues(session, opened.track.id)
    here = next((place for place, stored in enumerate(cues) if stored.id == cue_id), None)
    if here is None:
        return ()
    near = cues[max(0, here - _NEIGHBOURS) : here + _NEIGHBOURS + 1]
    sources = {source for stored in near for source in stored.cue.sources}
    basis, flags = find_basis(session, opened, ids=sources), list_flags(session, opened.track.id)
    found = _found(opened, near, flags, basis, terms, propose=False)
    return tuple(finding for finding in found if finding.cue_id == cue_id)


def _found(  # noqa: PLR0913 - all that is known of a track
    opened: OpenTrack,
    cues: Sequence[StoredCue],
    flags: Sequence[TrackFlag],
    basis: Basis | None,
    terms: Sequence[TermHint],
    *,
    propose: bool,
) -> tuple[Finding, ...]:
    track, shown = opened.track, [stored.cue for stored in cues]
    doubts = {flag.id: Flag(Doubt(flag.doubt), flag.start, flag.end, flag.words) for flag in flags}
    found = check(
        shown,
        language=track.language,
        profile=ProfileName(track.profile),
        flags=tuple(doubts.values()),
        reviewed=frozenset(doubts[flag.id] for flag in flags if flag.reviewed_at is not None),
        duration=opened.lecture.duration,
        propose=propose,
    )
    # The comparison of numbers and words reads Swedish on the one side.
    if basis is not None and opened.lecture.language == SOURCE_LANGUAGE:
        found += _beside(shown, basis, track.language, terms)
    return found


def _beside(
    cues: Sequence[Cue], basis: Basis, language: str, terms: Sequence[TermHint]
) -> tuple[Finding, ...]:
    """Compare translated cues with their originals; one that renders nothing stands by itself."""
    told = [replace(cue, sources=cue.sources or (_NOTHING,)) for cue in cues]
    pairs = [TermPair(term.forms, term.target_forms, term.forbidden) for term in terms]
    return check_translation(told, basis.cues, language=language, terms=pairs)
