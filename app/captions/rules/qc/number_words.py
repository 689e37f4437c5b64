"""Words for numbers and units in the four languages, as far as they cannot be taken for other words."""

from typing import Final

NUMBERS: Final = {
    "sv": "två:2 tre:3 fyra:4 fem:5 sex:6 sju:7 åtta:8 nio:9 tio:10 elva:11 tolv:12",
    "so": (
        "laba:2 labo:2 labada:2 saddex:3 saddexda:3 afar:4 afarta:4 shan:5 shanta:5 lix:6 lixda:6 "
        "toddoba:7 toddobada:7 siddeed:8 siddeedda:8 sagaal:9 sagaalka:9 toban:10 tobanka:10"
    ),
    "ar": (
        "اثنان:2 اثنين:2 اثنتان:2 اثنتين:2 ثلاث:3 ثلاثة:3 أربع:4 أربعة:4 خمس:5 خمسة:5 ست:6 ستة:6 "
        "سبع:7 سبعة:7 ثمان:8 ثماني:8 ثمانية:8 تسع:9 تسعة:9 عشر:10 عشرة:10 اثنا:2 اثني:2 اثنتا:2 "
        "اثنتي:2"
    ),
    "ti": (
        "ክልተ:2 ሰለስተ:3 ኣርባዕተ:4 አርባዕተ:4 ሓሙሽተ:5 ሽዱሽተ:6 ሹድሽተ:6 ሸውዓተ:7 ሾብዓተ:7 ሸሞንተ:8 ሾሞንተ:8 ትሽዓተ:9 ትሸዓተ:9 ዓሰርተ:10"
    ),
}
"""From two to twelve, as word:value; the parts of compounds are joined by the reader."""

SOFT_NUMBERS: Final = {
    "sv": "en:1 ett:1 båda:2 halv:0.5 halva:0.5 dubbelt:2",
    "so": "hal:1 kow:1 mid:1 badh:0.5",
    "ar": (
        "واحد:1 واحدة:1 أحد:1 إحدى:1 مرة:1 مرتين:2 مرتان:2 يومين:2 يومان:2 ساعتين:2 ساعتان:2 "
        "دقيقتين:2 دقيقتان:2 أسبوعين:2 أسبوعان:2 شهرين:2 شهران:2 سنتين:2 سنتان:2 عامين:2 عامان:2 "
        "حبتين:2 حبتان:2 قرصين:2 قرصان:2 نصف:0.5"
    ),
    "ti": "ሓደ:1 ሓንቲ:1 ሓንሳብ:1 ክልቲኡ:2 ክልተኡ:2 ፍርቂ:0.5",
}
"""One, a half and the Arabic dual: they may stand for a digit, but often are no number at all."""

UNITS: Final = {
    "mg": (
        "mg milligram ملغ ملغم مغ ملجم مجم مليغرام ملليغرام مليجرام ملليجرام ميليغرام miligaraam "
        "milligaraam ሚግ ሚሊግራም"
    ),
    "µg": "µg μg mcg mikrogram ميكروغرام ميكروجرام maykrogaraam mikrogaraam ማይክሮግራም",
    "g": "g gram غ غم غرام غراما جرام جم garaam ግራም",
    "kg": "kg kilo kilogram كغ كغم كجم كيلو كيلوغرام كيلوجرام kiilo kiilogaraam ኪሎ ኪሎግራም",
    "ml": "ml milliliter مل ملل مليلتر ملليلتر ميليلتر mililitir ሚሊሊተር ሚሊሊትር",
    "l": "l liter لتر litir ሊተር ሊትሮ",
    "cm": "cm centimeter سم سنتيمتر sm sentimitir ሴሜ ሴንቲሜተር ሰንቲሜተር",
    "km": "km kilometer كم كيلومتر kiilomitir ኪሜ ኪሎሜተር",
    "%": "% ٪ procent بالمئة بالمائة boqolkiiba ሚእታዊት",
    "kr": "kr kronor krona كرون كرونة كرونا koron karoon ክሮነር ክሮና",
    "second": "sekund sekunder ثانية ثوان ثواني ثانيتين ilbiriqsi ilbidhiqsi ካልኢት ሰከንድ",
    "minute": (
        "min minut minuter minuters دقيقة دقائق دقيقتين دقيقتان daqiiqo daqiiqad daqiiqadood "
        "daqiiqadaha ደቒቕ ደቒቓ ደቓይቕ ደቂቕ ደቓይቅ ደቂቃ"
    ),
    "hour": ("h tim timme timmar timmars ساعة ساعات ساعتين ساعتان saac saacad saacadood saacadaha ሰዓት ሰዓታት"),
    "day": ("dag dagar dagars dygn يوم أيام يوما يومين يومان maalin maalmood maalmo maalinta ለይቲ መዓልቲ መዓልታት"),
    "week": (
        "vecka veckor veckors أسبوع أسابيع أسبوعا أسبوعين أسبوعان toddobaad toddobaadka usbuuc "
        "asbuuc usbuucyo ሰሙን ሰሙናት ሰሙናዊ"
    ),
    "month": "månad månader månaders شهر أشهر شهور شهرا شهرين شهران bil bilood bilo ወርሒ ኣዋርሕ አዋርሕ",
    "year": (
        "år سنة سنوات سنين عام أعوام عاما سنتين عامين sano sanno sanad sannad sanadood sannadood ዓመት ዓመታት"
    ),
}
"""By unit, its signs and words in all four languages."""

HARD_UNITS: Final = frozenset({"mg", "µg", "g", "kg", "ml", "l", "cm", "km", "%"})
"""Units that a translation must show; the words of time bend too much to demand them."""
