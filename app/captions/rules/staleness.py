"""What a translated cue followed, and whether that has changed since.

A cue keeps for each of its sources a digest of that source's id, times and text at the approved revision it
was made from, as `c12:0123456789 c13:abcdef0123`: so a merge joins them, and a split keeps them.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.captions.models.cues import Cue

_DIGITS: Final = 10


def digest_of(cue: Cue) -> str:
    """The first ten hex digits of SHA-256 over what a translation follows: id, times and text."""
    told = f"{cue.id}\0{cue.start}\0{cue.end}\0{cue.text}"
    return hashlib.sha256(told.encode()).hexdigest()[:_DIGITS]


def read_followed(followed: str | None) -> dict[str, str]:
    """Read what was stored into a digest per source."""
    return dict(part.split(":", 1) for part in (followed or "").split())


def write_followed(digests: Mapping[str, str]) -> str | None:
    """Write a digest per source in the form that is stored; None for none."""
    return " ".join(f"{source}:{digest}" for source, digest in digests.items()) or None


def stamp(
    sources: Iterable[str], current: Mapping[str, str], *kept: Mapping[str, str], accepted: bool = False
) -> str | None:
    """Say what a cue follows from now on.

    A source that it followed before (`kept`, the cue's own first) keeps its old digest, so that typing in a
    stale cue does not hide that it is stale; one that is new gets the `current` digest, and so do all when
    the translation was `accepted`. What has no digest anywhere gets none.
    """
    found: dict[str, str] = {}
    for source in sources:
        earlier = None if accepted else next((one[source] for one in kept if source in one), None)
        digest = earlier or current.get(source)
        if digest is not None:
            found[source] = digest
    return write_followed(found)


def is_stale(sources: Sequence[str], followed: str | None, current: Mapping[str, str]) -> bool:
    """Whether any source has changed or vanished since, or was never seen approved."""
    digests = read_followed(followed)
    return any(source not in current or digests.get(source) != current[source] for source in sources)


def missing_sources(translated: Iterable[Sequence[str]], current: Iterable[str]) -> tuple[str, ...]:
    """List the approved cues, in their order, that no translated cue renders."""
    rendered = {source for sources in translated for source in sources}
    return tuple(source for source in current if source not in rendered)
