"""Fetches speech models: the only thing in the house that ever downloads one, and only when asked to.

A model is written down under its own name when all of it has come and every hash is right, else not at all.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from app.captions.engines.faults import (
    EngineError,
    FetchedWrongError,
    FetchFailedError,
    FetchNoRoomError,
    UnknownModelNameError,
)
from app.captions.engines.models.naming import (
    CONVERTED,
    OFFICIAL,
    RECORD,
    Model,
    files_of,
    hash_of_file,
    identify_model,
)
from app.captions.engines.models.verifying import compare_record
from app.core.durable import NO_ROOM, TEMPORARY, flush_folder, made_whole, write_whole

Progress = Callable[[int, int], None]
"""Gets the bytes fetched and those there are."""

_WANTED = ("config.json", "model.bin", "preprocessor_config.json", "tokenizer.json")
_PIECE = 256 * 1024
_TIMEOUT_SECONDS = 60
_STALE_SECONDS = 3600
_LARGEST_LIST = 16 * 1024**2


@dataclass(frozen=True, slots=True)
class Sources:
    """Where models come from: OpenAI's own store, and the hub that holds those for faster-whisper."""

    openai: str = "https://openaipublic.azureedge.net/main/whisper/models"
    hub: str = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class _File:
    address: str
    name: str
    size: int | None
    sha256: str | None = None
    git_blob: str | None = None


def fetch_model(
    name: str, folder: Path, *, sources: Sources | None = None, progress: Progress = lambda _done, _all: None
) -> Model:
    """Fetch a model by its name into the folder, compare every hash, and give it; a sound one is not fetched
    again.

    `NAME@REVISION` chooses a revision of a faster-whisper model, such as `kb-whisper-large@strict`; all files
    come from the one commit that it means at that moment, which is written down. Raises
    UnknownModelNameError, FetchFailedError, FetchedWrongError or FetchNoRoomError; then nothing is left.
    """
    sources = sources or Sources()
    plain, _, revision = name.partition("@")
    if plain not in {*OFFICIAL, *CONVERTED} or (revision and plain in OFFICIAL):
        raise UnknownModelNameError(f"{name[:100]!r}")
    with _told():
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        if plain in OFFICIAL:
            return _fetch_official(plain, folder, sources, progress)
        return _fetch_converted(plain, revision, folder, sources, progress)


def _fetch_official(name: str, folder: Path, sources: Sources, progress: Progress) -> Model:
    file, digest = OFFICIAL[name]
    target = folder / file
    if not (target.is_file() and hash_of_file(target) == digest):
        wanted = _File(f"{sources.openai}/{digest}/{file}", file, None, sha256=digest)
        with made_whole(target) as half:
            _download(wanted, half, progress)
    write_whole(folder / f"{file}.sha256", f"{digest}  {file}\n".encode())
    return identify_model(target, folder)


def _fetch_converted(name: str, revision: str, folder: Path, sources: Sources, progress: Progress) -> Model:
    target = folder / (f"{name}@{revision}" if revision else name)
    if (target / RECORD).is_file() and _is_sound(target, folder):
        return identify_model(target, folder)
    commit, files = _listed(CONVERTED[name], revision or "main", sources)
    total, before = sum(file.size or 0 for file in files), 0
    half = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=folder))
    try:
        for file in files:
            done = before
            _download(file, half / file.name, lambda now, _, done=done: progress(done + now, total))  # type: ignore[misc]
            before += file.size or 0
        _write_record(half, CONVERTED[name], commit)
        _take_place(half, target)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return identify_model(target, folder)


def _is_sound(target: Path, folder: Path) -> bool:
    try:
        compare_record(identify_model(target, folder))
    except EngineError:
        return False
    return True


