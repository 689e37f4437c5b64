"""The names of languages and profiles, as staff read them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.captions.models.cues import ProfileName
from app.core.errors import S_

LANGUAGE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"sv": S_("Swedish"), "ar": S_("Arabic"), "so": S_("Somali"), "ti": S_("Tigrinya")}
)

PROFILE_NAMES: Final[Mapping[ProfileName, str]] = MappingProxyType(
    {
        ProfileName.LUGN: S_("Calm: short lines, slow"),
        ProfileName.STANDARD: S_("As on television"),
        ProfileName.EXTRA_LUGN: S_("Extra calm: for those who read with effort"),
    }
)
