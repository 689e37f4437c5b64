"""The pictures of a lecture: small videos that every phone plays, and the still that stands before them."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.captions.media.faults import DamagedMediaError
from app.captions.media.ffmpeg import Work, open_file, open_source, run_ffmpeg, write_to
from app.captions.media.finishing import finishing
from app.captions.media.info import MediaInfo, VideoStream
from app.captions.media.outputs import check_output

MOST_FPS = 30
_UNKNOWN_FPS = 25
_LEAST_FPS = 10
_KEY_SECONDS = 2
_MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
# By the shorter side: profile, level, constant rate factor, and the most bits a second that a poor link gets.
_LADDER = {480: ("main", "3.1", 26, "1000k", "2000k"), 240: ("baseline", "3.0", 28, "300k", "600k")}

POSTER_BYTES = 25_000
"""The most that a still may weigh, of the 60 KB of a page's first view."""
_POSTER_TRIES = ((70, 640), (50, 640), (35, 480), (20, 320), (1, 160))
_POSTER_PLACES = (0.1, 0.3, 0.5, 0.7, 0.0)
# Luma of black is 16 of 235: a slide with white letters on black has more than this, a fade has not.
_BRIGHT = 32.0
_BRIGHTNESS = "lavfi.signalstats.YAVG="


def make_video(work: Work, target: Path, *, height: int, sound: Path) -> MediaInfo:
    """Write H.264 with the finished `sound` (from `make_audio`), 480 or 240 lines high; say what was made.

    `height` is the picture's shorter side, so that an upright film keeps its size; nothing is made larger
    than it was. At most 30 frames a second, evenly spaced, a key frame every two seconds to jump to.
    """
    video = _video_of(work)
    rate = steady_rate(video.fps)
    profile, level, quality, most, buffer = _LADDER[height]
    width, lines = size_for(video, height)
    picture = _upright(open_source(work)[str(video.index)], video, width, lines)
    picture = picture.filter("fps", fps=str(rate), start_time=0).filter("format", "yuv420p")
    heard = open_file(sound, _MP4)["a:0"]
    key = round(rate * _KEY_SECONDS)
    options = {"c:v": "libx264", "preset": "veryfast", "profile:v": profile, "level": level, "crf": quality}
    options |= {"maxrate": most, "bufsize": buffer, "g": key, "keyint_min": key, "c:a": "copy"}
    options |= {"movflags": "+faststart", "threads": work.threads, "t": work.info.duration / 1000}
    with finishing(target) as part:
        run_ffmpeg(work, write_to(part, picture, heard, format="mp4", **options))
        made = check_output(part, work.info, sound="aac", video="h264")
        if made.video is None or (made.video.width, made.video.height) != (width, lines):
            raise DamagedMediaError(f"made a picture of {made.video}")
    return made


def make_poster(work: Work, target: Path) -> None:
    """Write a WebP still of at most 25 kB: the first place that is not dark, from a tenth into the lecture
    on; the brightest one where all are dark."""
    video = _video_of(work)
    # Over at once: what ffmpeg tells on the way means nothing.
    work = replace(work, on_progress=None)
    with finishing(target) as part:
        place = _bright_place(work, video, part)
        for quality, width in _POSTER_TRIES:
            _draw(work, part, video, place, (quality, width))
            if part.stat().st_size <= POSTER_BYTES:
                return
    raise DamagedMediaError("no still is small enough")  # pragma: no cover - 160 points of nothing weigh less


def size_for(video: VideoStream, shorter: int) -> tuple[int, int]:
    """Width and height with this shorter side: never larger than the source, both even, as H.264 needs."""
    scale = min(1.0, shorter / min(video.width, video.height))
    return _even(video.width * scale), _even(video.height * scale)


def steady_rate(fps: float) -> Fraction:
    """The even rate for a source rate: halved until it is at most 30, so that pictures fall out evenly; 10 at
    least, and 25 where the source says nothing."""
    if fps <= 0:
        return Fraction(_UNKNOWN_FPS)
    rate = Fraction(fps).limit_denominator(1001)
    while rate > MOST_FPS:
        rate /= 2
    return max(rate, Fraction(_LEAST_FPS))


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)


def _video_of(work: Work) -> VideoStream:
    if work.info.video is None:
        raise ValueError("a sound recording has no picture")
    return work.info.video


def _upright(picture: Any, video: VideoStream, width: int, lines: int) -> Any:
    """Scale to exactly this size: a picture that changes its shape on the way gets bars, as on a television.

    ffmpeg has turned it by then.
    """
    if not video.is_square:
        return picture.filter("scale", width, lines).filter("setsar", 1)
    scaled = picture.filter("scale", width, lines, force_original_aspect_ratio="decrease")
    return scaled.filter("pad", width, lines, -1, -1).filter("setsar", 1)


def _bright_place(work: Work, video: VideoStream, part: Path) -> float:
    brightness: dict[float, float] = {}
    for place in _POSTER_PLACES:
        found = _draw(work, part, video, place, _POSTER_TRIES[-1])
        if found is not None:
            brightness[place] = found
            if found >= _BRIGHT:
                return place
    if not brightness:
        raise DamagedMediaError("no picture for a still")
    return max(brightness, key=brightness.__getitem__)


def _draw(work: Work, part: Path, video: VideoStream, place: float, look: tuple[int, int]) -> float | None:
    """Write the picture at this share of the lecture, of this quality and width; give its mean luma.

    None when there is no picture there. Not strict: a jump into the middle may meet half a picture.
    """
    quality, width = look
    lines: list[str] = []
    scale = min(1.0, width / video.width)
    picture = open_source(work, is_strict=False, ss=work.info.duration * place / 1000)[str(video.index)]
    picture = picture.filter("scale", _even(video.width * scale), _even(video.height * scale))
    picture = picture.filter("setsar", 1).filter("format", "yuv420p").filter("signalstats")
    picture = picture.filter("metadata", "print", key=_BRIGHTNESS.rstrip("="), file="pipe:1")
    options = {"c:v": "libwebp", "quality": quality, "frames:v": 1}
    run_ffmpeg(work, write_to(part, picture, format="webp", **options), is_strict=False, says=lines.append)
    found = [line.removeprefix(_BRIGHTNESS) for line in lines if line.startswith(_BRIGHTNESS)]
    return float(found[0]) if found and part.stat().st_size > 0 else None
