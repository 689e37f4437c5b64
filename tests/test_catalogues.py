"""The catalogues are fresh, complete in every language, and keep every placeholder."""

import re
from pathlib import Path

import polib
import pytest

from locales.collect import DOMAINS, extract

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "locales"
CATALOGUES = [("messages", "sv"), ("messages", "ar"), ("messages", "so"), ("messages", "ti"), ("staff", "sv")]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
ANY_PLACEHOLDER = re.compile(r"%(?!\(\w+\)s|%)")

of_each_catalogue = pytest.mark.parametrize(("domain", "lang"), CATALOGUES)


def messages(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def catalogue(domain: str, lang: str) -> list[polib.POEntry]:
    return messages(LOCALES / lang / "LC_MESSAGES" / f"{domain}.po")


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_catalogues_are_these_and_no_others() -> None:
    found = {(path.stem, path.parent.parent.name) for path in LOCALES.glob("*/LC_MESSAGES/*.po")}
    assert found == set(CATALOGUES)
    assert {domain for domain, _ in CATALOGUES} == set(DOMAINS)


@pytest.mark.parametrize("domain", DOMAINS)
def test_template_is_fresh(domain: str, tmp_path: Path) -> None:
    fresh = tmp_path / f"{domain}.pot"
    extract(domain, fresh)
    assert fresh.read_text(encoding="utf-8") == (LOCALES / f"{domain}.pot").read_text(encoding="utf-8"), (
        "run 'make messages' and translate what is new"
    )


@of_each_catalogue
def test_catalogue_has_exactly_the_collected_messages(domain: str, lang: str) -> None:
    collected = [(entry.msgid, entry.msgid_plural) for entry in messages(LOCALES / f"{domain}.pot")]
    assert [(entry.msgid, entry.msgid_plural) for entry in catalogue(domain, lang)] == collected


@of_each_catalogue
def test_catalogue_is_complete(domain: str, lang: str) -> None:
    missing = [
        entry.msgid for entry in catalogue(domain, lang) if not all(translations(entry)) or entry.fuzzy
    ]
    assert missing == []


@of_each_catalogue
def test_placeholders_are_known_and_never_lost(domain: str, lang: str) -> None:
    for entry in catalogue(domain, lang):
        expected = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in translations(entry):
            # A form for exactly one or two may say the number in a word.
            assert set(PLACEHOLDER.findall(text)) <= expected, entry.msgid
        assert set(PLACEHOLDER.findall(translations(entry)[-1])) == expected, entry.msgid


@of_each_catalogue
def test_no_percent_sign_breaks_a_message(domain: str, lang: str) -> None:
    broken = [
        entry.msgid
        for entry in catalogue(domain, lang)
        for text in (entry.msgid, *translations(entry))
        if ANY_PLACEHOLDER.search(text)
    ]
    assert broken == []


@pytest.mark.parametrize("lang", ["ar", "so", "ti"])
def test_machine_translations_say_so(lang: str) -> None:
    entries = catalogue("messages", lang)
    assert [entry.msgid for entry in entries if not entry.tcomment.startswith("tr: ")] == []


def test_the_same_words_of_both_catalogues_are_translated_alike() -> None:
    # Staff read both, the staff's own on top: two Swedish wordings of one message would change by page.
    readers = {entry.msgid: entry.msgstr for entry in catalogue("messages", "sv")}
    differing = [
        entry.msgid
        for entry in catalogue("staff", "sv")
        if readers.get(entry.msgid, entry.msgstr) != entry.msgstr
    ]
    assert differing == []
