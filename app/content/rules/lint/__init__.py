"""The lint rules by code; a new rule is one function in a family's file and one line here."""

from collections.abc import Mapping

from app.content.models.documents import Problem
from app.content.rules.lint import identity, letters, numbers, reading, structure, wording
from app.content.rules.lint.sheet import Rule, Sheet

RULES: Mapping[str, Rule] = {
    "FM1": identity.front_matter,
    "ID1": identity.block_ids,
    "ST1": structure.build,
    "LK1": structure.links,
    "IM1": structure.pictures,
    "PH1": structure.placeholders,
    "HT1": structure.raw_html,
    "BI1": letters.bidi_controls,
    "UC1": letters.unicode_form,
    "SC1": letters.script,
    "SC2": letters.foreign_letters,
    "DIG": letters.digits,
    "SAME": wording.same,
    "LEN": wording.length,
    "PUN": wording.punctuation,
    "TRM": wording.terms,
    "NUM": numbers.numbers,
    "SAF": numbers.safety,
    "READ": reading.readability,
}
"""Beside these, reading reports FM1, ID1 and ST1, and catalogues have PLU and PH1."""


def lint_sheet(sheet: Sheet) -> list[Problem]:
    """Everything that the rules find in one file."""
    return [
        Problem(sheet.document.path, found.line, code, found.level, found.message, found.remedy)
        for code, rule in RULES.items()
        for found in rule(sheet)
    ]
