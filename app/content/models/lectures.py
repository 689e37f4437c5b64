"""A published lecture as the lesson page sees it: read from its manifest, never from the database.

The manifest, `lectures/SLUG/manifest.json`, is written by `captions` when something is published; the demo's
lecture is shipped the same way under `media/`. Every file it names carries ten hex digits of its SHA-256, so
an address never changes its content.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LectureFile:
    """One file to be fetched: its name beside the manifest, bytes, and for pictures and video the pixels."""

    file: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class LectureTrack:
    """Published subtitles in one language, in three shapes: for the player, for the transcript, as text.

    `state` is `approved`, or `machine` where nobody has approved it: shown only where unreviewed texts are.
    """

    language: str
    state: str
    vtt: LectureFile
    cues: LectureFile
    """JSON: a list of {"id", "start", "end", "text"}, milliseconds."""
    text: LectureFile


@dataclass(frozen=True, slots=True)
class PublishedLecture:
    """A recorded talk that readers can watch; `duration` in milliseconds, `videos` from small to large."""

    slug: str
    language: str
    duration: int
    poster: LectureFile | None
    videos: tuple[LectureFile, ...]
    audio: LectureFile | None
    tracks: tuple[LectureTrack, ...]


@dataclass(frozen=True, slots=True)
class ShownLecture:
    """A lecture as one reader gets it: the tracks she may see, and the one that she reads unless she chooses
    another."""

    lecture: PublishedLecture
    tracks: tuple[LectureTrack, ...]
    own: LectureTrack | None

    @property
    def address(self) -> str:
        """Where its files are fetched from, with the slash at the end."""
        return f"/media/lectures/{self.lecture.slug}/"

    @property
    def length(self) -> str:
        """How long it is, as a clock shows it: 1:05, or 1:02:05."""
        minutes, seconds = divmod(round(self.lecture.duration / 1000), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
