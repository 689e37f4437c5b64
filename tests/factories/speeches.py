"""Sentences for synthetic lectures, Swedish and Arabic: from our own lessons, or put together from parts."""

import random
import re
from functools import cache
from pathlib import Path

CONTENT = Path(__file__).parents[2] / "content"

_SV = {
    "subject": (
        "kroppen|nervsystemet|hjärnan|en lugn promenad|den långvariga smärtan|"
        "vår fysioterapeut Anna Lindgren|du som har ont varje dag|sömnen|muskulaturen|din familj|"
        "hela gruppen|Försäkringskassan|doktor Karin Ek|smärtrehabiliteringen|en vanlig arbetsdag|"
        "den som vilar för mycket|arbetsförmågebedömningen|ryggen|man|jag|vi|du"
    ),
    "verb": (
        "behöver|kan påverka|ska få|brukar ge|har länge haft|skyddar|förändrar|hjälper|"
        "måste inte vara|vill gärna förstå|lär sig|märker|har redan visat|tränar upp|stänger inte av|"
        "glömmer aldrig|talar om|behåller"
    ),
    "object": (
        "larmsystemet|en jämn takt|tio minuters rörelse|den egna orken|mer kunskap om smärta|"
        "små steg|vardagen|andningen|självkänslan|rörelserädslan|en plan för de sämre dagarna|"
        "två tabletter om 500 mg|återhämtningen|sina gamla vanor|det stora sammanhanget|"
        "läkemedelsbehandlingen|5 procent mer ork|trötthet, oro och ont i kroppen"
    ),
    "adverbial": (
        "i dag|varje morgon|efter ungefär 20 minuter|i lugn och ro|tillsammans med andra|"
        "kl. 14 på torsdagar|under några veckor|hemma hos sig|utan att pressa sig|på ett tryggt sätt|"
        "i de flesta fall|från dag till dag|med hjälp av gruppen|två gånger i veckan|"
        "mellan de olika träffarna|trots att det känns svårt"
    ),
    "clause": (
        "eftersom nervsystemet har blivit känsligt|när du tar en paus i tid|"
        "om du rör dig lite varje dag|så att kroppen hinner med|även om det gör ont ibland|"
        "medan vi väntar på ett svar|som Erik Johansson sa förra veckan|"
        "för att larmet inte ska stängas av|fast skadan har läkt för länge sedan|"
        "därför att stress påverkar sömnen|vilket många av oss känner igen|"
        "innan vi börjar med övningarna"
    ),
    "opening": (
        "Ja, precis|Så här är det|Ett exempel|Välkomna tillbaka|Tack för det|Vi tar en kort paus|"
        "Känn efter nu|Det är inte farligt|Andas in|Och släpp|Hur känns det|Nu börjar vi"
    ),
}
_AR = {
    "subject": (
        "الجسم|الجهاز العصبي|الدماغ|الألم المزمن|المعالجة فاطمة حسن|المشي الهادئ|النوم الجيد|العائلة|"
        "الطبيب أحمد محمود|كل شخص منا|المجموعة كلها|التمرين البسيط|من يرتاح كثيرًا|العمل اليومي|"
        "الخوف من الحركة"
    ),
    "verb": (
        "يحتاج إلى|يمكن أن يغيّر|يساعد على|لا يعني دائمًا|يحمي|قد يزيد من|يتعلم مع الوقت|لم يعد يسبب|"
        "سوف يعطي|يشعر بأهمية|يجب أن يشمل|كان يخفف"
    ),
    "object": (
        "نظام الإنذار|خطوات صغيرة|عشر دقائق من الحركة|القدرة على العمل|المزيد من المعرفة|"
        "الحياة اليومية|التنفس الهادئ|خطة للأيام الصعبة|حبتين من 500 ملغ|التعب والقلق|"
        "الأدوية المناسبة|عادات جديدة في البيت|نسبة 5 بالمئة من الطاقة"
    ),
    "adverbial": (
        "كل يوم|في الصباح|بعد حوالي 20 دقيقة|مع الآخرين|من دون ضغط|في البيت|مرتين في الأسبوع|"
        "خلال بضعة أسابيع|بين اللقاءات|في الساعة 14|بمساعدة المجموعة|على نحو آمن"
    ),
    "clause": (
        "لأن الجهاز العصبي صار حساسًا|عندما تأخذ استراحة في وقتها|إذا تحركت قليلًا كل يوم|"
        "حتى يتمكن الجسم من الراحة|رغم أن الألم يعود أحيانًا|كما قلنا في الأسبوع الماضي|"
        "مع أن الإصابة شفيت منذ زمن|وهذا ما يعرفه كثيرون منا|قبل أن نبدأ بالتمارين|"
        "التي تحدثنا عنها أمس"
    ),
    "opening": (
        "نعم، تمامًا|أهلًا بكم|مثال على ذلك|هذا ليس خطرًا|لنأخذ استراحة|كيف تشعر الآن|تنفس بهدوء|شكرًا لكم"
    ),
}
_PARTS = {
    language: {k: v.split("|") for k, v in parts.items()} for language, parts in (("sv", _SV), ("ar", _AR))
}
_COMMA = {"sv": ",", "ar": "،"}
_ASK = {"sv": "?", "ar": "؟"}
_AND = {"sv": "och", "ar": "ثم"}


@cache
def lesson_sentences(language: str) -> tuple[str, ...]:
    """Every sentence of our own lessons, markup taken away."""
    found = []
    for path in sorted((CONTENT / language / "lessons").glob("*.md")):
        text = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        text = re.sub(r"<!--.*?-->|^:::.*$|!\[.*?\]\(.*?\)|^#.*$", "", text, flags=re.M | re.S)
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
        text = re.sub(r"^\s*(?:[-*]|\d+\.)\s+(?:\[.\]\s*)?", "", text, flags=re.M).replace("*", "")
        for paragraph in text.split("\n"):
            found += [
                part.strip()
                for part in re.split(r"(?<=[.!?؟])\s+", paragraph)
                if part.strip() and part.strip()[-1] in ".!?؟"
            ]
    return tuple(found)


def make_sentence(draw: random.Random, language: str) -> str:
    """One sentence of three to some thirty words."""
    parts = _PARTS[language]
    kind = draw.random()
    if kind < 0.15:
        return draw.choice(parts["opening"]) + draw.choice([".", ".", ".", "!", _ASK[language]])
    text = _clause(draw, parts)
    if kind > 0.4:
        text += draw.choice([_COMMA[language], ""]) + " " + draw.choice(parts["clause"])
    if kind > 0.75:
        text += f"{_COMMA[language]} {_AND[language]} {_clause(draw, parts)}"
    if kind > 0.95:
        text += " " + draw.choice(parts["clause"])
    return text[0].upper() + text[1:] + "."


def _clause(draw: random.Random, parts: dict[str, list[str]]) -> str:
    text = " ".join(draw.choice(parts[name]) for name in ("subject", "verb", "object"))
    return f"{text} {draw.choice(parts['adverbial'])}" if draw.random() < 0.6 else text
