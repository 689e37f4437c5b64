from app.captions.models.cues import ProfileName
from app.captions.rules.lectures import LANGUAGE_NAMES, PROFILE_NAMES
from app.core.locales import LANGUAGES


def test_every_language_and_profile_has_a_name_for_staff() -> None:
    assert set(LANGUAGE_NAMES) == set(LANGUAGES)
    assert set(PROFILE_NAMES) == set(ProfileName)