def _listed(repository: str, revision: str, sources: Sources) -> tuple[str, list[_File]]:
    """Ask the hub which files there are at a revision: its commit, and each file's size and hash."""
    address = f"{sources.hub}/api/models/{repository}/revision/{quote(revision, safe='')}?blobs=true"
    with _asked(address) as answer:
        text = answer.read(_LARGEST_LIST)
    try:
        told: dict[str, Any] = json.loads(text)
        commit = str(told["sha"])
        files = [
            _File(
                f"{sources.hub}/{repository}/resolve/{commit}/{one['rfilename']}",
                one["rfilename"],
                int(one["size"]),
                (one.get("lfs") or {}).get("sha256"),
                one.get("blobId"),
            )
            for one in told["siblings"]
            if one["rfilename"] in _WANTED or one["rfilename"] in {"vocabulary.json", "vocabulary.txt"}
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise FetchFailedError(f"{address}: no list of files: {fault}") from fault
    if not {"config.json", "model.bin", "tokenizer.json"} <= {file.name for file in files}:
        raise FetchFailedError(f"{repository} at {revision} holds no model for faster-whisper")
    return commit, files


def _download(file: _File, target: Path, progress: Progress) -> None:
    """Write one file and compare its size and hash."""
    with _asked(file.address) as answer:
        told = answer.headers.get("Content-Length", "")
        size = file.size if file.size is not None else int(told) if told.isdigit() else None
        room = shutil.disk_usage(target.parent).free
        if size is not None and size > room:
            raise FetchNoRoomError(f"{file.name} has {size} bytes, the disk {room}")
        sha256, blob = hashlib.sha256(), hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
        done = 0
        with target.open("wb") as opened:
            while piece := answer.read(_PIECE):
                done += len(piece)
                if size is not None and done > size:
                    break
                opened.write(piece)
                sha256.update(piece)
                blob.update(piece)
                progress(done, size or done)
    if size is not None and done < size:
        raise FetchFailedError(f"{file.address} broke off after {done} of {size} bytes")
    # Large files are known by the hash of what they hold, small ones by git's.
    is_right = sha256.hexdigest() == file.sha256 if file.sha256 else blob.hexdigest() == file.git_blob
    if done != (size if size is not None else done) or not is_right:
        raise FetchedWrongError(f"{file.address}: {done} bytes, SHA-256 {sha256.hexdigest()}")


def _asked(address: str) -> HTTPResponse:
    if not address.startswith(("https://", "http://127.0.0.1:")):
        raise FetchFailedError(f"{address} is not fetched over https")
    request = urllib.request.Request(address, headers={"User-Agent": "smartskola"})  # noqa: S310 - looked at above
    return cast("HTTPResponse", urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS))  # noqa: S310 - as above


def _write_record(folder: Path, repository: str, commit: str) -> None:
    lines = [f"{hash_of_file(file)}  {file.name}\n" for file in files_of(folder)]
    write_whole(folder / RECORD, "".join(lines).encode())
    write_whole(folder / "SOURCE", f"{repository} {commit}\n".encode())


def _take_place(half: Path, target: Path) -> None:
    """Give a whole folder its name; what was there before is moved away first."""
    for file in half.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
    flush_folder(half)
    half.chmod(0o755)
    if target.exists():
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=target.parent) as away:
            target.rename(Path(away) / target.name)
            half.rename(target)
    else:
        half.rename(target)
    flush_folder(target.parent)


def _sweep(folder: Path) -> None:
    """Remove what an earlier fetch left when it was killed."""
    for left in folder.glob(f"{TEMPORARY}*"):
        touched = max(one.stat().st_mtime for one in (left, *left.glob("*")))
        if time.time() - touched > _STALE_SECONDS:
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the network and the disk raise into our own faults."""
    try:
        yield
    except urllib.error.HTTPError as fault:
        with fault:
            raise FetchFailedError(f"{fault.url}: {fault.code} {fault.reason}") from fault
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as fault:
        raise FetchFailedError(f"{type(fault).__name__}: {fault}") from fault
    except OSError as fault:
        kind = FetchNoRoomError if fault.errno in NO_ROOM else FetchFailedError
        raise kind(str(fault)) from fault
