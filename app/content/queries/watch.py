"""Rereads content when its files change, without a restart; a page being made keeps its snapshot."""

import threading
from collections.abc import Iterator
from pathlib import Path

import structlog
from watchfiles import watch

from app.content.queries.library import Library, load_library

_log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS = 30
"""Also compares times and sizes now and then: some network folders never tell about changes."""
WAIT_FOR_FOLDER_SECONDS = 1


class LibraryWatcher:
    """Holds the newest snapshot of a content folder; `current` is swapped whole, so readers need no lock."""

    def __init__(self, root: Path, *, media: Path | None = None) -> None:
        self._root = root
        self._media = media or root.parent / "media"
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.current: Library = load_library(root, media=self._media)

    def start(self) -> None:
        """Begins to watch in a background thread, once; a folder that is missing is waited for."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="content-watcher", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ends the watching and waits for the thread; `current` stays as it is."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def reload(self) -> None:
        """Reads what has changed now; keeps the old snapshot when nothing has."""
        newest = load_library(self._root, self.current, media=self._media)
        if newest.fingerprint != self.current.fingerprint or newest.problems != self.current.problems:
            self.current = newest

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except OSError as fault:
                # A folder that cannot be looked into, or no watches left: the snapshot stays, we try again.
                _log.warning("content_watch_failed", error=type(fault).__name__)
            self._stop.wait(WAIT_FOR_FOLDER_SECONDS)

    def _follow(self) -> None:
        self.reload()
        for _changes in self._changes():
            self.reload()
            if not self._root.is_dir():
                return  # a watch on a deleted folder stays deaf when the folder comes back

    def _changes(self) -> Iterator[object]:
        folders = [folder for folder in (self._root, self._media) if folder.is_dir()]
        if self._root not in folders:
            return
        yield from watch(
            *folders,
            stop_event=self._stop,
            rust_timeout=LOOK_AGAIN_SECONDS * 1000,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
