"""Subtitles from the command line: a recording through the whole chain, or one stage of it at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.captions.engines.faults import ModelMissingError
from app.captions.engines.languages import refuse_language
from app.captions.engines.models import identify_model
from app.captions.formats.files import SubtitleFormat, write_subtitles
from app.captions.formats.report import Report
from app.captions.formats.transcript import write_transcript
from app.captions.formats.words_json import write_words
from app.captions.media.info import write_info
from app.captions.media.probe import probe as probe_media
from app.captions.models.cues import ProfileName
from app.captions.rules.runs import STAGE_NAMES, Stage
from app.captions.tasks.chain import Chain, Options, Recording, Watch, machine_of
from app.captions.tasks.jobs import NO_SPEECH
from app.captions.tasks.store import StageStore, hash_of
from app.cli.files import UnusableFileError, make_folder, read_text, write_file
from app.cli.report import tell_counts, write_report
from app.settings import load_settings

Language = Annotated[str, typer.Option("--lang", help="The language that is spoken: sv or ar.")]
Model = Annotated[
    str | None, typer.Option(help="A .pt file, a folder of CTranslate2, or the name of a fetched model.")
]
Profile = Annotated[ProfileName, typer.Option(help="How slow and narrow the subtitles are.")]
Glossary = Annotated[Path | None, typer.Option(help="A text file with words that will be heard.")]
Out = Annotated[Path, typer.Option("-o", "--out", help="Where the result goes.")]
Force = Annotated[bool, typer.Option("--force", help="Hear the language even where engines are bad at it.")]

_WORK: Final = ".work"
"""The folder beside the results with what each stage made: a rerun goes on from there."""

_notes = Console(stderr=True)


def subtitle(
    lecture: Path,
    lang: Language,
    out: Out,
    model: Model = None,
    profile: Profile = ProfileName.LUGN,
    glossary: Glossary = None,
    *,
    force: Force = False,
) -> None:
    """Turn a recording into subtitles: LANG.vtt, LANG.srt, transcript.txt, words.json, qc.json, qc.html."""
    chosen = _options(lang, model, profile, glossary, force=force)
    with _chain(lecture, out, chosen) as chain:
        heard, cleaned, cues, findings = chain.transcript(), chain.cleaned(), chain.cues(), chain.findings()
    report = Report(language=lang, profile=profile, cues=cues, findings=findings, flags=cleaned.flags)
    for kind in (SubtitleFormat.VTT, SubtitleFormat.SRT):
        write_file(out / f"{lang}.{kind}", write_subtitles(cues, kind, language=lang))
    write_file(out / "transcript.txt", write_transcript(heard.words))
    write_file(out / "words.json", write_words(heard))
    write_report(out, report)
    if not heard.words:
        typer.echo(NO_SPEECH)
    tell_counts(report)


def probe(lecture: Path) -> None:
    """Say what a recording is, as JSON; a plain sentence and exit code 2 where it cannot become a lecture."""
    typer.echo(write_info(probe_media(lecture)))


def transcribe(
    lecture: Path,
    lang: Language,
    out: Out,
    model: Model = None,
    glossary: Glossary = None,
    *,
    force: Force = False,
) -> None:
    """Write down what is said in a recording, as words.json and transcript.txt."""
    with _chain(lecture, out, _options(lang, model, ProfileName.LUGN, glossary, force=force)) as chain:
        heard = chain.transcript()
    write_file(out / "words.json", write_words(heard))
    write_file(out / "transcript.txt", write_transcript(heard.words))


def _options(
    language: str, model: str | None, profile: ProfileName, glossary: Path | None, *, force: bool
) -> Options:
    # Before anything runs: nobody waits for half an hour to be told so.
    refuse_language(language, is_forced=force)
    settings = load_settings()
    chosen = model or settings.speech_model
    if chosen is None:
        raise ModelMissingError("no model was chosen")
    identify_model(chosen, settings.models_dir)
    words = " ".join(read_text(glossary).split()) if glossary is not None else ""
    return Options(language, profile, chosen, words, is_forced=force)


@contextmanager
def _chain(lecture: Path, out: Path, options: Options) -> Iterator[Chain]:
    if not lecture.is_file():
        raise UnusableFileError(f"{lecture}: there is no such file")
    make_folder(out)
    with _progress() as tell:
        digest = hash_of(lecture)
        recording = Recording(lecture, digest, StageStore(out / _WORK / digest))
        yield Chain(recording, options, machine_of(load_settings()), Watch(tell, lambda: False))


@contextmanager
def _progress() -> Iterator[Callable[[Stage, float], None]]:
    """A bar with the stage, its percent and what is left; on standard error, so that output can be piped."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_notes) as bars:
        tasks = {stage: bars.add_task(STAGE_NAMES[stage], total=1, visible=False) for stage in Stage}

        def tell(stage: Stage, done: float) -> None:
            bars.update(tasks[stage], completed=done, visible=True)

        yield tell
