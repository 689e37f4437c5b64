"""Tigrinya: which words keep their neighbours; the verb comes last, so a clause's auxiliary clings to what is
before it."""

from app.captions.rules.languages import Language, words_of

_BEFORE = """
    ናብ ካብ ምስ ኣብ ብዛዕባ ከም ከምቲ ከምኡ ክሳብ ክሳዕ ስለ ብዘይ ቅድሚ ድሕሪ ትሕቲ ልዕሊ ኣብቲ ካብቲ ናብቲ ምስቲ ኣብዚ ካብዚ ናብዚ ብቲ ነቲ ነታ በቲ
    በታ ብምኽንያት መንጎ ንምንታይ ከመይ እንታይ መን ኣበይ
"""

_POINTERS = "እቲ እታ እቶም እተን እዚ እዛ እዚኦም እዚኤን እቲኦም ነዚ ነዛ በዚ በዛ ኩሉ ኩላ ኩሎም ሓደ ሓንቲ ሕድሕድ ገለ ብዙሕ ብዙሓት ካልእ ካልኦት"

_CONJUNCTIONS = "ወይ ወይከኣ ወይ'ውን ግን እንተ እንተዘይ ምኽንያቱ ስለዝኾነ ስለዚ ከምዝኾነ ኣይ ክንዲ እምበር"

_NUMBERS = "ክልተ ሰለስተ ኣርባዕተ ሓሙሽተ ሽዱሽተ ሸውዓተ ሸሞንተ ትሽዓተ ዓሰርተ ዕስራ ሰላሳ ኣርብዓ ሓምሳ ስሳ ሰብዓ ሰማንያ ቴስዓ ሚእቲ ሽሕ ፍርቂ"

LANGUAGE = Language(
    holds_next=words_of(f"{_BEFORE} {_POINTERS} {_CONJUNCTIONS} {_NUMBERS} ዶክተር ኣይተ ወይዘሮ ሰዓት ቁጽሪ"),
    holds_previous=words_of(
        "እዩ እያ እዮም እየን ኢዩ ኢያ ኢዮም ኢኻ ኢኺ ኢኹም ኢና ኢየ ኣሎ ኣላ ኣለዉ ኣለዋ ኣለካ ኣለኪ ኣለኩም ኣለና ነበረ ነበረት ነበሩ ኔሩ ኔራ ይኽእል \
ትኽእል ይግባእ ኣይኮነን የብሉን ድማ ከኣ ውን"
    ),
    opens=words_of(f"{_BEFORE} {_CONJUNCTIONS}"),
    before_numbers=words_of("ሰዓት ቁጽሪ ትምህርቲ ሰሙን ገጽ ክፍሊ መዓልቲ"),
    abbreviations=words_of("ዶ/ር"),
)
"""What Tigrinya holds together."""
