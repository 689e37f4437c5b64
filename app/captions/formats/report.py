"""What quality control found in a track: qc.json for programs, qc.html to read, print or mail."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from app.captions.formats.direction import RIGHT_TO_LEFT
from app.captions.formats.timeline import split_time
from app.captions.models.cues import Cue, Finding, Level, ProfileName
from app.captions.models.words import Flag
from app.captions.rules.qc.wording import DOUBTS, Unit, unit_of, words_of
from app.core.errors import S_

SCHEMA: Final = 1
"""Grows when a key of qc.json is renamed or gone."""

Translate = Callable[[str], str]

TITLE: Final = S_("Quality of the subtitles")
SUMMARY: Final = S_("{cues} subtitles, {passed} without any remark. {errors} errors, {warnings} warnings.")
ALL_WELL: Final = S_("No remarks.")
WHOLE: Final = S_("The whole track")
DOUBTFUL: Final = S_("Doubtful places")
SUBTITLES: Final = S_("Subtitles with remarks")
VALUE: Final = S_("{value} {unit}, the limit is {limit}")
BEFORE: Final = S_("Before")
AFTER: Final = S_("Proposed")
LEVELS: Final = {Level.ERROR: S_("Error"), Level.WARNING: S_("Warning")}

_STYLE: Final = Markup("""
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 50rem; padding: 0 1rem; color: #1d1d1b; background: #fff;
  font: 1.0625rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans",
    "Noto Naskh Arabic", "Noto Sans Ethiopic", sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
