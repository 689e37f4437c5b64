"""Stamping: records are written, everything else is left as it was."""

from itertools import count

import pytest

from app.content.models.documents import Record, State, Term
from app.content.rules.blocks import body_of
from app.content.rules.canonical import digest, digest_term, digest_words
from app.content.rules.records import parse_field_record
from app.content.rules.stamping import (
    Stamp,
    StampError,
    add_markers,
    ids_in,
    restamped,
    stamp_blocks,
    stamp_fields,
    stamp_terms,
)
from tests.content.files import block, document, record

MACHINE = Stamp("tool", State.MACHINE, "some-engine")
REVIEWED = Stamp("omar", State.NEEDS_REVIEW)
APPROVED = Stamp("leyla", State.APPROVED)
S, T, OLD = "1111111111", "2222222222", "0000000000"


@pytest.mark.parametrize(
    ("before", "stamp", "after"),
    [
        ("b:7k2mf", MACHINE, f"b:7k2mf s:{S} t:{T} machine @tool mt:some-engine"),
        ("b:7k2mf safety", MACHINE, f"b:7k2mf safety s:{S} t:{T} machine @tool mt:some-engine"),
        (f"b:7k2mf s:{S} t:{T} machine @anna", MACHINE, None),
        (f"b:7k2mf s:{S} t:{T} needs_review @anna", MACHINE, None),
        (f"b:7k2mf s:{S} t:{T} approved @anna @leyla", MACHINE, None),
        (f"b:7k2mf s:{OLD} t:{T} approved @anna @leyla", MACHINE, None),
        (f"b:7k2mf s:{S} t:{OLD} approved @anna @leyla", REVIEWED, None),
        (
            f"b:7k2mf s:{OLD} t:{T} machine @anna mt:x",
            MACHINE,
            f"b:7k2mf s:{S} t:{T} machine @tool mt:some-engine",
        ),
        (
            f"b:7k2mf s:{S} t:{OLD} needs_review @anna @leyla",
            REVIEWED,
            f"b:7k2mf s:{S} t:{T} needs_review @omar",
        ),
        (f"b:7k2mf s:{S} t:{T} machine @anna mt:x", REVIEWED, f"b:7k2mf s:{S} t:{T} needs_review @omar"),
        (f"b:7k2mf s:{S} t:{T} needs_review @anna", APPROVED, f"b:7k2mf s:{S} t:{T} approved @anna @leyla"),
        (f"b:7k2mf s:{S} t:{T} needs_review @leyla", APPROVED, f"b:7k2mf s:{S} t:{T} approved @leyla"),
        (f"b:7k2mf s:{S} t:{T} needs_review", APPROVED, f"b:7k2mf s:{S} t:{T} approved @leyla"),
        (f"b:7k2mf s:{OLD} t:{T} approved @anna", APPROVED, f"b:7k2mf s:{S} t:{T} approved @leyla"),
    ],
)
def test_restamped(before: str, stamp: Stamp, after: str | None) -> None:
    old = record(before)
    new = restamped(old, stamp, follows=S, text_hash=T)
    assert new == (old if after is None else record(after))
    assert restamped(new, stamp, follows=S, text_hash=T) is new


TEXT = "\n<!-- b:7k2mf -->\nأ\n\n<!-- b:q0d4x -->\r\nب\r\n\n<!-- b:nnnnn -->\nج\n\n<!-- b:+zzzzz local -->\nد"


def test_stamp_blocks_changes_markers_of_known_blocks_only() -> None:
    source = (block("A"), block("B", marker="b:q0d4x"))
    target = body_of(document(TEXT.replace("\r\n", "\n"), lang="ar")).blocks
    stamped = stamp_blocks(TEXT, source, target, MACHINE)
    words = "machine @tool mt:some-engine"
    assert stamped == TEXT.replace(
        "<!-- b:7k2mf -->", f"<!-- b:7k2mf s:{digest('A')} t:{digest('أ')} {words} -->"
    ).replace("<!-- b:q0d4x -->", f"<!-- b:q0d4x s:{digest('B')} t:{digest('ب')} {words} -->")


def test_stamp_blocks_of_joined_blocks() -> None:
    source = (block("A"), block("B", marker="b:q0d4x"))
    text = "<!-- b:7k2mf+q0d4x -->\nأ"
    stamped = stamp_blocks(text, source, body_of(document(text, lang="ar")).blocks, REVIEWED)
    both = digest("A\n\nB")
    marker = stamped.partition("\n")[0]
    assert marker == f"<!-- b:7k2mf+q0d4x s:{both} t:{digest('أ')} needs_review @omar -->"


def test_stamp_blocks_refuses_odd_line_ends() -> None:
    text = "\r<!-- b:7k2mf -->\rأ"
    target = body_of(document(text.replace("\r", "\n"), lang="ar")).blocks
    with pytest.raises(StampError, match="do not end in one way"):
        stamp_blocks(text, (block("A"),), target, MACHINE)


