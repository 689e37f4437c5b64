import json

import pytest
from fastapi import FastAPI

from app.captions.models.lectures import Lecture
from app.captions.queries.renditions import INDEX, find_renditions
from app.captions.rules.places import lecture_folder
from app.people.models.accounts import Account
from tests.captions.conftest import Browser

pytestmark = pytest.mark.data


@pytest.fixture
def clip(captions_site: FastAPI, lecture: Lecture) -> bytes:
    """A lecture whose small video is made, and nothing else."""
    content = bytes(range(256)) * 10
    folder = lecture_folder(captions_site.state.settings.data_dir, lecture.source_hash)
    folder.mkdir(parents=True)
    (folder / "240-abc.mp4").write_bytes(content)
    index = {"240": "240-abc.mp4", "480": "480-gone.mp4", "audio": "../../../../etc/passwd"}
    (folder / INDEX).write_text(json.dumps(index))
    return content


def test_a_video_can_be_played_from_the_middle(
    browser_of: Browser, leader: Account, lecture: Lecture, clip: bytes
) -> None:
    client = browser_of(leader)
    address = f"/staff/lectures/{lecture.id}/media/240.mp4"
    whole = client.get(address)
    assert (whole.content, whole.headers["content-type"]) == (clip, "video/mp4")
    assert whole.headers["cache-control"].startswith("private")
    part = client.get(address, headers={"range": "bytes=100-109"})
    assert (part.status_code, part.content) == (206, clip[100:110])
    assert client.get(address, headers={"if-none-match": whole.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("name", ["480.mp4", "audio.m4a", "source", "media.json"])
def test_what_is_not_there_or_not_ours_is_not_found(
    browser_of: Browser, leader: Account, lecture: Lecture, clip: bytes, name: str
) -> None:
    assert browser_of(leader).get(f"/staff/lectures/{lecture.id}/media/{name}").status_code == 404


def test_only_staff_who_see_lectures_get_it(captions_site: FastAPI, lecture: Lecture, clip: bytes) -> None:
    from starlette.testclient import TestClient  # noqa: PLC0415 - nobody signed in

    client = TestClient(captions_site)
    answer = client.get(f"/staff/lectures/{lecture.id}/media/240.mp4", follow_redirects=False)
    assert answer.status_code == 303


def test_an_unreadable_index_shows_nothing(captions_site: FastAPI, lecture: Lecture, clip: bytes) -> None:
    data = captions_site.state.settings.data_dir
    assert list(find_renditions(data, lecture)) == ["240"]
    (lecture_folder(data, lecture.source_hash) / INDEX).write_text("{")
    assert find_renditions(data, lecture) == {}
