"""Somali: which words keep their neighbours (articles are endings, so the short particles matter most)."""

from app.captions.rules.languages import Language, words_of

_PARTICLES = """
    waa waxaa waxay waxuu wuxuu waxaan waxaad waxaynu waxaannu waxa wuu way waan waad waynu waannu ayaa
    ayay ayuu ayaan ayaad baa buu bay baan baad ma miyaa aan aanu aanay aad uu ay aynu aannu ha in inuu
    inay inaan inaad ka ku u la soo sii kala isu iska isku is loo lagu laga lala kuu kaa noo naga nagu
    idiin ii iga igu
"""

_CONJUNCTIONS = """
    iyo oo ee ama se laakiin laakiinse balse haddii hadduu hadday haddaad marka markii sababtoo maxaa
    yeelay si sida inta intii kolka xataa xitaa mise kaas taas kan tan kuwa kuwan kuwaas
"""

_PLACES = "dhexdeeda hoos kor ilaa tan hore gudaha dibadda ku-saabsan sida"

_NUMBERS = """
    hal kow laba saddex afar shan lix toddoba todoba sideed sagaal toban labaatan soddon afartan konton
    lixdan toddobaatan siddeetan sagaashan boqol kun
"""

LANGUAGE = Language(
    holds_next=words_of(
        f"{_PARTICLES} {_CONJUNCTIONS} {_PLACES} {_NUMBERS} aad mid kasta dr dhakhtar mudane marwo saacadda"
    ),
    holds_previous=words_of("kasta waayo dambe"),
    opens=words_of(f"{_CONJUNCTIONS} in inuu inay inaan inaad"),
    before_numbers=words_of("saacadda lambarka lambar casharka toddobaadka bogga qolka maalinta"),
    abbreviations=words_of("dr iwm tus"),
)
"""What Somali holds together."""
