"""The rule table over a track: what breaks it, how gravely, and what would mend it."""

from collections.abc import Sequence
from dataclasses import replace

from app.captions.models.cues import Cue, Finding, ProfileName, Proposal
from app.captions.models.words import Flag, Word
from app.captions.rules.qc.doubts import check_doubts
from app.captions.rules.qc.fixing import Mender
from app.captions.rules.qc.matching import match
from app.captions.rules.qc.rules import rules_for
from app.captions.rules.qc.text import check_text, fix_text


def check(  # noqa: PLR0913 - one door to the whole table
    cues: Sequence[Cue],
    *,
    language: str,
    profile: ProfileName,
    words: Sequence[Word] | None = None,
    flags: Sequence[Flag] = (),
    reviewed: frozenset[Flag] = frozenset(),
    duration: int | None = None,
    propose: bool = True,
) -> tuple[Finding, ...]:
    """Everything the table finds, in the order of the cues; what is about the whole track comes last.

    T1, T2 and P1 need the words. Each finding carries what would mend its cue, if anything would; `propose`
    false saves the time to look for it (some milliseconds for a cue that breaks a rule).
    """
    rules = rules_for(profile, language, duration)
    track = match(cues, words)
    mender = Mender(track, rules)
    found: list[Finding] = []
    for index in range(len(track)):
        here = rules.findings(track, index)
        remedy = mender.proposal(index) if propose and here else None
        found += [replace(finding, proposal=remedy) for finding in here] if remedy else here
    found += check_text(cues, language=language)
    found += check_doubts(sorted(cues, key=lambda cue: cue.start), flags, reviewed)
    places = {cue.id: place for place, cue in enumerate(cues)}
    return tuple(sorted(found, key=lambda finding: places.get(finding.cue_id or "", len(places))))


def fix(
    cues: Sequence[Cue],
    *,
    language: str,
    profile: ProfileName,
    words: Sequence[Word] | None = None,
    duration: int | None = None,
) -> tuple[tuple[Cue, ...], tuple[Proposal, ...]]:
    """The track with every safe change made, and the changes: fewer findings, never more.

    Words change only where a rule of the text (X1-X3) says how; else they are parted and timed, no more.
    """
    rules = rules_for(profile, language, duration)
    mended = [fix_text(cue, language=language) for cue in cues]
    mender = Mender(match(mended, words), rules, original=cues)
    mender.mend(words)
    return mender.cues, mender.proposals()
