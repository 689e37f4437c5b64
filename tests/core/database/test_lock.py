"""One site per SQLite file."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.database import DatabaseInUseError, claim_database_for_web
from app.core.errors import StartUpError
from app.settings import Settings

HOLD = """
import sys
from app.core.database import claim_database_for_web
from app.settings import load_settings
with claim_database_for_web(load_settings(data_dir=sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_claim_database_for_web_twice(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with (
        claim_database_for_web(settings),
        pytest.raises(DatabaseInUseError) as caught,
        claim_database_for_web(settings),
    ):
        pytest.fail("both have it")
    assert str(caught.value) == (
        f"{tmp_path}/web.lock is held by process {os.getpid()} on {socket.gethostname()}; "
        "stop that one first, or choose another SMARTSKOLA_DATA_DIR"
    )
    with claim_database_for_web(settings):
        assert (tmp_path / "web.lock").read_text() == f"process {os.getpid()} on {socket.gethostname()}"


def test_claim_database_for_web_after_the_owner_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "held\n"
        with (
            pytest.raises(DatabaseInUseError, match=f"process {owner.pid} "),
            claim_database_for_web(Settings(data_dir=tmp_path)),
        ):
            pytest.fail("both have it")
        owner.kill()
    with claim_database_for_web(Settings(data_dir=tmp_path)):
        assert (tmp_path / "web.lock").read_text().startswith(f"process {os.getpid()} ")


def test_claim_database_for_web_makes_the_folder(tmp_path: Path) -> None:
    with claim_database_for_web(Settings(data_dir=tmp_path / "new")):
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_claim_database_for_web_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(StartUpError) as caught,
        claim_database_for_web(Settings(data_dir=tmp_path / "file" / "data")),
    ):
        pytest.fail("there is nothing to hold")
    assert str(caught.value) == (
        f"{tmp_path}/file/data/web.lock cannot be written (Not a directory); give the folder to this user"
    )


def test_claim_database_for_web_lets_postgresql_be(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://db/skola")
    with claim_database_for_web(settings), claim_database_for_web(settings):
        assert list(tmp_path.iterdir()) == []
