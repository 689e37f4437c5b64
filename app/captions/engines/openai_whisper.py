"""openai-whisper behind the engine's door: for `.pt` files and OpenAI's model names.

PyTorch and whisper are imported when a model is loaded, never before; nothing here reaches the network.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.captions.engines.faults import DeviceUnusableError, EngineMissingError, EnglishOnlyError
from app.captions.engines.models import OFFICIAL, Model
from app.captions.engines.models.reading import reading_model
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.sound import read_parts
from app.captions.engines.words import HeardSegment, HeardWord, place_words
from app.captions.models.words import Segment, Span


class OpenaiWhisper:
    """One loaded model; raises ModelUnusableError, EngineMissingError or DeviceUnusableError when made."""

    def __init__(self, model: Model, options: EngineOptions) -> None:
        try:
            import torch  # noqa: PLC0415 - half a gigabyte: only the process of a job may load it
            import whisper  # noqa: PLC0415 - as above
        except ImportError as fault:
            raise EngineMissingError(f"openai-whisper: {fault}") from fault
        if options.device == "cuda" and not torch.cuda.is_available():
            raise DeviceUnusableError("PyTorch finds no graphics card")
        if options.threads:
            torch.set_num_threads(options.threads)
        with reading_model(model.path):
            # By its path: by its name the library would fetch what is missing.
            self._model = whisper.load_model(str(model.path), device=options.device)
        if not self._model.is_multilingual:
            raise EnglishOnlyError(model.path.name)
        heads = _alignment_heads(whisper, model)
        if heads is not None:
            self._model.set_alignment_heads(heads)
        self._whisper, self._options = whisper, options

    def transcribe(
        self, sound: Path, parts: Sequence[Span], *, language: str, prompt: str = ""
    ) -> tuple[Segment, ...]:
        """Turn the speech in these parts into words."""
        samples = read_parts(sound, parts)
        if not len(samples):
            return ()
        found: dict[str, Any] = self._whisper.transcribe(
            self._model,
            samples,
            language=language,
            initial_prompt=prompt or None,
            temperature=self._options.temperatures,
            beam_size=self._options.beam,
            condition_on_previous_text=False,
            word_timestamps=True,
            fp16=self._options.device == "cuda",
        )
        return place_words([_heard(one) for one in found["segments"]], parts)

    def detect_language(self, sound: Path, parts: Sequence[Span]) -> dict[str, float]:
        """Say how probable each language is in these parts."""
        dims = self._model.dims
        mel = self._whisper.log_mel_spectrogram(
            self._whisper.pad_or_trim(read_parts(sound, parts)), dims.n_mels, device=self._model.device
        )
        probabilities: dict[str, float] = self._model.detect_language(mel)[1]
        return {language: float(one) for language, one in probabilities.items()}


def _alignment_heads(whisper: Any, model: Model) -> bytes | None:
    """Find the heads that know when a word is spoken: the library sets them for its names, not for paths."""
    name = next((name for name, (_, digest) in OFFICIAL.items() if digest == model.sha256), None)
    known: dict[str, bytes] = getattr(whisper, "_ALIGNMENT_HEADS", {})
    return known.get(name) if name is not None else None


def _heard(segment: dict[str, Any]) -> HeardSegment:
    return HeardSegment(
        [
            HeardWord(word["word"], word["start"], word["end"], word["probability"])
            for word in segment["words"]
        ],
        segment["no_speech_prob"],
        segment["avg_logprob"],
        segment["compression_ratio"],
    )
