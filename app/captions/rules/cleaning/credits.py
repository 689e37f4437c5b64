"""Phrases of subtitle credits that speech engines invent in silence, since they learned from films.

The lists grow: add what reviewers report, in small letters, without punctuation. Sources: the users' reports
of whisper, faster-whisper and Subtitle Edit (for example openai/whisper discussion 928), and the phrases that
Swedish and Arabic subtitlers sign with.
"""

from typing import Final

from app.captions.rules.cleaning.passages import fold

LONGEST: Final = 14
"""Words; a longer passage is talk in which the phrase may well belong."""

SURE: Final = tuple(
    fold(phrase)
    for phrase in (
        "undertexter av", "undertextning av", "undertexter från", "undertext av", "textning av", "textad av",
        "textning stina hedin", "btistudios", "bti studios", "iyuno", "svensk text", "svensktextning",
        "undertexter ai media", "amara org", "textning nu", "undertexterna är gjorda av", "översättning av",
        "översatt av", "teksting av", "undertekster av", "tekstet af", "danske tekster", "norsk tekst",
        "ترجمة نانسي قنقر", "نانسي قنقر", "ترجمة وتدقيق", "تمت الترجمة", "ترجمة الفيديو", "الترجمة بواسطة",
        "ترجمة شركة", "تعديل التوقيت", "موقع ترجمة", "turjumaad", "turjumay", "waxaa turjumay",
        "qoraalka hoose", "ትርጉም ብ", "ኣስተርጓሚ ብ", "subtitles by", "subtitled by", "captions by",
        "captioned by", "transcribed by", "translated by", "transcription by", "subtitle by",
        "subs by", "opensubtitles", "addic7ed",
    )
)  # fmt: skip
"""Nobody says these in a lecture; doubtful wherever they stand in a short passage."""

UNSURE: Final = tuple(
    fold(phrase)
    for phrase in (
        "textning", "undertexter", "översättning", "tack för att ni tittade", "tack för att du tittade",
        "tack för att ni har tittat", "tack för mig", "tack till", "glöm inte att prenumerera", "prenumerera",
        "gilla och prenumerera", "vi ses i nästa video", "vi ses i nästa avsnitt", "hej då", "musik",
        "applåder", "www", "http", "copyright",
        "اشتركوا في القناة", "اشترك في القناة", "لا تنسوا الاشتراك", "شكرا للمشاهدة", "شكرا على المشاهدة",
        "نلتقي في الحلقة القادمة", "إلى اللقاء", "ترجمة", "موسيقى", "المترجم", "mahadsanid", "ka fur channel",
        "is diiwaangeli", "waad ku mahadsan tihiin daawashada", "ሰብስክራይብ", "ስለ ዝተኸታተልኩምና", "ሙዚቃ",
        "thank you for watching", "thanks for watching", "please subscribe", "like and subscribe",
        "see you in the next video", "subscribe to", "subtitles", "captions", "music", "applause", "bye bye",
    )
)  # fmt: skip
"""People do say these; doubtful only where hardly anybody speaks."""

LITTLE_SPEECH: Final = 0.75


def is_credit(text: str, speech_share: float) -> bool:
    """Say whether a short passage is likely to be invented credits, given how much of it lies on speech."""
    folded = f" {fold(text)} "
    if len(folded.split()) > LONGEST:
        return False
    phrases = SURE if speech_share >= LITTLE_SPEECH else SURE + UNSURE
    return any(f" {phrase} " in folded for phrase in phrases)
