"""Every lint rule finds what it is for and is silent on good text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from app.content.models.documents import Document, Kind, Term
from app.content.rules.blocks import body_of
from app.content.rules.front_matter import read_front_matter
from app.content.rules.lint import RULES, lint_sheet
from app.content.rules.lint.sheet import Surroundings, make_sheet
from tests.content.files import source_lesson, source_page, translation

PICTURES = {"/media/a.svg": None, "/media/a-ar.svg": None, "/media/b.svg": None}
TERMS = {
    "sv": {
        "nerve": Term("nerve", "nerv", "Tråd.", forms=("nerven", "nerver")),
        "tissue-damage": Term("tissue-damage", "skada i kroppen", "Trasig.", forms=("skada",)),
    },
    "ar": {"nerve": Term("nerve", "العصب", "خيط", forms=("أعصاب",), forbidden=("مجنون",))},
    "so": {"nerve": Term("nerve", "dareeme", "Xadhig.", forbidden=("waalan",))},
    "ti": {"nerve": Term("nerve", "መትኒ", "ፈትሊ።")},
}


HEADLINES = {
    "ar": ("ما هو الألم؟", "ستعرف كيف يعمل جهاز الإنذار."),
    "so": ("Waa maxay xanuun?", "Waxaad baran doontaa digniinta."),
    "ti": ("ቃንዛ እንታይ እዩ?", "ምልክት ከመይ ከም ዝሰርሕ።"),
}


def parsed(text: str, *, lang: str, kind: Kind = Kind.PAGE, name: str = "about") -> Document:
    front = read_front_matter(text, kind=kind, name=name, lang=lang, path=f"{lang}/p.md")
    assert not front.broken, front.problems
    values = dict(front.values)
    return Document(
        kind, name, lang, f"{lang}/p.md", **values, body=front.body.encode(), body_line=front.body_line
    )


@dataclass
class Case:
    """A Swedish text and, for a translation, the other; `front` replaces words of the front matter."""

    sv: str
    other: str | None = None
    lang: str = "ar"
    safety: bool = False
    kind: Kind = Kind.PAGE
    front: Mapping[str, str] = field(default_factory=dict)


def codes(case: Case) -> set[tuple[str, str]]:
    """The rules that find something in the Swedish file, or in the translation when there is one."""
    name = "pacing" if case.kind is Kind.LESSON else "about"
    marker = f"<!-- b:7k2mf{' safety' if case.safety else ''} -->\n"
    make = source_lesson if case.kind is Kind.LESSON else source_page
    text = make(marker + case.sv + "\n", name=name)
    other = translation(
        f"<!-- b:7k2mf s:{'0' * 10} t:{'0' * 10} machine @a -->\n{case.other}\n", lang=case.lang
    )
    title, summary = HEADLINES[case.lang]
    other = other.replace("ما هو الألم؟", title).replace("ستعرف كيف يعمل جهاز الإنذار.", summary)
    for old, new in case.front.items():
        text, other = (
            (text.replace(old, new), other) if case.other is None else (text, other.replace(old, new))
        )
    source = parsed(text, lang="sv", kind=case.kind, name=name)
    documents = {
        (case.kind, name): source,
        (Kind.COURSE, "pain-school"): source,
        (Kind.LESSON, "sleep"): source,
    }
    around = Surroundings(documents, PICTURES, TERMS)
    if case.other is None:
        sheet = make_sheet(source, body_of(source), text, source=None, around=around)
    else:
        target = parsed(other, lang=case.lang)
        sheet = make_sheet(target, body_of(target), other, source=(source, body_of(source)), around=around)
    return {(problem.rule, problem.level) for problem in lint_sheet(sheet)}


LONG = "Du kan vila en liten stund nu. Det är bra för dig."
AR = "يمكنك أن تستريح قليلا الآن. هذا جيد لك."
SO = "Waxaad nasan kartaa wax yar hadda. Taasi way kuu fiican tahay."
TI = "ሕጂ ንቑሩብ ግዜ ክትዓርፍ ትኽእል ኢኻ። ንዓኻ ጽቡቕ እዩ።"

GOOD = {
    "ar": Case(LONG, AR),
    "so": Case(LONG, SO, "so"),
    "ti": Case(LONG, TI, "ti"),
    "ti with old stops": Case(LONG, TI.replace("።", "፡፡"), "ti"),
    "swedish": Case(LONG),
    "swedish lesson": Case(LONG, kind=Kind.LESSON),
    "numbers": Case(
        "Ring 112 eller 08-123 45 67. Ta 1 000 mg, 1,5 ml.",
        "اتصل بالرقم 112 أو 08-123 45 67. خذ 1.000 mg و1.5 ml.",
    ),
    "safety": Case("Ta 2 x 500 mg kl 14:05.", "خذ 2 × 500 mg الساعة 14:05.", safety=True),
    "links": Case(
        "Läs [om oss](/sv/pages/about), [sömn](/sv/lessons/sleep#b-1), [1177](https://www.1177.se/a) "
        "och [ord](/sv/terms).",
        "اقرأ [عنا](/ar/pages/about)، [النوم](/ar/lessons/sleep#b-1)، [1177](https://www.1177.se/ar/) "
        "و[كلمات](/ar/terms).",
    ),
    "picture": Case("![En klocka](/media/a.svg)", "![جرس](/media/a.svg)"),
    "picture of its own": Case("![En klocka](/media/a.svg)", "![جرس](/media/a-ar.svg)"),
    "term": Case("Din nerv är trött.", "عصبك متعب."),
    "term linked": Case("Din [nerv](term:nerve) är trött.", "[خيطك](term:nerve) متعب."),
    "names": Case("Ring Försäkringskassan.", "اتصل بـ Försäkringskassan الآن."),
    "quoted swedish": Case("Vila.", "Naso (på svenska: vila och “får inte” också).", "so"),
    "escaped": Case("Skriv \\<namn> här."),
    "check": Case(
        "::: check\nVad?\n\n- [ ] Ett.\n\n  Nej.\n\n- [x] Två.\n\n  Ja.\n:::",
        "::: check\nماذا؟\n\n- [ ] واحد.\n\n  لا.\n\n- [x] اثنان.\n\n  نعم.\n:::",
    ),
    "placeholder": Case("Hej {name}.", "مرحبا {name}."),
    "numbers only": Case("112", "112"),
}

BAD = {
    "FM1 course": (Case(LONG, kind=Kind.LESSON, front={"pain-school": "other"}), ("FM1", "error")),
    "FM1 term": (Case(LONG, kind=Kind.LESSON, front={"terms: []": "terms: [nobody]"}), ("FM1", "error")),
    "ID1 unknown": (Case(LONG, AR, front={"b:7k2mf": "b:nnnnn"}), ("ID1", "error")),
    "ID1 unstamped": (
        Case(LONG, AR, front={" s:0000000000 t:0000000000 machine @a": ""}),
        ("ID1", "warning"),
    ),
    "ID1 local": (Case(LONG, AR, front={"b:7k2mf": "b:+7k2mf local"}), ("ID1", "warning")),
    "ST1 kind": (Case(LONG, f"> {AR}"), ("ST1", "error")),
    "ST1 level": (Case("## Vila", "### استراحة"), ("ST1", "error")),
    "ST1 table": (Case("|a|b|\n|-|-|\n|c|d|", "|أ|\n|-|\n|ج|"), ("ST1", "error")),
    "ST1 items": (Case("- a\n- b", "- أ"), ("ST1", "warning")),
    "ST1 right answer": (
        Case(
            "::: check\nVad?\n\n- [ ] A\n\n  B\n\n- [x] C\n\n  D\n:::",
            "::: check\nما؟\n\n- [x] ا\n\n  ب\n\n- [ ] ج\n\n  د\n:::",
        ),
        ("ST1", "error"),
    ),
    "ST1 attributes": (
        Case(
            "::: exercise minutes=3 in=4 out=6\n**A**\n\n- B\n:::",
            "::: exercise minutes=3 in=4 out=7\n**ا**\n\n- ب\n:::",
        ),
        ("ST1", "error"),
    ),
    "LK1 unsafe": (Case("[a](javascript:alert(1))"), ("LK1", "error")),
    "LK1 unknown term": (Case("[a](term:nobody)"), ("LK1", "error")),
    "LK1 unknown page": (Case("[a](/sv/pages/nowhere)"), ("LK1", "error")),
    "LK1 other language": (Case("[a](/ar/pages/about)"), ("LK1", "error")),
    "LK1 lacks": (Case("[Vila](https://x.se).", "استرح."), ("LK1", "error")),
    "LK1 adds": (Case("Vila.", "[استرح](https://x.se)."), ("LK1", "error")),
    "LK1 swedish page": (Case("[Vi](/sv/pages/about)", "[نحن](/sv/pages/about)"), ("LK1", "error")),
    "IM1 outside": (Case("![a](https://x.se/a.svg)"), ("IM1", "error")),
    "IM1 unknown": (Case("![a](/media/none.svg)"), ("IM1", "error")),
    "IM1 without words": (Case("![](/media/a.svg)"), ("IM1", "error")),
    "IM1 other picture": (Case("![En klocka](/media/a.svg)", "![جرس](/media/b.svg)"), ("IM1", "error")),
    "IM1 untranslated": (Case("![En klocka](/media/a.svg)", "![En klocka](/media/a.svg)"), ("IM1", "error")),
    "PH1": (Case("Hej {name}.", "مرحبا {اسم}."), ("PH1", "error")),
    "HT1 inline": (Case("Vila <b>nu</b>."), ("HT1", "error")),
    "HT1 block": (Case("<div>\nVila.\n</div>"), ("HT1", "error")),
    "HT1 in a container": (Case("::: key\n<b>Vila</b>\n:::"), ("HT1", "error")),
    "HT1 comment": (Case("Vila. <!-- nu -->"), ("HT1", "error")),
    "BI1": (Case("Vila\u202e nu."), ("BI1", "error")),
    "BI1 mark": (Case(LONG, AR + "\u200f"), ("BI1", "error")),
    "UC1 not composed": (Case("Va\u030arda."), ("UC1", "error")),
    "UC1 presentation form": (Case(LONG, AR.replace("لك", "\ufefb")), ("UC1", "warning")),
    "UC1 tatweel": (Case(LONG, AR.replace("جيد", "جيـــد")), ("UC1", "warning")),
    "UC1 zero width": (Case("Vi\u200bla."), ("UC1", "warning")),
    "SC1 untranslated": (Case(LONG, "Please rest now."), ("SC1", "error")),
    "SC1 half": (Case(LONG, "استرح الآن قليلا يا صديقي please rest"), ("SC1", "warning")),
    "SC2 persian": (Case(LONG, AR.replace("يمكنك", "یمکنک")), ("SC2", "warning")),
    "SC2 swedish": (Case(LONG, SO + " Vila och gå.", "so"), ("SC2", "warning")),
    "SC2 letters": (Case(LONG, TI + " å", "ti"), ("SC2", "warning")),
    "SAME": (Case(LONG, LONG, "so"), ("SAME", "warning")),
    "LEN short": (Case(LONG, "استرح."), ("LEN", "warning")),
    "LEN long": (Case(LONG, AR * 3), ("LEN", "warning")),
    "NUM lacks": (Case("Gå 10 steg.", "امش خطوات."), ("NUM", "error")),
    "NUM adds": (Case("Gå.", "امش 10 خطوات."), ("NUM", "error")),
    "NUM twice": (Case("Gå 10 och 10 steg.", "امش 10 خطوات."), ("NUM", "error")),
    "PUN end": (Case("Vila nu.", "استرح الآن"), ("PUN", "warning")),
    "PUN question": (Case("Vila nu?", "استرح الآن."), ("PUN", "warning")),
    "PUN latin in arabic": (Case("Vila, gå sen.", "استرح, ثم امش."), ("PUN", "warning")),
    "PUN space before stop": (Case("Vila nu.", "ሕጂ ዕረፍ ።", "ti"), ("PUN", "warning")),
    "PUN no space after": (Case("Vila. Gå.", "ዕረፍ።ኪድ።", "ti"), ("PUN", "warning")),
    "TRM": (Case("Din nerv är trött.", "رأسك متعب."), ("TRM", "warning")),
    "TRM forbidden": (Case("Din nerv är trött.", "العصب والمجنون متعب."), ("TRM", "error")),
    "TRM forbidden in somali": (Case("Din nerv är trött.", "Dareeme waalan.", "so"), ("TRM", "error")),
    "SAF dose": (Case("Ta 2 x 500 mg.", "خذ 500 x 2 mg.", safety=True), ("SAF", "error")),
    "SAF phone": (Case("Ring 08-123 45 67.", "اتصل بالرقم 08-123 67 45.", safety=True), ("SAF", "error")),
    "DIG": (Case("Gå 10 steg.", "امش ١٠ خطوات."), ("DIG", "warning")),
    "READ lix": (
        Case(" ".join(["Smärtproblematiken understryker rehabiliteringsbehovet."] * 12)),
        ("READ", "warning"),
    ),
    "READ sentences": (
        Case(" ".join(["Du kan gå ut på en tur nu om du vill det för att må bra."] * 3)),
        ("READ", "warning"),
    ),
    "READ long block": (Case("Gå nu. " * 61), ("READ", "warning")),
    "READ items": (Case("- Gå.\n" * 10), ("READ", "warning")),
    "READ merged": (Case("Vila. Gå sen. Sov.", "استرح ثم امش ثم نم."), ("READ", "warning")),
    "READ translated": (Case("Vila. " * 6, " ".join(["نم"] * 40) + "."), ("READ", "warning")),
}


@pytest.mark.parametrize("case", GOOD.values(), ids=GOOD.keys())
def test_lint_sheet_is_silent_on_good_text(case: Case) -> None:
    assert codes(case) == set()


@pytest.mark.parametrize(("case", "expected"), BAD.values(), ids=BAD.keys())
def test_lint_sheet_finds(case: Case, expected: tuple[str, str]) -> None:
    assert expected in codes(case)


def test_bad_examples_cover_every_rule() -> None:
    assert {name.split()[0] for name in BAD} == RULES.keys()


def test_readability_of_staff_texts_may_be_harder() -> None:
    text = " ".join(["Gruppen ska ha en lugn start och ett mål tillsammans."] * 12)
    assert ("READ", "warning") in codes(Case(text))
    assert codes(Case(text, kind=Kind.TRAINING)) == set()


def test_front_matter_of_a_translation_without_source() -> None:
    target = parsed(translation(), lang="ar")
    sheet = make_sheet(target, body_of(target), translation(), source=None, around=Surroundings())
    assert [(problem.rule, problem.message) for problem in lint_sheet(sheet)] == [
        ("FM1", "there is no Swedish file with this name")
    ]


def test_front_matter_of_two_lessons_at_one_place() -> None:
    one, other = (
        parsed(source_lesson(name=name), lang="sv", kind=Kind.LESSON, name=name) for name in ("a", "b")
    )
    course = parsed(source_page(name="pain-school"), lang="sv", kind=Kind.COURSE, name="pain-school")
    documents = {(Kind.LESSON, "a"): one, (Kind.LESSON, "b"): other, (Kind.COURSE, "pain-school"): course}
    sheet = make_sheet(other, body_of(other), "", source=None, around=Surroundings(documents))
    assert [(problem.rule, problem.level, problem.message) for problem in lint_sheet(sheet)] == [
        ("FM1", "warning", "the lesson 'a' has the same place in the course (1)")
    ]
