"""What the subtitle editor costs in a track of 2 000 cues, against one of 20: ratios, and queries."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from rich.table import Table
from starlette.testclient import TestClient

from app.captions.queries.cues import list_cues
from app.main import create_app
from app.migrations import upgrade
from app.people.actions.sessions import start_staff_session
from app.people.models.accounts import Role
from app.settings import Settings
from tests.factories.captions import make_draft, make_lecture
from tests.factories.people import give_role, make_account, make_places
from tests.people.statements import sent_statements

SMALL, LARGE = 20, 2000
_TRIES = 60
_BUDGET = "≤ 1.1 ×, same"


@dataclass
class Editor:
    """A browser on a track, and the versions of its first cue as they come back."""

    app: FastAPI
    client: TestClient
    track_id: str
    version: int = 1
    saves: int = 0

    def save(self) -> None:
        """Save one cue, as the editor does after each pause in typing."""
        self.saves += 1
        cue = {"id": "c1", "version": self.version, "start": 0, "end": 3500, "text": f"Text {self.saves}."}
        sent = {"kind": "edit", "cues": [cue], "request": f"r{self.saves}"}
        answer = self.client.post(f"/staff/tracks/{self.track_id}/cues", json=sent)
        assert answer.status_code == 200, answer.text
        self.version = answer.json()["revision"]

    def poll(self) -> None:
        """Ask what others have changed, when nobody has."""
        address = f"/staff/tracks/{self.track_id}/changes?since={self.version}"
        assert self.client.get(address).json()["cues"] == []

    def read(self) -> None:
        """Read the whole track."""
        assert self.client.get(f"/staff/tracks/{self.track_id}/cues").status_code == 200


def editor(place: Path) -> Table:
    """Time the editor's requests in a short and in a long track of the same site, in turn."""
    short, long = build(place)
    table = Table(
        "Request",
        f"{SMALL} cues ms",
        f"{LARGE} cues ms",
        "Ratio",
        "Queries",
        "Budget",
        title="Subtitle editor",
    )
    for name, work, budget in (
        ("save one cue, median", Editor.save, _BUDGET),
        ("ask for others' changes", Editor.poll, _BUDGET),
        ("open the track", Editor.read, "same queries"),
    ):
        found = _in_turn(work, short, long, _TRIES if budget == _BUDGET else 5)
        counts = [_queries(work, one) for one in (short, long)]
        same = f"{counts[0]}" if counts[0] == counts[1] else f"{counts[0]} → {counts[1]}"
        few, many = (statistics.median(seconds) * 1000 for seconds in found)
        table.add_row(name, f"{few:.1f}", f"{many:.1f}", f"{many / few:.2f} ×", same, budget)
        if work is Editor.save:
            high = [statistics.quantiles(seconds, n=20)[-1] * 1000 for seconds in found]
            row = (f"{high[0]:.1f}", f"{high[1]:.1f}", f"{high[1] / high[0]:.2f} ×")
            table.add_row("save one cue, 95 of 100", *row, "", "")
    return table


def build(place: Path) -> tuple[Editor, Editor]:
    """Make a site with two lectures, and somebody who is signed in."""
    app = create_app(Settings(data_dir=place, log_level="ERROR"))
    upgrade(app.state.database)
    with app.state.database.writing() as session:
        places = make_places(session)
        leader = make_account(session, places.party, name="Lena Ek")
        give_role(session, leader, Role.COURSE_LEADER, places.group)
        tracks = []
        for count in (SMALL, LARGE):
            lecture = make_lecture(session, leader, slug=f"lecture-{count}", duration=count * 5000)
            tracks.append(make_draft(session, lecture, count).id)
            assert len(list_cues(session, tracks[-1])) == count
        token = start_staff_session(session, leader.id, method="passkey", device="", now=datetime.now(UTC))
    client = TestClient(app, headers={"sec-fetch-site": "same-origin"})
    client.cookies.set("staff", token)
    return Editor(app, client, tracks[0]), Editor(app, client, tracks[1])


def _in_turn(work: Callable[[Editor], None], short: Editor, long: Editor, tries: int) -> list[list[float]]:
    """Time both alternately, so that a busy machine is busy for both; the first round warms up."""
    found: list[list[float]] = [[], []]
    for number in range(tries + 3):
        for place, one in enumerate((short, long)):
            started = time.perf_counter()
            work(one)
            if number >= 3:
                found[place].append(time.perf_counter() - started)
    return found


def _queries(work: Callable[[Editor], None], one: Editor) -> int:
    with sent_statements(one.app.state.database.engine) as statements:
        work(one)
    return len(statements)
