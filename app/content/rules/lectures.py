"""Reads the manifest of a published lecture strictly, and says which of its tracks a reader sees."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from app.content.models.documents import LANGUAGES
from app.content.models.lectures import LectureFile, LectureTrack, PublishedLecture

LARGEST_MANIFEST: Final = 64 * 1024
"""Bytes; four tracks and two videos take about 2 000."""
_DAY: Final = 24 * 3600 * 1000
_MOST_BYTES: Final = 16 * 1024**3
_MOST_PIXELS: Final = 8192
_STEM: Final = r"^[a-z0-9]{1,16}\.[0-9a-f]{10}\."

_Language = Annotated[str, StringConstraints(pattern=f"^({'|'.join(LANGUAGES)})$")]
_Size = Annotated[int, Field(ge=1, le=_MOST_BYTES)]
# 0 stands for a file whose head could not be read.
_Pixels = Annotated[int, Field(ge=0, le=_MOST_PIXELS)]
_Mp4 = Annotated[str, StringConstraints(pattern=rf"{_STEM}mp4$")]
_M4a = Annotated[str, StringConstraints(pattern=rf"{_STEM}m4a$")]
_Webp = Annotated[str, StringConstraints(pattern=rf"{_STEM}webp$")]
_Vtt = Annotated[str, StringConstraints(pattern=rf"{_STEM}vtt$")]
_Json = Annotated[str, StringConstraints(pattern=rf"{_STEM}json$")]
_Txt = Annotated[str, StringConstraints(pattern=rf"{_STEM}txt$")]


class ManifestError(Exception):
    """A manifest is not what was agreed; the text names the first place, never what stands there."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Video(_Strict):
    file: _Mp4
    size: _Size
    width: _Pixels
    height: _Pixels


class _Poster(_Strict):
    file: _Webp
    size: _Size
    width: _Pixels
    height: _Pixels


class _Audio(_Strict):
    file: _M4a
    size: _Size


class _VttFile(_Strict):
    file: _Vtt
    size: _Size


class _CuesFile(_Strict):
    file: _Json
    size: _Size


class _TextFile(_Strict):
    file: _Txt
    size: Annotated[int, Field(ge=0, le=_MOST_BYTES)]


class _Track(_Strict):
    language: _Language
    state: Literal["approved", "machine"]
    vtt: _VttFile
    cues: _CuesFile
    text: _TextFile


class _Manifest(_Strict):
    format: Literal[1]
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
    language: _Language
    duration: Annotated[int, Field(ge=0, le=_DAY)]
    poster: _Poster | None
    videos: Annotated[list[_Video], Field(max_length=4)]
    audio: _Audio | None
    tracks: Annotated[list[_Track], Field(max_length=len(LANGUAGES))]

    @model_validator(mode="after")
    def _has_each_language_once(self) -> "_Manifest":
        if len({track.language for track in self.tracks}) < len(self.tracks):
            raise ValueError("a language stands there twice")
        return self


def read_manifest(data: bytes, *, slug: str) -> PublishedLecture:
    """Read the manifest of the lecture of this name; raises ManifestError where anything is not as agreed."""
    if len(data) > LARGEST_MANIFEST:
        raise ManifestError(f"{len(data)} bytes are too many")
    try:
        found = _Manifest.model_validate_json(data)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ManifestError(f"{place}: {first['type']}") from None
    if found.slug != slug:
        raise ManifestError("slug: of another lecture")
    return PublishedLecture(
        slug=slug,
        language=found.language,
        duration=found.duration,
        poster=_file(found.poster) if found.poster is not None else None,
        videos=tuple(sorted(map(_file, found.videos), key=lambda video: video.size)),
        audio=_file(found.audio) if found.audio is not None else None,
        tracks=tuple(
            LectureTrack(one.language, one.state, _file(one.vtt), _file(one.cues), _file(one.text))
            for one in found.tracks
        ),
    )


def shown_tracks(lecture: PublishedLecture, *, unreviewed_shown: bool) -> tuple[LectureTrack, ...]:
    """List the tracks that readers see, in the house's order of languages.

    One that nobody has approved is shown only where unreviewed texts are.
    """
    seen = [track for track in lecture.tracks if unreviewed_shown or track.state == "approved"]
    return tuple(sorted(seen, key=lambda track: LANGUAGES.index(track.language)))


def track_to_read(tracks: tuple[LectureTrack, ...], *, language: str, spoken: str) -> LectureTrack | None:
    """Choose what a reader gets without asking: her own language, else the one that is spoken, else any."""
    by_language = {track.language: track for track in tracks}
    return by_language.get(language) or by_language.get(spoken) or next(iter(tracks), None)


def _file(found: BaseModel) -> LectureFile:
    return LectureFile(**found.model_dump())
