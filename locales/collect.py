"""Merges the collected messages into every language's catalogue: `make messages`.

Babel's own update writes dates and names into each header, which makes two translators' branches conflict in
a line that nobody wrote. Here the header stays as it is: the plural rule in it is ours (ARCHITECTURE.md,
traps).
"""

from pathlib import Path

import polib

FOLDER = Path(__file__).parent


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
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        merge(path, polib.pofile(str(FOLDER / "messages.pot")))
