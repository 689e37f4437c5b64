"""Why a lecture file cannot be used, each with what the person who chose it can do about it."""

from enum import StrEnum
from typing import ClassVar

from app.core.errors import S_, AppError


class Reason(StrEnum):
    """The one-word reason that is stored and logged."""

    ABSENT = "absent"
    EMPTY = "empty"
    NOT_MEDIA = "not_media"
    PLAYLIST = "playlist"
    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    NO_SOUND = "no_sound"
    TOO_LONG = "too_long"
    TOO_MANY_STREAMS = "too_many_streams"
    TOO_LARGE_PICTURE = "too_large_picture"
    UNKNOWN_CODEC = "unknown_codec"
    TOO_HEAVY = "too_heavy"


class UnusableMediaError(AppError):
    """The file cannot become a lecture; `reason` says why, the arguments say where, for the log."""

    status = 422
    reason: ClassVar[Reason]


class AbsentMediaError(UnusableMediaError):
    """There is no such file, or it may not be read."""

    reason = Reason.ABSENT
    message_id = S_("The file cannot be opened. Check its name, and that you may read it.")


class EmptyMediaError(UnusableMediaError):
    """The file has no bytes."""

    reason = Reason.EMPTY
    message_id = S_("The file is empty. Perhaps a copy was broken off. Choose the recording again.")


class NotMediaError(UnusableMediaError):
    """The first bytes are those of no recording that we know, whatever the name says."""

    status = 415
    reason = Reason.NOT_MEDIA
    message_id = S_(
        "This is not a recording, whatever its name says. "
        "Choose a video or sound file, such as MP4, MOV, MKV, WebM, M4A, MP3, WAV, FLAC or OGG."
    )


class PlaylistError(UnusableMediaError):
    """The file is a list of other files (HLS, DASH, ffconcat and the like)."""

    status = 415
    reason = Reason.PLAYLIST
    message_id = S_("This file only points to other files and holds no sound. Choose the recording itself.")


class DamagedMediaError(UnusableMediaError):
    """Something in the file cannot be decoded."""

    reason = Reason.DAMAGED
    message_id = S_(
        "The recording is damaged: a part of it cannot be played. "
        "Copy it from the camera or phone once more, and choose that copy."
    )


class TruncatedMediaError(UnusableMediaError):
    """The file ends before what its header promises."""

    reason = Reason.TRUNCATED
    message_id = S_(
        "The recording breaks off: its end is missing. "
        "Copy it from the camera or phone once more, and choose that copy."
    )


class EncryptedMediaError(UnusableMediaError):
    """The streams are encrypted."""

    reason = Reason.ENCRYPTED
    message_id = S_("The recording is copy-protected. Ask whoever made it for a copy without protection.")


class NoSoundError(UnusableMediaError):
    """There is no sound to make subtitles from."""

    reason = Reason.NO_SOUND
    message_id = S_("There is no sound in this file, so there is nothing to subtitle. Choose one with sound.")


class TooLongMediaError(UnusableMediaError):
    """The recording is longer than eight hours, or says so."""

    reason = Reason.TOO_LONG
    message_id = S_("The recording is longer than 8 hours. Cut it into shorter parts first.")


class TooManyStreamsError(UnusableMediaError):
    """There are more tracks in the file than a lecture has, and no way to know which one speaks."""

    reason = Reason.TOO_MANY_STREAMS
    message_id = S_(
        "The file holds more than 8 sound or video tracks. Save a copy with the speaker's sound only."
    )


class TooLargePictureError(UnusableMediaError):
    """The picture is larger than any camera makes."""

    reason = Reason.TOO_LARGE_PICTURE
    message_id = S_("The picture is too large. Save a copy in an ordinary size, such as 1920 × 1080.")


class UnknownCodecError(UnusableMediaError):
    """The container is fine, but nothing here can decode what is in it."""

    reason = Reason.UNKNOWN_CODEC
    message_id = S_(
        "This kind of recording cannot be played here. Save it as MP4 with H.264 video and AAC sound."
    )


class TooHeavyMediaError(UnusableMediaError):
    """Looking into the file took more time or memory than any recording needs."""

    reason = Reason.TOO_HEAVY
    message_id = S_("The file could not be examined in reasonable time. Save it as MP4 and choose that copy.")


class FullDiskError(AppError):
    """There was no room left to write what was made."""

    status = 507
    message_id = S_("The disk is full. Nothing is lost. Tell the administrator, and try again afterwards.")


FAULTS = {fault.reason: fault for fault in UnusableMediaError.__subclasses__()}
"""The error for each reason."""
