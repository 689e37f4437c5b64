"""One lecture's way from a recording to checked subtitles: every stage gives what it made, or made before.

A stage reads nothing but the outputs of earlier ones, and its own output is named by the hash of what it was
made from: so a rerun takes up where the last one ended, and another profile cuts the same words anew.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from app.captions.engines.faults import ModelMissingError
from app.captions.engines.languages import refuse_language
from app.captions.engines.models import Model, identify_model
from app.captions.engines.process import find_speech_in_process, transcribe_in_process
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.store import TranscribeRequest
from app.captions.formats.words_json import read_words, write_words
from app.captions.media.ffmpeg import Progress, Work
from app.captions.media.info import MediaInfo, read_info, write_info
from app.captions.media.peaks import make_peaks
from app.captions.media.probe import probe
from app.captions.media.renditions import make_poster, make_video
from app.captions.media.sounds import make_audio, make_speech_sound, measure_loudness
from app.captions.models.cues import Cue, Finding, ProfileName
from app.captions.models.words import Flag, Span, Transcript
from app.captions.queries.renditions import INDEX
from app.captions.rules.cleaning import doubts_of
from app.captions.rules.cleaning.settling import settle
from app.captions.rules.qc import check
from app.captions.rules.runs import Stage
from app.captions.rules.segmenting import segment
from app.captions.tasks.store import StageStore, made
from app.core.durable import write_whole
from app.settings import Settings

# Grows when a stage comes to make something else of the same input.
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine gives: where models lie, what to calculate on, threads, bytes of memory for a job."""

    models: Path
    device: Literal["cpu", "cuda"] = "cpu"
    threads: int = 1
    memory_bytes: int = 8 * 1024**3


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chose for one lecture; `is_forced` hears a language that no engine is good at."""

    language: str
    profile: ProfileName = ProfileName.LUGN
    model: str | None = None
    glossary: str = ""
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The transcript that subtitles are cut from, and every place at which a person must listen."""

    transcript: Transcript
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Recording:
    """The file to work on, only ever read; its SHA-256; and where what is made of it lies."""

    source: Path
    digest: str
    store: StageStore


@dataclass(frozen=True)
class Watch:
    """Who is told how much of a stage is done (0 to 1), and who may stop it."""

    on_progress: Callable[[Stage, float], None]
    is_cancelled: Callable[[], bool]


_SPANS: Final = TypeAdapter(tuple[Span, ...])
_CLEANED: Final = TypeAdapter(Cleaned)
_CUES: Final = TypeAdapter(tuple[Cue, ...])
_FINDINGS: Final = TypeAdapter(tuple[Finding, ...])


