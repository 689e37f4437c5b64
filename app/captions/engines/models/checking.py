"""What `smartskola doctor` says of the speech model."""

from app.captions.engines.faults import ModelUnusableError
from app.captions.engines.models.naming import identify_model
from app.core.health import Check
from app.settings import Settings


def check_model(settings: Settings) -> Check:
    """Whether the model that the settings name is there; without one lectures wait for it."""
    name = "Speech model"
    if settings.speech_model is None:
        remedy = "to make subtitles: smartskola models fetch kb-whisper-small, then SMARTSKOLA_SPEECH_MODEL"
        return Check(name, ok=None, found="none chosen", remedy=remedy)
    try:
        model = identify_model(settings.speech_model, settings.models_dir)
    except ModelUnusableError as fault:
        return Check(name, ok=False, found=settings.speech_model, remedy=fault.message_id)
    return Check(name, ok=True, found=f"{model.path.name}, {model.kind.value}")
