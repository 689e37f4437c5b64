"""Keeps phone numbers, times, dates, ranges, doses and addresses in reading order inside right-to-left text.

In plain Arabic text `08-123 45 67` is shown as `67 45 123-08` and `10–15` as `15–10` (UAX 9); an isolated
left-to-right run cures all of them. Done in every language, so that all four read from the same rule.
"""

import re
from html import escape

_NUMBER = r"[0-9]{1,9}(?:[.,][0-9]{1,9})?"
_DASH = r"[-\u2010-\u2015\u2212]"
_GAP = r"[ \u00a0\u202f]"
_UNITS = r"(?:mg|µg|mcg|ug|g|kg|ml|cl|dl|l|cm|mm|km|m|kr|SEK|%)"

ISOLATED = re.compile(
    "|".join(
        (
            r"(?P<url>(?:https?://|www\.)[^\s<>\"']{1,500}[^\s<>\"'.,;:!?)\]،؛؟።፣])",
            r"(?P<email>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})",
            r"(?P<host>(?<![\w.@/-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:se|org|com|eu|nu|net)(?:/[\w/.-]{0,200}[\w/])?(?![\w]))",
            r"(?P<date>(?<![\w])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w]))",
            rf"(?P<time>(?<![\w.:])[0-9]{{1,2}}[:.][0-9]{{2}}(?:{_GAP}?{_DASH}{_GAP}?[0-9]{{1,2}}[:.][0-9]{{2}})?(?![\w:]))",
            rf"(?P<dose>(?<![\w.,]){_NUMBER}{_GAP}?[x×]{_GAP}?{_NUMBER}(?:{_GAP}?{_UNITS}(?![\w]))?)",
            rf"(?P<phone>(?<![\w])(?:\+[0-9]{{1,3}}|0[0-9]{{1,3}})(?:{_GAP}?{_DASH}?{_GAP}?\(?[0-9]{{1,4}}\)?){{2,6}}(?![\w]))",
            rf"(?P<range>(?<![\w.,]){_NUMBER}{_GAP}?{_DASH}{_GAP}?{_NUMBER}(?:{_GAP}?{_UNITS}(?![\w]))?)",
            rf"(?P<amount>(?<![\w.,]){_DASH}?{_NUMBER}{_GAP}?{_UNITS}(?![\w]))",
            rf"(?P<negative>(?<![\w.,)]){_DASH}{_NUMBER}(?![\w]))",
            rf"(?P<short>(?<![\w.,:/]){_NUMBER}/{_NUMBER}(?:/{_NUMBER})?(?![\w/]))",
            r"(?P<alarm>(?<![\w.,-])(?:112|1177|113 13|114 14|116 117|90 000)(?![\w]|[.,][0-9]))",
        )
    )
)
"""What is isolated, most specific first; a named group per class. Every repetition is bounded."""


def isolate(text: str) -> str:
    """The text as HTML, with every run that must not be reordered in its own `<bdi dir="ltr">`."""
    pieces: list[str] = []
    end = 0
    for found in ISOLATED.finditer(text):
        pieces.append(escape(text[end : found.start()]))
        pieces.append(f'<bdi dir="ltr">{escape(found.group())}</bdi>')
        end = found.end()
    pieces.append(escape(text[end:]))
    return "".join(pieces)