section { border-top: 1px solid #c9c5bc; padding: .75rem 0; break-inside: avoid; }
h3 { font-size: 1rem; margin: 0; } ul { margin: .25rem 0; padding-inline-start: 1.25rem; }
.text { white-space: pre-line; margin: .25rem 0; padding: .25rem .75rem; background: #f4f1ea; }
.text[lang=ar], .text[lang=ti] { line-height: 1.7; }
.error { color: #8f1d14; font-weight: 700; } .warning { color: #6a4a00; font-weight: 700; }
.change { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; margin: .5rem 0; }
.change > div > p:first-child { margin: 0; color: #4a4a45; }
time { font-variant-numeric: tabular-nums; font-weight: 400; }
@media (max-width: 30rem) { .change { grid-template-columns: 1fr; } }
@media print { body { margin: 0; max-width: none; } .text { background: none; border: 1px solid #c9c5bc; } }
""")

_PAGE: Final = Markup(
    '<!doctype html>\n<html lang="{lang}" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
    "<style>{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{summary}</p>\n{body}</body>\n</html>\n"
)
_SECTION: Final = Markup('<section>\n<h3>{name} <time dir="ltr">{times}</time></h3>\n{inside}</section>\n')
_TEXT: Final = Markup('<p class="text" lang="{lang}" dir="{direction}">{text}</p>\n')
_ITEM: Final = Markup('<li><span class="{level}">{label}</span> {rule}: {sentence}{value}{words}</li>\n')
_CHANGE: Final = Markup(
    '<div class="change"><div><p>{before_label}</p>{before}</div>'
    "<div><p>{after_label}</p>{after}</div></div>\n"
)


@dataclass(frozen=True, kw_only=True)
class Report:
    """A track and all that was found in it."""

    language: str
    profile: ProfileName
    cues: Sequence[Cue]
    findings: Sequence[Finding]
    flags: Sequence[Flag] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """Numbers of cues, of cues without a finding, of errors and warnings, of doubtful places."""
        touched = {finding.cue_id for finding in self.findings}
        errors = sum(finding.level is Level.ERROR for finding in self.findings)
        return {
            "cues": len(self.cues),
            "passed": sum(cue.id not in touched for cue in self.cues),
            "errors": errors,
            "warnings": len(self.findings) - errors,
            "doubts": len(self.flags),
        }


def write_qc_json(report: Report) -> str:
    """Write the report for programs: times in milliseconds, an infinite value (speed in no time) is null."""
    whole = {
        "schema": SCHEMA,
        "language": report.language,
        "profile": str(report.profile),
        "counts": report.counts,
        "findings": [_finding_entry(finding) for finding in report.findings],
        "doubts": [
            {"doubt": str(flag.doubt), "start": flag.start, "end": flag.end, "words": flag.words}
            for flag in report.flags
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _finding_entry(finding: Finding) -> dict[str, Any]:
    proposal = finding.proposal
    return {
        "rule": finding.rule,
        "level": str(finding.level),
        "cue": finding.cue_id,
        "value": _finite(finding.value),
        "limit": _finite(finding.limit),
        "words": finding.words,
        "before": [_cue_entry(cue) for cue in proposal.before] if proposal else None,
        "after": [_cue_entry(cue) for cue in proposal.after] if proposal else None,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _cue_entry(cue: Cue) -> dict[str, Any]:
    return {"id": cue.id, "start": cue.start, "end": cue.end, "text": cue.text}


def write_qc_html(report: Report, translate: Translate = str, *, page_language: str = "en") -> str:
    """Write the report as one page without scripts or outside files; `translate` speaks `page_language`."""
    by_cue: dict[str | None, list[Finding]] = {}
    for finding in report.findings:
        by_cue.setdefault(finding.cue_id, []).append(finding)
    parts = []
    if whole := by_cue.get(None):
        inside = _list_of(whole, report, translate)
        parts.append(_SECTION.format(name=translate(WHOLE), times="", inside=inside))
    if report.flags:
        parts.append(Markup("<h2>{}</h2>\n").format(translate(DOUBTFUL)))
        parts += [_doubt_section(flag, report, translate) for flag in report.flags]
    touched = [(number, cue) for number, cue in enumerate(report.cues, 1) if cue.id in by_cue]
    if touched:
        parts.append(Markup("<h2>{}</h2>\n").format(translate(SUBTITLES)))
    for number, cue in touched:
        inside = _text(cue.text, report) + _list_of(by_cue[cue.id], report, translate)
        parts.append(_SECTION.format(name=number, times=_times(cue), inside=inside))
    if not parts:
        parts.append(Markup("<p>{}</p>\n").format(translate(ALL_WELL)))
    return str(
        _PAGE.format(
            lang=page_language,
            title=translate(TITLE),
            style=_STYLE,
            summary=translate(SUMMARY).format(**report.counts),
            body=Markup().join(parts),
        )
    )


def _doubt_section(flag: Flag, report: Report, translate: Translate) -> Markup:
    sentence = Markup("<p>{}</p>\n").format(translate(DOUBTS[flag.doubt]))
    inside = (_text(flag.words, report) if flag.words else Markup()) + sentence
    return _SECTION.format(name="", times=_times(flag), inside=inside)


def _list_of(findings: Sequence[Finding], report: Report, translate: Translate) -> Markup:
    items = Markup().join(_item(finding, translate) for finding in findings)
    shown = Markup()
    # Several findings may share one proposal: a dict keeps each once, in order.
    for change in dict.fromkeys(finding.proposal for finding in findings if finding.proposal):
        before = Markup().join(_text(cue.text, report, _times(cue)) for cue in change.before)
        after = Markup().join(_text(cue.text, report, _times(cue)) for cue in change.after)
        labels = {"before_label": translate(BEFORE), "after_label": translate(AFTER)}
        shown += _CHANGE.format(before=before, after=after, **labels)
    return Markup("<ul>\n{}</ul>\n").format(items) + shown


def _item(finding: Finding, translate: Translate) -> Markup:
    value = ""
    if _finite(finding.value) is not None and _finite(finding.limit) is not None:
        unit = unit_of(finding.rule)
        numbers = {"value": _number(finding.value, unit), "limit": _number(finding.limit, unit)}
        measured = translate(VALUE).format(unit=translate(unit) if unit else "", **numbers)
        value = f" {measured.replace(' ,', ',')}."
    return _ITEM.format(
        level=finding.level,
        label=translate(LEVELS[finding.level]),
        rule=finding.rule,
        sentence=translate(words_of(finding.rule)),
        value=value,
        words=Markup(" <bdi>{}</bdi>").format(finding.words) if finding.words else "",
    )


def _number(value: float | None, unit: Unit) -> str:
    number = (value or 0) / 1000 if unit is Unit.SECONDS else value or 0
    return f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _times(piece: Cue | Flag) -> str:
    return f"{_clock(piece.start)} - {_clock(piece.end)}"


def _clock(time: int) -> str:
    hours, minutes, seconds, rest = split_time(max(0, time))
    return f"{hours}:{minutes:02}:{seconds:02},{rest:03}"


def _text(text: str, report: Report, times: str = "") -> Markup:
    direction = "rtl" if report.language in RIGHT_TO_LEFT else "ltr"
    shown = Markup('<time dir="ltr">{}</time>\n').format(times) if times else Markup()
    return shown + _TEXT.format(lang=report.language, direction=direction, text=text)
