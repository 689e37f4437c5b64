"""All content files as one immutable snapshot; broken files become broken documents, never an exception."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.content.models.documents import LANGUAGES, SOURCE, Document, Kind, Problem, Term
from app.content.queries.pictures import media_stamps, picture_sizes
from app.content.rules.front_matter import read_front_matter
from app.content.rules.terms import MAX_TERMS_FILE, read_terms

MAX_FILE = 256 * 1024
"""Largest content file in bytes; a lesson of twelve blocks has about 10 000."""

Key = tuple[Kind, str, str]
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TermsFile:
    """One language's terms.yaml as read."""

    terms: Mapping[str, Term]
    problems: tuple[Problem, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's time and size when it was read, and what came of it."""

    stamp: tuple[int, int]
    content: Document | TermsFile


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Everything read from a content folder at one moment; `fingerprint` changes when any of it does,
    or a media file.

    `lessons` lists a course's Swedish lessons in their order; `files` is what the next reload reuses,
    `root` where they lie.
    """

    documents: Mapping[Key, Document] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    fingerprint: str = ""
    lessons: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)
    images: Mapping[str, tuple[int, int] | None] = field(default_factory=dict)
    files: Mapping[str, Loaded] = field(default_factory=dict)
    root: Path = Path()


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to read: its place below the root and what it is; kind is None for terms.yaml."""

    path: str
    lang: str
    kind: Kind | None


class UnreadableFileError(Exception):
    """A content file cannot be used as bytes; the line is where, or 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def load_library(root: Path, previous: Library | None = None, *, media: Path | None = None) -> Library:
    """Everything below the content folder; files unchanged in time and size are taken from `previous`.

    Pictures are looked up in `media`, else in the folder of that name beside the content folder.
    """
    media = media or root.parent / "media"
    sizes = picture_sizes(media)
    images = previous.images if previous is not None and previous.images == sizes else sizes
    before = previous.files if previous is not None else {}
    problems: list[Problem] = []
    files = {found.path: _load(root, found, before, images) for found in _files(root, problems)}
    library = _library(root, files, problems, images)
    # A voice that was added or taken away changes pages too, though no content file did.
    return replace(library, fingerprint=f"{library.fingerprint} {media_stamps(media)}")


def find_document(library: Library, kind: Kind, document_id: str, lang: str) -> Document | None:
    """The document at an address, broken ones included, or None."""
    return library.documents.get((kind, document_id, lang))


def read_text(path: Path, limit: int) -> tuple[str, str]:
    """A file's text (no BOM, LF) and git's blob id of its bytes; raises UnreadableFileError."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError("this is not an ordinary file")
        if status.st_size > limit:
            raise UnreadableFileError(f"the file has {status.st_size} bytes; at most {limit} are read")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read: {error.strerror}") from error
    control = _CONTROL.search(data)
    if control is not None:
        line = data.count(b"\n", 0, control.start()) + 1
        raise UnreadableFileError(f"a control character (byte {control.group()[0]:#04x}) stands here", line)
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("this is not UTF-8 text", data.count(b"\n", 0, error.start) + 1) from error
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return text.replace("\r\n", "\n").replace("\r", "\n"), blob


def _files(root: Path, problems: list[Problem]) -> Iterator[_Found]:
    if not root.is_dir():
        problems.append(Problem(".", 1, "FM1", "error", f"there is no content folder {root}", "Create it."))
        return
    inside = root.resolve()
    for lang in LANGUAGES:
        if (root / lang / "terms.yaml").exists():
            yield _Found(f"{lang}/terms.yaml", lang, None)
        for kind in Kind:
            folder = root / lang / kind.value
            if folder.is_dir() and not folder.resolve().is_relative_to(inside):
                problems.append(_outside(f"{lang}/{kind.value}"))
            else:
                yield from _markdown(folder, lang, kind, problems)


def _markdown(folder: Path, lang: str, kind: Kind, problems: list[Problem]) -> Iterator[_Found]:
    try:
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        message = f"the folder cannot be read: {error.strerror}"
        problems.append(
            Problem(f"{lang}/{kind.value}", 1, "FM1", "error", message, "Correct its permissions.")
        )
        names = []
    for name in names:
        if name.endswith(".md") and not name.startswith("."):
            yield _Found(f"{lang}/{kind.value}/{name}", lang, kind)


def _outside(path: str) -> Problem:
    return Problem(
        path, 1, "FM1", "error", "this link leads out of the content folder", "Put the file itself here."
    )


def _load(
    root: Path, found: _Found, before: Mapping[str, Loaded], images: Mapping[str, tuple[int, int] | None]
) -> Loaded:
    path = root / found.path
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
    except OSError:
        stamp = (0, -1)
    known = before.get(found.path)
    if known is not None and known.stamp == stamp:
        if isinstance(known.content, Document) and known.content.images is not images:
            return Loaded(stamp, replace(known.content, images=images))
        return known
    try:
        return Loaded(stamp, _content(root, found, images))
    except UnreadableFileError as error:
        return Loaded(stamp, _unreadable(found, error))


def _content(root: Path, found: _Found, images: Mapping[str, tuple[int, int] | None]) -> Document | TermsFile:
    path = root / found.path
    # A folder is checked before it is listed; what may still lead elsewhere is the file, and terms.yaml.
    may_lead_out = path.is_symlink() or found.kind is None
    if may_lead_out and not Path(os.path.realpath(path)).is_relative_to(root.resolve()):
        raise UnreadableFileError("this link leads out of the content folder")
    text, blob = read_text(path, MAX_FILE if found.kind else MAX_TERMS_FILE)
    if found.kind is not None:
        return _document(found, found.kind, text, blob, images)
    terms, problems = read_terms(text, lang=found.lang, path=found.path)
    return TermsFile({term.id: term for term in terms}, problems, blob)


def _unreadable(found: _Found, error: UnreadableFileError) -> Document | TermsFile:
    remedy = "Replace it by an ordinary UTF-8 text file."
    problem = Problem(found.path, error.line, "FM1", "error", str(error), remedy)
    if found.kind is None:
        return TermsFile({}, (problem,), str(error))
    name = _name(found)
    return Document(
        found.kind,
        name,
        found.lang,
        found.path,
        title=name,
        broken=True,
        problems=(problem,),
        digest=str(error),
    )


def _document(
    found: _Found, kind: Kind, text: str, blob: str, images: Mapping[str, tuple[int, int] | None]
) -> Document:
    name = _name(found)
    front = read_front_matter(text, kind=kind, name=name, lang=found.lang, path=found.path)
    return Document(
        kind=kind,
        id=name,
        lang=found.lang,
        path=found.path,
        **({"title": name} | dict(front.values)),
        body=b"" if front.broken else front.body.encode(),
        body_line=front.body_line,
        digest=blob,
        broken=front.broken,
        problems=front.problems,
        images=images,
    )


def _name(found: _Found) -> str:
    return found.path.rpartition("/")[2].removesuffix(".md")


def _library(
    root: Path,
    files: Mapping[str, Loaded],
    problems: list[Problem],
    images: Mapping[str, tuple[int, int] | None],
) -> Library:
    documents: dict[Key, Document] = {}
    terms: dict[str, Mapping[str, Term]] = {lang: {} for lang in LANGUAGES}
    courses: dict[str, list[Document]] = {}
    fingerprint = hashlib.sha256(repr(sorted(images.items())).encode())
    for path, loaded in files.items():
        content = loaded.content
        problems.extend(content.problems)
        fingerprint.update(f"\0{path}\0{content.digest}".encode())
        if isinstance(content, TermsFile):
            terms[path.partition("/")[0]] = content.terms
            continue
        documents[content.kind, content.id, content.lang] = content
        if content.lang == SOURCE and content.course is not None:
            courses.setdefault(content.course, []).append(content)
    for lessons in courses.values():
        lessons.sort(key=lambda lesson: (lesson.order or 0, lesson.id))
    return Library(
        documents=documents,
        terms=terms,
        problems=tuple(sorted(problems)),
        fingerprint=fingerprint.hexdigest(),
        lessons={course: tuple(lessons) for course, lessons in courses.items()},
        images=images,
        files=files,
        root=root,
    )
