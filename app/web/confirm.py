"""The page before a step that matters: what is asked, what follows from a yes, the yes, and the way back."""

from dataclasses import dataclass

from app.web.guard import Page, Visit


@dataclass(frozen=True)
class Question:
    """What is asked before a step, as marked staff messages; `is_final` where nothing brings it back."""

    question: str
    consequences: tuple[str, ...]
    answer: str
    is_final: bool = False


def ask(visit: Visit, asked: Question, *, back: str, step: str, about: str = "") -> Page:
    """Ask before a step: a yes is posted to the address `back + step`, a no leads back.

    `about` says of whom or what, in plain text or Markup.
    """
    said = visit.locale.gettext
    context = {
        "question": said(asked.question),
        "consequences": [*([about] if about else []), *map(said, asked.consequences)],
        "action": back + step,
        "answer": said(asked.answer),
        "back": back,
        "is_final": asked.is_final,
    }
    return Page("web/staff/confirm.html", context)
