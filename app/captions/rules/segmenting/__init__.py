"""Words with their times become cues: planned as a whole, so that as few rules as possible are broken."""

from collections.abc import Sequence

from app.captions.models.cues import Cue, ProfileName
from app.captions.models.words import Word
from app.captions.rules.languages import language_of
from app.captions.rules.profiles import limits_of
from app.captions.rules.segmenting.material import Material, lay_out
from app.captions.rules.segmenting.planner import Planned, plan
from app.captions.rules.segmenting.settling import settle


def segment(
    words: Sequence[Word], *, language: str, profile: ProfileName, duration: int | None = None
) -> tuple[Cue, ...]:
    """Cues c1, c2, … with exactly these words in this order, parted by spaces and line feeds.

    Takes any words: with times out of order, of no length, beyond the end (`duration`, milliseconds). Raises
    ValueError for a language without limits.
    """
    limits = limits_of(profile, language)
    material = lay_out(words, language=language_of(language), limits=limits, duration=duration)
    cues = [_cue(material, number, planned) for number, planned in enumerate(plan(material), start=1)]
    return settle(cues, duration)


def _cue(material: Material, number: int, planned: Planned) -> Cue:
    texts = material.texts
    lines = [" ".join(texts[planned.first : planned.after])]
    if planned.lower > planned.first:
        lines = [
            " ".join(texts[planned.first : planned.lower]),
            " ".join(texts[planned.lower : planned.after]),
        ]
    return Cue(f"c{number}", planned.start, planned.end, "\n".join(lines))
