"""What the process of one job does: loads the engine once, and works through the chunks that are not done."""

from collections.abc import Callable
from pathlib import Path

from app.captions.engines.chunks import pack
from app.captions.engines.faster_whisper import FasterWhisper
from app.captions.engines.languages import check_language, refuse_language
from app.captions.engines.models import Model, ModelKind
from app.captions.engines.openai_whisper import OpenaiWhisper
from app.captions.engines.protocol import Engine, EngineOptions
from app.captions.engines.store import Chunk, TranscribeRequest, chunks_of, read_chunk, write_chunk
from app.captions.models.words import Segment


def open_engine(model: Model, options: EngineOptions) -> Engine:
    """Load the engine that the model decides; raises ModelUnusableError, EngineMissingError or
    DeviceUnusableError."""
    kind = OpenaiWhisper if model.kind is ModelKind.OPENAI else FasterWhisper
    return kind(model, options)


def run_job(request: TranscribeRequest, folder: Path, *, report: Callable[[float], None]) -> None:
    """Transcribe every chunk that has no file yet; `report` gets the share of the speech done, 0 to 1.

    Raises the EngineError that stops the job; chunks that are done stay.
    """
    refuse_language(request.language, is_forced=request.is_forced)
    chunks = chunks_of(request, folder)
    todo = [chunk for chunk in chunks if read_chunk(chunk) is None]
    if not todo:
        return
    engine = open_engine(request.model, request.options)
    if not request.is_forced and len(todo) == len(chunks):
        check_language(engine, request.sound, request.speech, request.language)
    total = sum(_length(chunk) for chunk in chunks)
    done = total - sum(_length(chunk) for chunk in todo)
    for chunk in todo:
        segments: list[Segment] = []
        for parts in pack(chunk.speech):
            report(done / total)
            segments += engine.transcribe(
                request.sound, parts, language=request.language, prompt=request.prompt
            )
            done += sum(part.end - part.start for part in parts)
        write_chunk(chunk, tuple(segments))
    report(1.0)


def _length(chunk: Chunk) -> int:
    return sum(part.end - part.start for parts in pack(chunk.speech) for part in parts)
