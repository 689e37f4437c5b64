"""Where ffmpeg is on this machine, and which of its parts lectures need."""

import shutil

NEEDED = {
    "encoders": ("libx264", "aac", "libwebp", "pcm_s16le"),
    "decoders": ("h264", "aac", "mp3"),
    "filters": ("loudnorm", "aresample", "apad", "fps", "scale", "signalstats"),
    "muxers": ("mp4", "webp", "wav", "null"),
    "demuxers": ("mov", "matroska", "ogg", "mp3", "wav", "flac", "mpegts"),
}
"""What we ask of it, by the option that lists it."""


def find_ffmpeg() -> str | None:
    """Find the system's ffmpeg, else the one that comes with imageio-ffmpeg; None when there is neither."""
    found = shutil.which("ffmpeg")
    if found is not None:
        return found
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - an optional extra

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None
