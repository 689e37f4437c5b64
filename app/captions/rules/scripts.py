"""Which script a text is written in: shows at once that it is not in the language it should be."""

import unicodedata
from functools import lru_cache
from typing import Final

SCRIPTS: Final = {"sv": "LATIN", "so": "LATIN", "ar": "ARABIC", "ti": "ETHIOPIC"}
"""The first word of the letters' Unicode names."""


def own_letters(text: str, language: str) -> tuple[int, int]:
    """Count the letters of the language's own script, and all letters; a language we do not know owns all."""
    letters = [_script(letter) for letter in text if letter.isalpha()]
    script = SCRIPTS.get(language)
    own = len(letters) if script is None else letters.count(script)
    return own, len(letters)


def is_foreign(text: str, language: str, *, least: int) -> bool:
    """Say whether most letters are of another script; texts of fewer than `least` letters never are."""
    own, letters = own_letters(text, language)
    return letters >= least and own * 2 < letters


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
