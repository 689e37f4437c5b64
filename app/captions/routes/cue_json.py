"""A track as the editor's script reads it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.captions.formats.direction import RIGHT_TO_LEFT
from app.captions.models.cues import Cue, Finding, ProfileName
from app.captions.models.tracks import TrackFlag
from app.captions.queries.cues import Basis, StoredCue
from app.captions.queries.tracks import OpenTrack
from app.captions.rules.profiles import limits_of
from app.captions.rules.publishing import OBSTACLE_NAMES, Hindrance
from app.captions.rules.qc.wording import words_of
from app.captions.rules.terms import TermHint
from app.captions.rules.tracks import Move, permission_for
from app.core.permissions import Actor


def track_json(opened: OpenTrack, actor: Actor) -> dict[str, Any]:
    """The track itself, and what its reader may do with it."""
    track = opened.track
    may = {
        move: permission_for(actor, move, language=track.language, is_heard=not opened.is_translation)
        is not None
        for move in (Move.EDIT, Move.APPROVE)
    }
    return {
        "id": track.id,
        "language": track.language,
        "direction": "rtl" if track.language in RIGHT_TO_LEFT else "ltr",
        "state": track.state,
        "revision": track.revision,
        "profile": track.profile,
        "may_edit": may[Move.EDIT],
        "may_approve": may[Move.APPROVE],
        "is_translation": opened.is_translation,
    }


def lecture_json(opened: OpenTrack, renditions: Sequence[str]) -> dict[str, Any]:
    """The lecture, with the addresses of what there is to play; None for what is not made."""
    lecture = opened.lecture
    media = f"/staff/lectures/{lecture.id}/media"

    def address(name: str, suffix: str) -> str | None:
        return f"{media}/{name}.{suffix}" if name in renditions else None

    return {
        "id": lecture.id,
        "title": lecture.title,
        "duration": lecture.duration,
        "videos": {name: address(name, "mp4") for name in ("240", "480") if name in renditions},
        "audio": address("audio", "m4a"),
        "poster": address("poster", "webp"),
        "peaks": address("peaks", "bin"),
    }


def limits_json(opened: OpenTrack) -> dict[str, Any]:
    """The numbers of the rule table for this track."""
    return asdict(limits_of(ProfileName(opened.track.profile), opened.track.language))


def cues_json(
    cues: Sequence[StoredCue],
    flags: Mapping[str, Sequence[TrackFlag]],
    basis: Basis | None,
    earlier: Mapping[str, Sequence[Cue]],
) -> list[dict[str, Any]]:
    """Cues with the doubtful places given for each, and whether what they translate has changed.

    `earlier` are the sources of the stale ones as they were when they were translated.
    """
    stale = frozenset(basis.stale(cues)) if basis is not None else frozenset()
    return [
        {
            **_cue(one.cue),
            "version": one.version,
            "sources": list(one.cue.sources),
            "by_machine": one.by_machine,
            "is_stale": one.id in stale,
            "is_deleted": one.is_deleted,
            "source_before": [_cue(cue) for cue in earlier.get(one.id, ())],
            "flags": [flag_json(flag) for flag in flags.get(one.id, ())],
        }
        for one in cues
    ]


def source_json(basis: Basis | None) -> dict[str, Any] | None:
    """What a translation follows."""
    return None if basis is None else {"revision": basis.revision, "cues": [_cue(cue) for cue in basis.cues]}


def terms_json(terms: Sequence[TermHint]) -> list[dict[str, Any]]:
    """The term bank's words for a translator."""
    return [
        {
            "source": term.source,
            "forms": list(term.forms),
            "target": term.target,
            "target_forms": list(term.target_forms),
            "forbidden": list(term.forbidden),
        }
        for term in terms
    ]


def finding_json(finding: Finding, translate: Callable[[str], str]) -> dict[str, Any]:
    """One broken rule, in words, with what would mend it."""
    proposal = finding.proposal
    mended = None if proposal is None else {"before": proposal.before, "after": proposal.after}
    return {
        "rule": finding.rule,
        "level": finding.level,
        "cue_id": finding.cue_id,
        "value": _number(finding.value),
        "limit": _number(finding.limit),
        "words": finding.words,
        "message": translate(words_of(finding.rule)),
        "proposal": mended and {side: [_cue(cue) for cue in cues] for side, cues in mended.items()},
    }


def hindrance_json(hindrance: Hindrance, translate: Callable[[str], str]) -> dict[str, Any]:
    """What still keeps the track from being published."""
    return {
        "obstacle": hindrance.obstacle,
        "count": hindrance.count,
        "cue_ids": list(hindrance.cue_ids),
        "message": translate(OBSTACLE_NAMES[hindrance.obstacle]),
    }


def _number(value: float | None) -> float | None:
    """JSON knows no infinity: the speed of a cue that takes no time."""
    return value if value is None or math.isfinite(value) else None


def _cue(cue: Cue) -> dict[str, Any]:
    return {"id": cue.id, "start": cue.start, "end": cue.end, "text": cue.text}


def flag_json(flag: TrackFlag) -> dict[str, Any]:
    """A doubtful place."""
    return {
        "id": flag.id,
        "doubt": flag.doubt,
        "words": flag.words,
        "reviewed": flag.reviewed_at is not None,
        "start": flag.start,
        "end": flag.end,
    }
