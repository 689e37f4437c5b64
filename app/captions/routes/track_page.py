"""What all pages about one track show: the lecture, the language, the state, and times in words."""

from functools import partial
from typing import Any

from app.captions.formats.direction import RIGHT_TO_LEFT
from app.captions.forms.cues import shown_time
from app.captions.queries.tracks import OpenTrack
from app.captions.routes.admission import may
from app.captions.rules.editing import KIND_NAMES
from app.captions.rules.lectures import LANGUAGE_NAMES
from app.captions.rules.tracks import STATE_NAMES, Move
from app.core.dates import date_and_time
from app.web.guard import Page, Visit


def track_page(visit: Visit, opened: OpenTrack, name: str, **more: Any) -> Page:
    """Draw a page of a track."""
    return Page(f"captions/staff/{name}.html", track_context(visit, opened) | more)


def track_context(visit: Visit, opened: OpenTrack) -> dict[str, Any]:
    """Give what `track_top.html` and the pages around it need."""
    track = opened.track
    return {
        "track": track,
        "lecture": opened.lecture,
        "home": home_of(track.id),
        "writing": "rtl" if track.language in RIGHT_TO_LEFT else "ltr",
        "language_names": LANGUAGE_NAMES,
        "state_names": STATE_NAMES,
        "kind_names": KIND_NAMES,
        "when": partial(date_and_time, visit.locale.tag),
        "clock": shown_time,
        "may_edit": may(visit, opened, Move.EDIT),
        "may_approve": may(visit, opened, Move.APPROVE),
        "is_translation": opened.is_translation,
    }


def home_of(track_id: str) -> str:
    """The address of a track's own page."""
    return f"/staff/tracks/{track_id}"
