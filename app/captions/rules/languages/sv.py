"""Swedish: which words keep their neighbours."""

from app.captions.rules.languages import Language, words_of

_ARTICLES = """
    en ett den det de dom denna detta dessa min mitt mina din ditt dina sin sitt sina vår vårt våra er
    ert era hans hennes dess deras varje någon något några nån nåt ingen inget inga all allt alla annan
    annat andra samma vilken vilket vilka hela halva båda bägge själva flera många få fler färre flest
    sådan sådant sådana varsin egen eget egna mången vardera ena
"""

_PREPOSITIONS = """
    i på av för med till från om hos vid under över mellan genom mot utan efter före sedan sen bland
    inom utom utanför innanför ovanför nedanför bredvid bakom framför längs kring omkring runt åt ur
    ifrån per via enligt trots angående beträffande gentemot oavsett inklusive förutom undan uppför
    nerför hos utöver inför nära
"""

_CONJUNCTIONS = """
    och eller men att som om när eftersom därför medan innan samt fast fastän huruvida ifall ju desto än
    både varken antingen dels såväl vare så då där dit vad vem hur varför vart var likt liksom såsom
    tills förrän även bara
"""

_AUXILIARIES = """
    är var vore har hade kan kunde ska skall skulle vill ville måste får fick fått bör borde blir blev
    bli bliva vara ha kunnat vilja kunna få låt låter lät lär må brukar brukade kommer orkar hinner
    vågar slipper behöver råkar tänker börjar började slutar försöker försökte försök
"""

_NEGATIONS = "inte ej icke aldrig knappt knappast"

_DEGREES = """
    mycket väldigt ganska rätt lite litet mer mera mest mindre minst alltför ytterst helt nästan ungefär
    cirka omkring högst drygt knappt lika jätte riktigt
"""

_NUMBERS = """
    noll två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton
    nitton tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra tusen en halv ett halvt
"""

_TITLES = "doktor dr professor prof herr fru fröken"

_PROFESSIONS = """
    läkare läkaren sjuksköterska sjuksköterskan fysioterapeut fysioterapeuten arbetsterapeut arbetsterapeuten
    psykolog psykologen kurator kuratorn överläkare överläkaren rektor chefen
    tolken ledaren
"""

_PRONOUNS = "jag du han hon hen vi ni man"

_ADJECTIVES = """
    stor stort stora liten lilla små ny nytt nya gammal gammalt gamla god gott goda bra viktig viktigt
    viktiga lång långt långa kort korta svår svårt svåra lätt lätta lugn lugnt lugna trygg tryggt trygga
    stark starkt starka svag svagt svaga djup djupt djupa långvarig långvarigt långvariga akut akuta
    kronisk kroniskt kroniska vanlig vanligt vanliga olika möjlig möjligt möjliga enkel enkelt enkla hög
    högt höga låg lågt låga varm varmt varma kall kallt kalla bästa sämsta största minsta första andra
    tredje fjärde femte sista nästa förra senaste hel helt tidig tidiga sen sena svensk svenskt svenska
    personlig personligt personliga daglig dagligt dagliga medicinsk medicinskt medicinska fysisk
    fysiskt fysiska social socialt sociala tung tungt tunga ond onda dålig dåligt dåliga fin fint fina
    rak rakt raka mjuk mjukt mjuka vissa viss visst ledig lediga fri fritt fria ung unga hård hårt hårda
    snabb snabbt snabba långsam långsamma jämn jämna regelbunden regelbundna kraftig kraftiga ömma öm
    spända spänd ordentlig ordentliga
"""

_PAIRS = (
    "grund av",
    "hjälp av",
    "form av",
    "stället för",
    "del av",
    "tack vare",
    "bland annat",
    "framför allt",
    "till exempel",
    "det vill",
    "vill säga",
    "i dag",
    "lika väl",
    "olika slags",
    "ont i",
    "rädd för",
    "rätt till",
    "hänger ihop",
    "tar hand",
    "ta hand",
    "hand om",
    "flera gånger",
)

LANGUAGE = Language(
    holds_next=words_of(
        " ".join((_ARTICLES, _PREPOSITIONS, _CONJUNCTIONS, _AUXILIARIES, _NEGATIONS, _NUMBERS, _TITLES))
    ),
    holds_previous=words_of("upp ut in ner ned bort fram ihop iväg igång tillbaka loss isär undan"),
    leans_back=words_of("inte sig dig mig"),
    opens=words_of(
        f"{_PREPOSITIONS} och eller men att som om när eftersom därför medan innan samt fast fastän"
        " så där då hur vad varför tills än ifall"
    ),
    describes=words_of(f"{_DEGREES} {_ADJECTIVES}"),
    subjects=words_of(_PRONOUNS),
    verb_endings=("r", "de", "te", "s", "å", "ck", "ig", "gg", "v", "tt"),
    titles=words_of(_PROFESSIONS),
    pairs=frozenset((first, second) for first, second in (pair.split() for pair in _PAIRS)),
    before_numbers=words_of(
        "klockan kl nummer nr lektion vecka kapitel sida rum steg dag år fas del fråga punkt bild övning"
        " telefon ring nivå"
    ),
    abbreviations=words_of("kl nr t.ex bl.a dvs d.v.s s.k fr.o.m t.o.m ca dr prof st tel p.g.a"),
)
"""What Swedish holds together."""
