"""faster-whisper behind the engine's door: for CTranslate2 folders, such as KB-Whisper.

The library is imported when a model is loaded, never before; nothing here reaches the network.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.captions.engines.faults import (
    DeviceUnusableError,
    EngineMissingError,
    EnglishOnlyError,
    NotWhisperError,
)
from app.captions.engines.models import Model
from app.captions.engines.models.reading import reading_model, require_files
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.sound import read_parts
from app.captions.engines.words import HeardSegment, HeardWord, place_words
from app.captions.models.words import Segment, Span


class FasterWhisper:
    """One loaded model; raises ModelUnusableError, EngineMissingError or DeviceUnusableError when made."""

    def __init__(self, model: Model, options: EngineOptions) -> None:
        try:
            import ctranslate2  # noqa: PLC0415 - heavy: only the process of a job may load it
            import faster_whisper  # noqa: PLC0415 - as above
        except ImportError as fault:
            raise EngineMissingError(f"faster-whisper: {fault}") from fault
        if options.device == "cuda" and not ctranslate2.get_cuda_device_count():
            raise DeviceUnusableError("CTranslate2 finds no graphics card")
        compute_type = options.compute_type or ("int8" if options.device == "cpu" else "float16")
        if compute_type not in {"default", "auto", *ctranslate2.get_supported_compute_types(options.device)}:
            raise DeviceUnusableError(f"{compute_type} is not possible on {options.device}")
        # Without its tokenizer the library would fetch one.
        require_files(model.path)
        with reading_model(model.path):
            self._model = faster_whisper.WhisperModel(
                str(model.path),
                device=options.device,
                compute_type=compute_type,
                cpu_threads=options.threads,
                local_files_only=True,
            )
        if not self._model.model.is_multilingual:
            raise EnglishOnlyError(model.path.name)
        bands = (self._model.model.n_mels, self._model.feature_extractor.mel_filters.shape[0])
        if bands[0] != bands[1]:
            raise NotWhisperError(
                f"{model.path.name}: the model hears {bands[0]} bands, its settings {bands[1]}"
            )
        self._options = options

    def transcribe(
        self, sound: Path, parts: Sequence[Span], *, language: str, prompt: str = ""
    ) -> tuple[Segment, ...]:
        """Turn the speech in these parts into words."""
        samples = read_parts(sound, parts)
        if not len(samples):
            return ()
        segments, _ = self._model.transcribe(
            samples,
            language=language,
            initial_prompt=prompt or None,
            temperature=self._options.temperatures,
            beam_size=self._options.beam,
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        return place_words([_heard(one) for one in segments], parts)

    def detect_language(self, sound: Path, parts: Sequence[Span]) -> dict[str, float]:
        """Say how probable each language is in these parts."""
        found = self._model.detect_language(read_parts(sound, parts))[2]
        return {language: float(one) for language, one in found}


def _heard(segment: Any) -> HeardSegment:
    words = [HeardWord(word.word, word.start, word.end, word.probability) for word in segment.words or ()]
    return HeardSegment(words, segment.no_speech_prob, segment.avg_logprob, segment.compression_ratio)
