"""create_app(): wires everything, refuses what is wrong, starts and stops what runs beside the requests."""

import os
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core.database import claim_database_for_web
from app.core.locales import CatalogueMissingError
from app.main import create_app, serve
from app.settings import Settings, SettingsError
from tests.clients import (
    browser,
    logs,  # noqa: F401 - a fixture
    make_site,
)
from tests.running import answers, asked_to_end_when, free_port


def _watchers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "content-watcher"]


def test_create_app_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTSKOLA_DATA_DIR", str(tmp_path / "data"))
    assert create_app().state.settings.data_dir == tmp_path / "data"


def test_create_app_with_wrong_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTSKOLA_NO_SUCH", "1")
    with pytest.raises(SettingsError, match="SMARTSKOLA_NO_SUCH"):
        create_app()


def test_create_app_without_catalogues(tmp_path: Path) -> None:
    with pytest.raises(CatalogueMissingError):
        make_site(tmp_path / "data", locales_dir=tmp_path)


def test_create_app_without_content(tmp_path: Path) -> None:
    client = browser(make_site(tmp_path / "data", content_dir=tmp_path / "none"))
    assert client.get("/sv/").status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"])
def test_create_app_gives_no_machine_readable_description(tmp_path: Path, path: str) -> None:
    client = browser(make_site(tmp_path / "data"))
    assert client.get(path).status_code == 404


def test_create_app_two_sites_share_nothing(tmp_path: Path) -> None:
    first = make_site(tmp_path / "one", contact="first")
    second = make_site(tmp_path / "two", contact="second")
    assert "first" in browser(first).get("/sv/").text
    assert "second" in browser(second).get("/sv/").text


def test_lifespan_watches_content_and_stops(tmp_path: Path) -> None:
    site = create_app(Settings(data_dir=tmp_path / "data"))
    assert _watchers() == []
    with TestClient(site) as client:
        assert client.get("/readyz").status_code == 200
        assert _watchers() == ["content-watcher"]
    assert _watchers() == []


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a site that reads its settings from the environment."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("SMARTSKOLA_DATA_DIR", str(folder))
    return folder


@pytest.mark.usefixtures("logs", "data_dir")
def test_serve_until_it_is_asked_to_end() -> None:
    port = free_port()
    with asked_to_end_when(lambda: answers(port)):
        serve("127.0.0.1", port, os.getppid())
    assert not answers(port)


def _refusal(host: str, port: int, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        serve(host, port, os.getppid())
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.usefixtures("logs")
def test_serve_from_a_data_folder_that_is_in_use(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with claim_database_for_web(Settings(data_dir=data_dir)):
        said = _refusal("127.0.0.1", free_port(), capsys)
    assert said.startswith(f"smartskola: {data_dir}/web.lock is held by process {os.getpid()} on ")
    assert said.count("\n") == 1


@pytest.mark.usefixtures("logs", "data_dir")
@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1", "not::an::address"])
def test_serve_at_an_address_that_is_not_here(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = _refusal(host, 8000, capsys)
    assert said.startswith(f"smartskola: {host} port 8000 cannot be used (")
    assert said.count("\n") == 1
