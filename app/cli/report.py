"""What quality control found, as files and in the terminal."""

from pathlib import Path
from typing import Final

from rich.console import Console

from app.captions.formats.report import Report, write_qc_html, write_qc_json
from app.captions.models.words import Doubt
from app.captions.rules.qc.wording import words_of
from app.cli.files import make_folder, write_file

console: Final = Console()


def write_report(folder: Path, report: Report) -> None:
    """Write qc.json and qc.html."""
    make_folder(folder)
    write_file(folder / "qc.json", write_qc_json(report))
    write_file(folder / "qc.html", write_qc_html(report))


def tell_findings(report: Report) -> None:
    """Print every finding on a line of its own, then the counts."""
    for finding in report.findings:
        place = finding.cue_id or "track"
        console.print(
            f"{place} {finding.level} {finding.rule}: {words_of(finding.rule)} {finding.words}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
    tell_counts(report)


def tell_counts(report: Report) -> None:
    """Print how many subtitles there are and how many pass."""
    counts = report.counts
    left_out = sum(flag.doubt is Doubt.LEFT_OUT for flag in report.flags)
    if left_out:
        console.print(
            f"Left out of the subtitles, since nobody can have said it there: {left_out}. "
            "qc.html shows it, words.json and transcript.txt hold it.",
            highlight=False,
            soft_wrap=True,
        )
    console.print(
        f"{counts['cues']} subtitles, {counts['passed']} without any remark; {counts['errors']} errors, "
        f"{counts['warnings']} warnings, {counts['doubts']} doubtful places to listen to",
        highlight=False,
        soft_wrap=True,
    )
