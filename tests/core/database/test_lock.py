"""One site per SQLite file."""

import os
import socket
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


def test_claim_database_for_web_without_a_folder(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(StartUpError) as caught, claim_database_for_web(Settings(data_dir=missing)):
        pytest.fail("there is nothing to hold")
    assert str(caught.value) == (
        f"{missing}/web.lock cannot be written (No such file or directory); give the folder to this user"
    )


def test_claim_database_for_web_lets_postgresql_be(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://db/skola")
    with claim_database_for_web(settings), claim_database_for_web(settings):
        assert list(tmp_path.iterdir()) == []
