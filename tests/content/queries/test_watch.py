"""The watcher: changes are seen without a restart."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.content.queries.watch import LibraryWatcher
from tests.content.files import source_page, write


def wait_for(condition: Callable[[], bool]) -> bool:
    for _try in range(500):
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[LibraryWatcher]:
    write(tmp_path, "content/sv/pages/about.md", source_page())
    made = LibraryWatcher(tmp_path / "content")
    yield made
    made.stop()


def test_watcher_reads_before_it_starts(watcher: LibraryWatcher) -> None:
    assert len(watcher.current.documents) == 1


def test_watcher_swaps_the_snapshot_on_change(watcher: LibraryWatcher, tmp_path: Path) -> None:
    before = watcher.current
    watcher.start()
    watcher.start()
    time.sleep(0.3)
    write(tmp_path, "content/sv/pages/new.md", source_page(name="new"))
    assert wait_for(lambda: len(watcher.current.documents) == 2)
    assert len(before.documents) == 1


def test_watcher_survives_a_folder_that_goes_and_comes(watcher: LibraryWatcher, tmp_path: Path) -> None:
    watcher.start()
    time.sleep(0.3)
    shutil.rmtree(tmp_path / "content")
    assert wait_for(lambda: not watcher.current.documents)
    write(tmp_path, "content/sv/pages/back.md", source_page(name="back"))
    assert wait_for(lambda: len(watcher.current.documents) == 1)


def test_reload_keeps_the_snapshot_when_nothing_changed(watcher: LibraryWatcher, tmp_path: Path) -> None:
    before = watcher.current
    watcher.reload()
    assert watcher.current is before
    write(tmp_path, "content/sv/pages/about.md", source_page("x"))
    watcher.reload()
    assert watcher.current is not before


def test_stop_ends_the_thread_and_may_be_called_twice(watcher: LibraryWatcher, tmp_path: Path) -> None:
    watcher.start()
    watcher.stop()
    watcher.stop()
    before = watcher.current
    write(tmp_path, "content/sv/pages/new.md", source_page(name="new"))
    time.sleep(0.2)
    assert watcher.current is before
