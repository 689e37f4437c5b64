"""What a card shows beside the group: values that the schedule fills in, no tables."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit


@dataclass(frozen=True)
class NextSession:
    """The group's next meeting; `cannot_come_path` is a page of ours, None where nobody can answer there."""

    starts_at: datetime
    ends_at: datetime
    place: str
    map_url: str
    cannot_come_path: str | None = None

    @property
    def map_link(self) -> str | None:
        """The map's address where it is one that is safe to follow: https, with a host."""
        try:
            parts = urlsplit(self.map_url)
        except ValueError:
            return None
        return self.map_url if parts.scheme == "https" and parts.hostname else None


@dataclass(frozen=True)
class LessonToRead:
    """The lesson that the group reads now."""

    path: str
    title: str


@dataclass(frozen=True)
class CardContents:
    """What is planned for one participant; nothing, where nothing is."""

    next_session: NextSession | None = None
    lesson: LessonToRead | None = None
