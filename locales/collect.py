"""Collects the messages anew and merges them into every language's catalogue: `make messages`.

There are two catalogues: `messages` for participants, in four languages, and `staff` for what only staff see,
in Swedish (English is what stands in the source). Staff templates lie in `templates/staff`; in Python, `N_`
marks a message for participants, `S_` one for staff.

Babel's own update writes dates and names into each header, which makes two translators' branches conflict in
a line that nobody wrote. Here the header stays as it is: the plural rule in it is ours (ARCHITECTURE.md,
traps).
"""

import subprocess
import sys
from pathlib import Path

import polib

FOLDER = Path(__file__).parent
DOMAINS = {
    "messages": ["-F", "locales/babel.cfg"],
    "staff": ["-F", "locales/staff.cfg", "--no-default-keywords", "-k", "_ S_ ngettext:1,2"],
}


def extract(domain: str, into: Path) -> None:
    """Collect a domain's messages from the source into a template file."""
    options = [*DOMAINS[domain], "--sort-by-file", "--no-location", "--omit-header", "-o", str(into)]
    command = [str(Path(sys.executable).parent / "pybabel"), "-q", "extract", *options, "."]
    subprocess.run(command, cwd=FOLDER.parent, check=True)


def merge(catalogue: Path, template: polib.POFile) -> None:
    """Take new messages in and drop those that are gone; keep translations and the template's order."""
    old = polib.pofile(str(catalogue), wrapwidth=100)
    known = {entry.msgid: entry for entry in old if not entry.obsolete}
    merged = polib.POFile(wrapwidth=100)
    merged.metadata, merged.header = old.metadata, old.header
    for new in template:
        kept = known.get(new.msgid)
        if kept is not None and kept.msgid_plural == new.msgid_plural:
            new.msgstr, new.msgstr_plural, new.tcomment = kept.msgstr, kept.msgstr_plural, kept.tcomment
        merged.append(new)
    merged.save(str(catalogue))


if __name__ == "__main__":
    for name in DOMAINS:
        extract(name, FOLDER / f"{name}.pot")
        for path in sorted(FOLDER.glob(f"*/LC_MESSAGES/{name}.po")):
            merge(path, polib.pofile(str(FOLDER / f"{name}.pot")))
