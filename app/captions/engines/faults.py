"""Why no words could be made, each with what the person who asked can do about it.

The message is for people; `detail` (what exactly, where) goes to the log and over the border of the process.
"""

from app.core.errors import S_, AppError


class EngineError(AppError):
    """Transcribing did not go well."""

    message_id = S_("The speech could not be turned into text. Try again, or tell the administrator.")

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class EngineDiedError(EngineError):
    """The process of the job ended in a way that it should not; `tail` is the end of what it said."""

    def __init__(self, detail: str = "", tail: str = "") -> None:
        super().__init__(detail)
        self.tail = tail


class EngineMissingError(EngineError):
    """The library that this model needs is not installed."""

    message_id = S_(
        "The speech engine for this model is not installed. "
        "The administrator installs it from requirements-speech.txt."
    )


class DetectorMissingError(EngineError):
    """The speech detector comes with faster-whisper, so that is needed whichever engine transcribes."""

    message_id = S_(
        "The speech detector is missing. It comes with faster-whisper, which is needed for every model. "
        "The administrator installs it from requirements-speech.txt."
    )


class SoundUnusableError(EngineError):
    """The sound is not what our own conversion makes: WAV, 16 kHz, one channel, 16 bits."""

    message_id = S_("The sound for speech recognition is damaged. Start the processing again.")


class NoRoomError(EngineError):
    """The disk is too full for what was heard; chunks that are done stay."""

    message_id = S_("The disk is full. Nothing is lost. Make room and start the processing again.")


class DeviceUnusableError(EngineError):
    """The chosen graphics card or number format is not there."""

    message_id = S_(
        "The chosen graphics card cannot be used for speech recognition. "
        "The administrator can choose the processor instead (SMARTSKOLA_SPEECH_DEVICE=cpu)."
    )


class ModelUnusableError(EngineError):
    """The job cannot run with this model, and waits until somebody has mended that."""

    message_id = S_("The speech model cannot be used. The administrator can fetch it again.")


class ModelMissingError(ModelUnusableError):
    """There is no such model in the models folder, nor at that path."""

    message_id = S_(
        "The speech model is missing. The administrator fetches it with “smartskola models fetch”. "
        "Subtitles can be typed by hand meanwhile."
    )


class ModelIncompleteError(ModelUnusableError):
    """A file of the model is missing."""

    message_id = S_("A file of the speech model is missing. The administrator fetches the model again.")


class ModelTruncatedError(ModelUnusableError):
    """A file of the model breaks off, or cannot be read."""

    message_id = S_(
        "The speech model is damaged or breaks off. The administrator removes it and fetches it again."
    )


class ModelChangedError(ModelUnusableError):
    """A file of the model is not the one that was fetched."""

    message_id = S_(
        "The speech model is not the one that was fetched: a file has changed. "
        "The administrator removes it and fetches it again."
    )


class NotWhisperError(ModelUnusableError):
    """The file or folder holds something, but no Whisper model."""

    message_id = S_(
        "This is not a Whisper model. Choose a .pt file of openai-whisper, "
        "or a folder made for faster-whisper."
    )


class EnglishOnlyError(ModelUnusableError):
    """The model knows English only."""

    message_id = S_("This speech model knows only English. Choose one without “.en” in its name.")


class UnsafeModelError(ModelUnusableError):
    """The file would run code of its own when loaded."""

    message_id = S_("This model file wants to run a program of its own. It was not opened. Do not use it.")


class ModelTooLargeError(ModelUnusableError):
    """The model needs more memory than there is, or than the job may use."""

    message_id = S_("The speech model is too large for this machine's memory. Choose a smaller one.")


class UnknownModelNameError(ModelUnusableError):
    """Nobody here knows where a model of that name could be fetched."""

    message_id = S_(
        "No speech model of that name is known. "
        "“smartskola models fetch” without a name lists those that are."
    )


class FetchFailedError(EngineError):
    """The download was refused or broke off; nothing of it was kept."""

    message_id = S_("The model could not be fetched. Check the network and try again. Nothing was changed.")


class FetchedWrongError(EngineError):
    """What came is not what was promised; it was thrown away."""

    message_id = S_("The fetched model is damaged, so it was thrown away. Try again. Nothing was changed.")


class FetchNoRoomError(EngineError):
    """The disk is too full for the model; nothing of it was kept."""

    message_id = S_("There is no room for the model on the disk. Make room and try again.")


class LanguageRefusedError(EngineError):
    """The language cannot be transcribed by any engine here."""

    message_id = S_("No speech engine here knows this language. Choose Swedish or Arabic.")


class TigrinyaRefusedError(LanguageRefusedError):
    """Whisper has never learnt Tigrinya."""

    message_id = S_(
        "No speech engine can hear Tigrinya. "
        "Make the Swedish subtitles first and translate them, or type the Tigrinya text yourself."
    )


class SomaliRefusedError(LanguageRefusedError):
    """Whisper lists Somali, but gets more than half of the words wrong."""

    message_id = S_(
        "The speech engines get most Somali words wrong. "
        "Make the Swedish subtitles first and translate them, or type the Somali text yourself."
    )


class WrongLanguageError(EngineError):
    """Another language is heard than the one that was chosen; nothing is switched without asking."""

    message_id = S_(
        "The recording does not sound like the language that you chose. "
        "Choose the right language, or another recording."
    )

    def __init__(self, detail: str = "", *, chosen: str = "", heard: str = "") -> None:
        super().__init__(detail)
        self.chosen, self.heard = chosen, heard
        self.message_id = _WRONG.get((chosen, heard), type(self).message_id)  # type: ignore[misc]  # both names belong in it


_WRONG = {
    ("sv", "ar"): S_(
        "You chose Swedish, but the recording sounds like Arabic. Choose Arabic, or another recording."
    ),
    ("sv", "so"): S_(
        "You chose Swedish, but the recording sounds like Somali. Choose a recording in Swedish."
    ),
    ("sv", "en"): S_(
        "You chose Swedish, but the recording sounds like English. Choose a recording in Swedish."
    ),
    ("ar", "sv"): S_(
        "You chose Arabic, but the recording sounds like Swedish. Choose Swedish, or another recording."
    ),
    ("ar", "so"): S_("You chose Arabic, but the recording sounds like Somali. Choose a recording in Arabic."),
    ("ar", "en"): S_(
        "You chose Arabic, but the recording sounds like English. Choose a recording in Arabic."
    ),
}


def _with_subclasses(kind: type[EngineError]) -> dict[str, type[EngineError]]:
    found = {kind.__name__: kind}
    for below in kind.__subclasses__():
        found |= _with_subclasses(below)
    return found


FAULTS = _with_subclasses(EngineError)
"""Every fault by its name: what the process of a job reports it by."""
