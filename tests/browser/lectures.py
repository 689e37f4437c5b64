"""Lectures with tracks for the tests of the editor, put into the running site's own database and folder."""

import json
import struct
import subprocess
from collections.abc import Sequence
from contextlib import closing
from math import sin
from pathlib import Path
from typing import Final

from app.captions.actions.drafts import new_track
from app.captions.models.cues import Cue, ProfileName
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.captions.models.words import Flag
from app.captions.queries.cues import list_cues
from app.captions.queries.renditions import INDEX
from app.captions.rules.editing import ChangeKind
from app.captions.rules.places import lecture_folder
from app.core.database import open_database
from app.core.ids import new_id
from app.people.models.accounts import Account, Role
from app.settings import Settings
from tests.browser.server import Site
from tests.factories.captions import NOW, accept_all, edit, make_draft, make_lecture, sent
from tests.factories.people import give_role

PEAKS_PER_SECOND: Final = 50


def make_track(
    site: Site,
    cues: Sequence[Cue] | int = 3,
    *,
    flags: Sequence[Flag] = (),
    has_media: bool = False,
    duration: int = 20 * 60_000,
) -> str:
    """Give the site a new Swedish lecture with a machine's draft; give the track's id."""
    with closing(open_database(Settings(data_dir=site.data))) as database, database.writing() as session:
        leader = session.get_one(Account, site.people.account_ids[Role.COURSE_LEADER])
        lecture = make_lecture(session, leader, slug=f"t{new_id()[:12].lower()}", duration=duration)
        track = make_draft(session, lecture, cues, flags=flags)
        if has_media:
            make_media(site.data, lecture, duration / 1000)
        return track.id


def lecture_of(site: Site, track_id: str) -> str:
    """Give the id of a track's lecture."""
    with closing(open_database(Settings(data_dir=site.data))) as database, database.reading() as session:
        return session.get_one(Track, track_id).lecture_id


def make_translation(
    site: Site, swedish: Sequence[Cue], arabic: Sequence[Cue], *, changed: Sequence[Cue] = ()
) -> str:
    """Give the site a lecture whose Swedish is approved and translated into Arabic; `changed` came later.

    The demo's reviewer may edit it.
    """
    with closing(open_database(Settings(data_dir=site.data))) as database, database.writing() as session:
        leader = session.get_one(Account, site.people.account_ids[Role.COURSE_LEADER])
        reviewer = session.get_one(Account, site.people.account_ids[Role.REVIEWER])
        give_role(session, reviewer, Role.REVIEWER, language="ar")
        lecture = make_lecture(session, leader, slug=f"t{new_id()[:12].lower()}")
        source = make_draft(session, lecture, swedish)
        accept_all(session, source, leader)
        source.approved_revision = source.revision
        session.flush()
        track = new_track(session, lecture.id, "ar", profile=ProfileName.LUGN, now=NOW)
        fresh = [sent(cue, None, id=None) for cue in arabic]
        edit(session, track, leader, fresh, ChangeKind.ADD)
        if changed:
            versions = {stored.id: stored.version for stored in list_cues(session, source.id)}
            edit(session, source, leader, [sent(cue, versions[cue.id]) for cue in changed])
            source.approved_revision = source.revision
        return track.id


def make_media(data: Path, lecture: Lecture, seconds: float) -> None:
    """Make a tiny video with a tone, and the peaks of speech that nobody spoke."""
    folder = lecture_folder(data, lecture.source_hash)
    folder.mkdir(parents=True)
    sources = [f"testsrc2=size=426x240:rate=5:duration={seconds}", f"sine=frequency=220:duration={seconds}"]
    inputs = [part for source in sources for part in ("-f", "lavfi", "-i", source)]
    chosen = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "5", "-c:a", "aac"]
    target = folder / "240-test.mp4"
    command = [
        "ffmpeg",
        "-v",
        "error",
        *inputs,
        *chosen,
        "-b:a",
        "32k",
        "-movflags",
        "+faststart",
        str(target),
    ]
    subprocess.run(command, check=True)
    peaks = folder / "peaks-test.bin"
    moments = int(seconds * PEAKS_PER_SECOND)
    heights = [int(60 + 50 * sin(place / 7) * sin(place / 60)) for place in range(moments)]
    samples = b"".join(struct.pack("<bb", -height, height) for height in heights)
    peaks.write_bytes(struct.pack("<4sBBHI", b"SKPK", 1, PEAKS_PER_SECOND, 0, moments) + samples)
    (folder / INDEX).write_text(json.dumps({"240": target.name, "peaks": peaks.name}))
