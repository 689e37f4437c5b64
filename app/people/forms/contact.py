"""The form for one contact detail."""

from typing import Literal

from app.web.forms import FormModel, Text


class ContactForm(FormModel):
    """A telephone number or an e-mail address as somebody writes it."""

    contact: Text
    is_shared: Literal["yes"] | None = None