FRONT = "---\nid: a\nlang: ar\ntitle: أ\nsummary: ب\nl10n:\n  schema: 1\n  variant: ER\n---\n\nbody\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["  ", "    "])
def test_stamp_fields_adds_base_and_records(newline: str, indent: str) -> None:
    text = FRONT.replace("  ", indent).replace("\n", newline)
    values = {"title": ("A", "أ"), "summary": ("B", "ب")}
    stamped = stamp_fields(text, values, {}, stamp=MACHINE, base="a" * 40)
    words = "machine @tool mt:some-engine"
    added = (
        f"  base: {'a' * 40}\n  fields:\n"
        f"    title: s:{digest_words('A')} t:{digest_words('أ')} {words}\n"
        f"    summary: s:{digest_words('B')} t:{digest_words('ب')} {words}\n"
    )
    expected = FRONT.replace("  variant: ER\n", f"  variant: ER\n{added}")
    assert stamped == expected.replace("  ", indent).replace("\n", newline)
    records = {"title": parse_field_record(f"s:{digest_words('A')} t:{digest_words('أ')} {words}", 1)}
    assert stamp_fields(stamped, values, records, stamp=MACHINE, base="a" * 40) == stamped


def test_stamp_fields_keeps_an_approved_title() -> None:
    approved = Record(follows=OLD, text_hash=OLD, state=State.APPROVED, translators=("anna",))
    stamped = stamp_fields(FRONT, {"title": ("A", "أ")}, {"title": approved}, stamp=MACHINE, base="a" * 40)
    assert f"    title: s:{OLD} t:{OLD} approved @anna\n" in stamped


@pytest.mark.parametrize("l10n", ["l10n: {schema: 1}\n", ""])
def test_stamp_fields_needs_l10n_on_lines(l10n: str) -> None:
    text = f"---\nid: a\n{l10n}---\n"
    with pytest.raises(StampError, match="no line 'l10n:'"):
        stamp_fields(text, {}, {}, stamp=MACHINE, base="a" * 40)


TERMS = """# Ord
- id: nerve
  term: عصب
  explanation: خيط
  say: نيرف

# more
- id: brain
  term: دماغ
  say: x
  explanation: y"""


def test_stamp_terms_adds_a_record_to_known_entries() -> None:
    nerve, other = (
        Term("nerve", "nerv", "Tråd.", say="NERV"),
        Term("nerve", "عصب", "خيط", say="نيرف"),
    )
    words = f"s:{digest_term(nerve)} t:{digest_term(other)} needs_review @omar"
    expected = TERMS.replace("  say: نيرف\n", f"  say: نيرف\n  record: {words}\n")
    stamped = stamp_terms(TERMS, {"nerve": nerve}, {"nerve": other}, REVIEWED)
    assert stamped == expected
    replaced = stamp_terms(stamped.replace(words, "x"), {"nerve": nerve}, {"nerve": other}, REVIEWED)
    assert replaced == expected


def test_stamp_terms_at_the_end_of_the_file() -> None:
    term = Term("brain", "hjärna", "y", say="x")
    stamped = stamp_terms(TERMS, {"brain": term}, {"brain": term}, REVIEWED)
    assert stamped.startswith(f"{TERMS}\n  record: s:")


def test_stamp_terms_needs_entries_that_begin_with_id() -> None:
    with pytest.raises(StampError, match="line 1: an entry must begin"):
        stamp_terms("- term: x\n  id: a\n", {}, {}, REVIEWED)


def test_add_markers_above_every_unmarked_block() -> None:
    numbers = count(1)
    text = "---\nid: a\n---\n\nA\nB\n\n<!-- b:7k2mf -->\n## C\n\n- D\n\n  E\n::: key\nF\n:::\n\n> G\n"
    numbered, added = add_markers(text, 4, lambda: f"0000{next(numbers)}")
    assert added == 4
    assert numbered == (
        "---\nid: a\n---\n\n<!-- b:00004 -->\nA\nB\n\n<!-- b:7k2mf -->\n## C\n\n"
        "<!-- b:00003 -->\n- D\n\n  E\n"
        "<!-- b:00002 -->\n::: key\nF\n:::\n\n<!-- b:00001 -->\n> G\n"
    )
    assert add_markers(numbered, 4, lambda: "xxxxx") == (numbered, 0)


def test_add_markers_keeps_line_ends_and_leaves_monsters() -> None:
    assert add_markers("A\r\n\r\nB", 1, lambda: "00000") == (
        "<!-- b:00000 -->\r\nA\r\n\r\n<!-- b:00000 -->\r\nB",
        2,
    )
    monster = ">" * 30_000
    assert add_markers(monster, 1, lambda: "00000") == (monster, 0)


def test_ids_in() -> None:
    assert ids_in("<!-- b:7k2mf+q0d4x -->\nabcde\n<!-- b:zzzzz draft") == {"7k2mf", "q0d4x"}
