"""Subtitle files from the command line: cut from words, held against the rules, compared with the truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from app.captions.formats.files import format_of, read_subtitles, write_subtitles
from app.captions.formats.report import Report, write_qc_json
from app.captions.formats.words_json import read_words
from app.captions.models.cues import Cue, Finding, Level, ProfileName
from app.captions.models.words import Transcript
from app.captions.rules.evaluation import evaluate
from app.captions.rules.qc import check, fix
from app.captions.rules.segmenting import segment as cut_cues
from app.cli.files import UnusableFileError, read_file, read_text, write_file
from app.cli.report import console, tell_findings, write_report

Profile = Annotated[ProfileName, typer.Option(help="How slow and narrow the subtitles are.")]
Named = Annotated[str | None, typer.Option("--lang", help="The language, if the file does not say it.")]

_KNOWN: Final = ("sv", "ar", "so", "ti")


def segment(
    words: Path,
    out: Annotated[Path, typer.Option("-o", "--out", help="The .vtt, .srt or .ass file to write.")],
    lang: Named = None,
    profile: Profile = ProfileName.LUGN,
) -> None:
    """Cut the words of a words.json into subtitles; the text is never changed."""
    heard = _heard(words, lang)
    cues = cut_cues(heard.words, language=heard.language, profile=profile, duration=heard.duration)
    write_file(out, write_subtitles(cues, format_of(out.name), language=heard.language))


@dataclass(frozen=True)
class _Judged:
    """Subtitles from a file, and what the rules are held against."""

    cues: tuple[Cue, ...]
    language: str
    profile: ProfileName
    heard: Transcript | None

    def findings(self, cues: tuple[Cue, ...]) -> tuple[Finding, ...]:
        words, duration = (None, None) if self.heard is None else (self.heard.words, self.heard.duration)
        return check(cues, language=self.language, profile=self.profile, words=words, duration=duration)


def qc(
    subtitles: Path,
    lang: Named = None,
    profile: Profile = ProfileName.LUGN,
    words: Annotated[
        Path | None, typer.Option(help="The words.json that the subtitles were cut from.")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="A folder for qc.json and qc.html.")] = None,
    fail_on: Annotated[Level | None, typer.Option(help="Exit with 1 from this level on.")] = None,
    *,
    mend: Annotated[bool, typer.Option("--fix", help="Write what can be mended into the file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold subtitles against the rules; with --fix mend them in place, showing before and after."""
    judged = _judged(subtitles, lang, profile, words)
    cues = judged.cues
    if mend:
        cues = _mended(subtitles, judged)
    report = Report(language=judged.language, profile=profile, cues=cues, findings=judged.findings(cues))
    if out is not None:
        write_report(out, report)
    if as_json:
        typer.echo(write_qc_json(report))
    else:
        tell_findings(report)
    grave = {Level.ERROR} | ({Level.WARNING} if fail_on is Level.WARNING else set())
    is_bad = fail_on is not None and any(finding.level in grave for finding in report.findings)
    raise typer.Exit(int(is_bad))


def measure(
    heard: Annotated[Path, typer.Argument(help="What was heard: words.json, subtitles or plain text.")],
    ref: Annotated[Path, typer.Option(help="What was said: the same kinds of file.")],
    lang: Named = None,
) -> None:
    """Compare what was heard with what was said: errors by word (WER) and by character (CER)."""
    said, found = _text_of(ref, lang), _text_of(heard, lang)
    language = _known(lang or found[1] or said[1])
    if language is None:
        raise UnusableFileError("no file names its language: add --lang")
    rates = evaluate(said[0], found[0], language=language)
    console.print(f"WER {rates.word_errors:.3f}  CER {rates.character_errors:.3f}  {rates.words} words")
    if rates.folded_word_errors is not None:
        console.print(f"WER {rates.folded_word_errors:.3f} with letters of one sound taken as one")


def _heard(words: Path, language: str | None) -> Transcript:
    heard = read_words(read_text(words), language=_known(language))
    _known(heard.language)
    return heard


def _known(language: str | None) -> str | None:
    if language is not None and language not in _KNOWN:
        raise UnusableFileError(f"{language}: the languages are {', '.join(_KNOWN)}")
    return language


def _judged(path: Path, language: str | None, profile: ProfileName, words: Path | None) -> _Judged:
    read = read_subtitles(read_file(path), format_of(path.name), language=_known(language))
    chosen = language or _known(read.language)
    if chosen is None:
        raise UnusableFileError(f"{path}: the file does not name its language; add --lang")
    return _Judged(read.cues, chosen, profile, None if words is None else _heard(words, chosen))


def _mended(path: Path, judged: _Judged) -> tuple[Cue, ...]:
    heard = judged.heard
    words, duration = (None, None) if heard is None else (heard.words, heard.duration)
    cues, changes = fix(
        judged.cues, language=judged.language, profile=judged.profile, words=words, duration=duration
    )
    for change in changes:
        for sign, several in (("-", change.before), ("+", change.after)):
            for cue in several:
                text = cue.text.replace("\n", " / ")
                line = f"{sign} {cue.id} {cue.start}-{cue.end} {text}"
                console.print(line, highlight=False, markup=False, soft_wrap=True)
    write_file(path, write_subtitles(cues, format_of(path.name), language=judged.language))
    return cues


def _text_of(path: Path, language: str | None) -> tuple[str, str | None]:
    if path.suffix == ".json":
        heard = _heard(path, language)
        return " ".join(word.text for word in heard.words), heard.language
    if path.suffix == ".txt":
        return read_text(path), None
    read = read_subtitles(read_file(path), format_of(path.name), language=_known(language))
    return " ".join(cue.text for cue in read.cues), read.language
