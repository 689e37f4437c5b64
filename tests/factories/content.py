"""A small content folder, as writers and translators would leave it: one course, three lessons, two words."""

from dataclasses import dataclass
from pathlib import Path

from app.content.actions import stamp_document, stamp_term_bank
from app.content.models.documents import SOURCE, Block, Kind, State
from app.content.queries.library import load_library
from app.content.rules.blocks import blocks_of
from tests.content.files import source_lesson, source_page, translation, write

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30"/></svg>\n'
LESSON = """<!-- b:head1 -->
## Ta det lugnt

<!-- b:wrds2 -->
En [jämn takt](term:pacing) hjälper dig varje dag.

<!-- b:pct34 -->
::: figure
![Tre steg uppåt.](/media/figures/steps.svg)

Ett steg i taget.
:::

<!-- b:exrc5 -->
::: exercise minutes=5 in=4 out=6
**Andas lugnt**

1. Sätt dig skönt.
2. Andas in.
:::

<!-- b:chck6 -->
::: check
Vad hjälper dig mest?

- [x] Att ta paus.

  Ja, precis.

- [ ] Att göra allt nu.

  Det är lätt att vilja.
:::

<!-- b:key77 -->
::: key
Lite varje dag.
:::

<!-- b:safe8 safety -->
Ring 112 om det är fara för livet.

<!-- b:ta1k9 -->
::: lecture id=talk-about-pain
Ett föredrag om smärta.
:::

<!-- b:rest0 -->
Vila är viktigt.
"""
ARABIC_LESSON = """<!-- b:head1 -->
## على مهل

<!-- b:wrds2 -->
[الجهد المتوازن](term:pacing) يساعدك كل يوم.

<!-- b:pct34 -->
::: figure
![ثلاث درجات إلى أعلى.](/media/figures/steps.svg)

درجة بعد درجة.
:::

<!-- b:exrc5 -->
::: exercise minutes=5 in=4 out=6
**تنفس بهدوء**

1. اجلس مرتاحًا.
2. خذ نفسًا.
:::

<!-- b:chck6 -->
::: check
ما الذي يساعدك أكثر؟

- [x] أن آخذ استراحة.

  نعم، تمامًا.

- [ ] أن أعمل كل شيء الآن.

  من السهل أن نريد ذلك.
:::

<!-- b:key77 -->
::: key
قليل كل يوم.
:::

<!-- b:safe8 safety -->
اتصل على 112 إذا كان هناك خطر على الحياة.

<!-- b:ta1k9 -->
::: lecture id=talk-about-pain
محاضرة عن الألم.
:::
"""
TERMS = """- id: pacing
  term: jämn takt
  explanation: Att göra ungefär lika mycket varje dag.
  say: JÄMN TAKT
- id: pause
  term: paus
  explanation: En stund av vila.
  say: PAUS
"""
ARABIC_TERMS = """- id: pacing
  term: الجهد المتوازن
  explanation: أن تعمل المقدار نفسه تقريبًا كل يوم.
  say: يمن تاكت
"""


@dataclass(frozen=True)
class ContentFolder:
    """Where the files of one test lie, and what tools do to them."""

    root: Path

    @property
    def content(self) -> Path:
        return self.root / "content"

    @property
    def media(self) -> Path:
        return self.root / "media"

    def write(self, path: str, text: str) -> Path:
        return write(self.content, path, text)

    def stamp(self, lang: str, kind: Kind, name: str, state: State = State.MACHINE) -> None:
        """Record that a translation follows its source as it is now."""
        source = load_library(self.content).documents[kind, name, SOURCE]
        target = self.content / lang / kind.value / f"{name}.md"
        stamp_document(target, source, translator="anna", state=state)

    def stamp_terms(self, lang: str, state: State = State.MACHINE) -> None:
        """Record the same of a language's words."""
        source = load_library(self.content).terms[SOURCE]
        stamp_term_bank(self.content / lang / "terms.yaml", source, translator="anna", state=state)

    def block(self, lang: str, name: str, block_id: str) -> Block:
        """Give one block of a lesson as it is read now."""
        document = load_library(self.content).documents[Kind.LESSON, name, lang]
        (found,) = (block for block in blocks_of(document) if block.id == block_id)
        return found


def small_content(root: Path, *, state: State = State.MACHINE) -> ContentFolder:
    """Write the folder: Swedish whole, Arabic in one state without its last block, no Somali, no Tigrinya."""
    folder = ContentFolder(root)
    write(folder.media, "figures/steps.svg", SVG)
    folder.write("sv/courses/pain-school.md", source_page("<!-- b:crs11 -->\nEn kurs.\n", name="pain-school"))
    folder.write("sv/lessons/pacing.md", source_lesson(LESSON, name="pacing", order=1))
    folder.write("sv/lessons/sleep.md", source_lesson("", name="sleep", order=2))
    folder.write(
        "sv/lessons/moving.md", source_lesson("<!-- b:mv111 -->\nRör dig.\n", name="moving", order=3)
    )
    folder.write("sv/pages/about.md", source_page("<!-- b:abt11 -->\nOm oss.\n", name="about"))
    folder.write("sv/terms.yaml", TERMS)
    folder.write("ar/lessons/pacing.md", translation(ARABIC_LESSON, name="pacing"))
    folder.write("ar/terms.yaml", ARABIC_TERMS)
    folder.stamp("ar", Kind.LESSON, "pacing", state)
    folder.stamp_terms("ar", state)
    return folder
