"""What staff choose before the machines work on a lecture again."""

from app.captions.models.cues import ProfileName
from app.web.forms import FormModel


class RetryForm(FormModel):
    """How slow and narrow the subtitles are to be."""

    profile: ProfileName = ProfileName.LUGN
