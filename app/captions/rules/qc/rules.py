"""The rules of layout and time over a whole track, or over one cue between its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.captions.models.cues import Finding, ProfileName
from app.captions.rules.languages import Language, language_of
from app.captions.rules.profiles import Limits, limits_of
from app.captions.rules.qc.layout import check_layout
from app.captions.rules.qc.matching import Spoken
from app.captions.rules.qc.timing import check_timing


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule table for one profile, language and lecture."""

    limits: Limits
    language: Language
    duration: int | None

    def findings(self, track: Sequence[Spoken], index: int) -> list[Finding]:
        """What the rules find in one cue of a track."""
        before = track[index - 1].cue if index else None
        following = track[index + 1].cue if index + 1 < len(track) else None
        return [
            *check_layout(
                track[index].cue,
                before=before,
                following=following,
                limits=self.limits,
                language=self.language,
            ),
            *check_timing(
                track[index],
                before=before,
                following=following,
                limits=self.limits,
                duration=self.duration,
            ),
        ]


def rules_for(profile: ProfileName, language: str, duration: int | None) -> Rules:
    """The rules of a profile in a language; raises ValueError for a language without limits."""
    return Rules(limits_of(profile, language), language_of(language), duration)
