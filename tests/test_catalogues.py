"""The catalogues are fresh, complete in every language, and keep every placeholder."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "locales"
LANGUAGES = ("sv", "ar", "so", "ti")
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def messages(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def catalogue(lang: str) -> list[polib.POEntry]:
    return messages(LOCALES / lang / "LC_MESSAGES" / "messages.po")


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_template_is_fresh(tmp_path: Path) -> None:
    fresh = tmp_path / "messages.pot"
    options = ["-F", "locales/babel.cfg", "--sort-by-file", "--no-location", "--omit-header"]
    options += ["-o", str(fresh)]
    command = [str(Path(sys.executable).parent / "pybabel"), "-q", "extract", *options, "."]
    subprocess.run(command, cwd=ROOT, check=True)
    assert fresh.read_text(encoding="utf-8") == (LOCALES / "messages.pot").read_text(encoding="utf-8"), (
        "run 'make messages' and translate what is new"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue_has_exactly_the_collected_messages(lang: str) -> None:
    collected = [(entry.msgid, entry.msgid_plural) for entry in messages(LOCALES / "messages.pot")]
    assert [(entry.msgid, entry.msgid_plural) for entry in catalogue(lang)] == collected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue_is_complete(lang: str) -> None:
    assert [entry.msgid for entry in catalogue(lang) if not all(translations(entry)) or entry.fuzzy] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_placeholders_are_known_and_never_lost(lang: str) -> None:
    for entry in catalogue(lang):
        expected = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in translations(entry):
            # A form for exactly one or two may say the number in a word.
            assert set(PLACEHOLDER.findall(text)) <= expected, entry.msgid
        assert set(PLACEHOLDER.findall(translations(entry)[-1])) == expected, entry.msgid


@pytest.mark.parametrize("lang", ["ar", "so", "ti"])
def test_machine_translations_say_so(lang: str) -> None:
    assert [entry.msgid for entry in catalogue(lang) if not entry.tcomment.startswith("tr: ")] == []
