"""What is wrong with a file that somebody gave us, and what reading it changed, in plain words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.core.errors import S_, AppError

CUE_AND_LINE: Final = S_("Subtitle {cue}, line {line}: {problem}")
LINE: Final = S_("Line {line}: {problem}")
CUE: Final = S_("Subtitle {cue}: {problem}")


class FormatError(AppError):
    """A file cannot be used; `line` and `cue` count from 1 and say where, None where it is the whole file.

    `problem` is a marked message; `about` fills its placeholders and is never longer than 60 characters.
    """

    status = 422
    message_id = S_("The file cannot be used. Look at the line that is named, mend it and try again.")

    def __init__(
        self, problem: str, *, line: int | None = None, cue: int | None = None, about: str = ""
    ) -> None:
        self.problem, self.line, self.cue, self.about = problem, line, cue, about[:60]
        super().__init__(self.describe(str))

    def describe(self, translate: Callable[[str], str]) -> str:
        """Give the whole sentence, with its place, in the reader's language."""
        problem = translate(self.problem).replace("{about}", self.about)
        if self.line is None and self.cue is None:
            return problem
        pattern = LINE if self.cue is None else CUE if self.line is None else CUE_AND_LINE
        return translate(pattern).format(cue=self.cue, line=self.line, problem=problem)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was changed or left out while a file was read, so that nothing is lost unseen.

    `cue` counts from 1 in the file, None where it is about the whole file; `words` is what was left out.
    """

    message_id: str
    cue: int | None = None
    words: str = ""