class Chain:
    """The stages of one recording; asking for a late one runs the earlier ones that it needs.

    Raises UnusableMediaError, EngineError, CommandError and what else the stages raise; each has a sentence
    for the person who waits.
    """

    def __init__(self, recording: Recording, options: Options, machine: Machine, watch: Watch) -> None:
        self.options = options
        self._recording = recording
        self._machine = machine
        self._watch = watch

    def info(self) -> MediaInfo:
        """What the file is; raises UnusableMediaError where no lecture can be made of it."""
        source, language = self._recording.source, self.options.language
        path = self._path(Stage.PROBE, ".json", language=language)
        made(path, lambda half: half.write_text(write_info(probe(source, language=language)), "utf-8"))
        return read_info(path.read_text("utf-8"))

    def sound(self, on_progress: Progress | None = None) -> Path:
        """What the engines hear: 16 kHz mono WAV with the lecture's own times."""
        path = self._path("sound", ".wav", info=asdict(self.info()))
        if not path.is_file():
            make_speech_sound(self._work(on_progress), path)
        return path

    def media(self) -> Mapping[str, str]:
        """Make what players need, small video first, and write the index of it when all is whole."""
        has_picture = self.info().video is not None
        parts = ["audio", *(["240", "480", "poster"] if has_picture else []), "peaks"]
        index: dict[str, str] = {}
        for place, name in enumerate(parts):
            part = lambda done, before=place: self._tell(Stage.MEDIA, (before + done) / len(parts))  # noqa: E731
            index[name] = self._rendition(name, self._work(part)).name
        write_whole(self._recording.store.folder / INDEX, json.dumps(index).encode())
        return index

    def speech(self) -> tuple[Span, ...]:
        """Where somebody speaks."""
        sound = self.sound(lambda done: self._tell(Stage.SPEECH, done / 2))
        path = self._path(Stage.SPEECH, ".json", sound=sound.name)
        if not path.is_file():
            found = find_speech_in_process(
                sound,
                progress=lambda done: self._tell(Stage.SPEECH, (1 + done) / 2),
                is_cancelled=self._watch.is_cancelled,
            )
            write_whole(path, _SPANS.dump_json(found))
        return _SPANS.validate_json(path.read_bytes())

    def transcript(self) -> Transcript:
        """What is said, word by word; empty, without loading any model, where nobody speaks.

        Raises ModelMissingError where none was chosen.
        """
        refuse_language(self.options.language, is_forced=self.options.is_forced)
        speech, sound = self.speech(), self.sound()
        if not speech:
            return Transcript(self.options.language, self.info().duration, ())
        model = self._model
        path = self._path(
            Stage.TRANSCRIBE,
            ".json",
            sound=sound.name,
            model=model.sha256,
            language=self.options.language,
            glossary=self.options.glossary,
        )
        if not path.is_file():
            write_whole(path, write_words(self._transcribe(model)).encode())
        return read_words(path.read_text("utf-8"))

    def cleaned(self) -> Cleaned:
        """The words to cut subtitles from, and the doubtful places of all that was heard."""
        transcript, speech = self.transcript(), self.speech()
        path = self._path(Stage.CLEAN, ".json", words=write_words(transcript))

        def clean(half: Path) -> None:
            settled, flags = settle(transcript, speech)
            every = sorted({*doubts_of(transcript, speech), *flags}, key=lambda flag: (flag.start, flag.end))
            half.write_bytes(_CLEANED.dump_json(Cleaned(settled, tuple(every))))

        return _CLEANED.validate_json(made(path, clean).read_bytes())

    def cues(self) -> tuple[Cue, ...]:
        """The subtitles."""
        transcript, profile = self.cleaned().transcript, self.options.profile
        path = self._path(Stage.SEGMENT, ".json", words=write_words(transcript), profile=profile)

        def cut(half: Path) -> None:
            cues = segment(
                transcript.words,
                language=transcript.language,
                profile=profile,
                duration=transcript.duration,
            )
            half.write_bytes(_CUES.dump_json(cues))

        return _CUES.validate_json(made(path, cut).read_bytes())

    def findings(self) -> tuple[Finding, ...]:
        """What quality control says of the subtitles."""
        cleaned, cues = self.cleaned(), self.cues()
        transcript = cleaned.transcript
        path = self._path(
            Stage.QC, ".json", cues=_CUES.dump_json(cues).decode(), profile=self.options.profile
        )

        def look(half: Path) -> None:
            found = check(
                cues,
                language=transcript.language,
                profile=self.options.profile,
                words=transcript.words,
                flags=cleaned.flags,
                duration=transcript.duration,
            )
            half.write_bytes(_FINDINGS.dump_json(found))

        return _FINDINGS.validate_json(made(path, look).read_bytes())

    def provenance(self) -> dict[str, Any]:
        """How the words came about: engine, model and its hash; only that nobody spoke where nobody did."""
        if not self.speech():
            return {"engine": None}
        model = self._model
        return {
            "engine": model.kind.value,
            "model": model.path.name,
            "model_sha256": model.sha256,
            "profile": self.options.profile.value,
        }

    @cached_property
    def _model(self) -> Model:
        if self.options.model is None:
            raise ModelMissingError("no model was chosen")
        return identify_model(self.options.model, self._machine.models)

    def _transcribe(self, model: Model) -> Transcript:
        request = TranscribeRequest(
            sound=self.sound(),
            speech=self.speech(),
            model=model,
            language=self.options.language,
            prompt=self.options.glossary,
            options=EngineOptions(device=self._machine.device, threads=self._machine.threads),
            is_forced=self.options.is_forced,
            memory_bytes=self._machine.memory_bytes,
        )
        found = transcribe_in_process(
            request,
            self._recording.store.folder / "chunks",
            progress=lambda done: self._tell(Stage.TRANSCRIBE, done),
            is_cancelled=self._watch.is_cancelled,
        )
        return replace(found, duration=self.info().duration)

    def _rendition(self, name: str, work: Work) -> Path:
        suffix = {"audio": ".m4a", "poster": ".webp", "peaks": ".bin"}.get(name, ".mp4")
        path = self._path(name, suffix, info=asdict(self.info()))
        if path.is_file():
            return path
        if name == "audio":
            make_audio(work, path, measure_loudness(replace(work, on_progress=None)))
        elif name == "poster":
            make_poster(work, path)
        elif name == "peaks":
            make_peaks(self.sound(work.on_progress), path)
        else:
            make_video(work, path, height=int(name), sound=self._rendition("audio", work))
        return path

    def _work(self, on_progress: Progress | None) -> Work:
        return Work(
            source=self._recording.source,
            info=self.info(),
            threads=self._machine.threads,
            on_progress=on_progress,
            is_cancelled=self._watch.is_cancelled,
        )

    def _tell(self, stage: Stage, done: float) -> None:
        self._watch.on_progress(stage, done)

    def _path(self, name: str, suffix: str, **parameters: object) -> Path:
        inputs = [self._recording.digest, str(_VERSION)]
        return self._recording.store.path(name, suffix, inputs=inputs, parameters=parameters)


def machine_of(settings: Settings) -> Machine:
    """What the operator's settings give to a job."""
    return Machine(
        settings.models_dir, settings.speech_device, settings.threads, settings.speech_memory_gb * 1024**3
    )
