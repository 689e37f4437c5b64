"""The insides of `:::` containers: what each must hold, taken apart into pieces that a page can lay out.

A fault is a sentence about what is wrong; a container with faults is still shown as far as it can be read.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.content.models.documents import NOTHING, Answer, BlockKind, Image
from app.content.rules.markup import Images, image_of, render_inline, render_tokens
from app.content.rules.parsing import Container, top_level

_CHOICE = re.compile(r"\[(?P<mark>[ xX])\]\s+")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MIN_ANSWERS, MAX_ANSWERS = 2, 4
"""More than four answers are a test, not a kind question."""


@dataclass(slots=True)
class Pieces:
    """What a container holds; see Block. With a faulty attribute all attributes are left out."""

    html: str = ""
    name: str = ""
    answers: tuple[Answer, ...] = ()
    image: Image | None = None
    attributes: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    faults: list[str] = field(default_factory=list)


def container_kind(name: str) -> BlockKind | None:
    """The block kind of a container's name, or None when there is no such container."""
    return BlockKind(name) if name in _READERS else None


def read_container(container: Container, tokens: Sequence[Token], images: Images) -> Pieces:
    """A container's pieces and everything that is wrong with them; the container's name must be known."""
    elements = list(top_level(tokens))
    pieces = _READERS[container.name](elements, images)
    faults = [*container.faults, *_attribute_faults(container)]
    pieces.attributes = container.attributes if not faults else NOTHING
    pieces.faults[:0] = faults
    if not elements:
        pieces.faults.append("the container is empty")
    return pieces


def lone_image(element: Sequence[Token]) -> Token | None:
    """The image token of a paragraph that holds one picture and nothing else."""
    if element[0].type != "paragraph_open":
        return None
    children = [token for token in element[1].children or () if token.type != "text" or token.content.strip()]
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _flat(elements: Sequence[Sequence[Token]]) -> list[Token]:
    return [token for element in elements for token in element]


def _plain(elements: list[list[Token]], images: Images) -> Pieces:
    return Pieces(html=render_tokens(_flat(elements), images))


def _exercise(elements: list[list[Token]], images: Images) -> Pieces:
    name = _lone_strong(elements[0]) if elements else None
    if name is None:
        return Pieces(
            html=render_tokens(_flat(elements), images),
            faults=["the first line of an exercise must be its short name in bold, alone in its paragraph"],
        )
    pieces = Pieces(name=render_inline(name, images), html=render_tokens(_flat(elements[1:]), images))
    if not elements[1:]:
        pieces.faults.append("the exercise has a name but no steps")
    return pieces


def _lone_strong(element: Sequence[Token]) -> Sequence[Token] | None:
    if element[0].type != "paragraph_open":
        return None
    children = [token for token in element[1].children or () if token.type != "text" or token.content]
    is_bold = [child.type for child in (children[:1] + children[-1:])] == ["strong_open", "strong_close"]
    once = sum(child.type == "strong_open" for child in children) == 1
    return children[1:-1] if is_bold and once else None


def _check(elements: list[list[Token]], images: Images) -> Pieces:
    lists = [element for element in elements if element[0].type == "bullet_list_open"]
    question = [element for element in elements if element[0].type == "paragraph_open"]
    pieces = Pieces(html=render_tokens(_flat(question), images))
    if len(lists) != 1 or not question or elements[-1:] != lists or len(elements) != len(question) + 1:
        pieces.faults.append("a check is a question followed by one list of answers, and nothing else")
        return pieces
    items = [_answer(item, images, pieces.faults) for item in top_level(lists[0][1:-1])]
    pieces.answers = tuple(answer for answer in items if answer is not None)
    if not MIN_ANSWERS <= len(items) <= MAX_ANSWERS:
        pieces.faults.append(f"a check has {MIN_ANSWERS} to {MAX_ANSWERS} answers; this one has {len(items)}")
    if sum(answer.correct for answer in pieces.answers) != 1:
        pieces.faults.append("exactly one answer must be marked [x]")
    return pieces


def _answer(item: Sequence[Token], images: Images, faults: list[str]) -> Answer | None:
    elements = list(top_level(item[1:-1]))
    children = (elements[0][1].children or []) if elements and elements[0][0].type == "paragraph_open" else []
    found = _CHOICE.match(children[0].content) if children and children[0].type == "text" else None
    if found is None:
        faults.append("every answer begins with [ ] or [x]")
        return None
    rest = Token("text", "", 0, content=children[0].content[found.end() :])
    if len(elements) != 2 or elements[1][0].type != "paragraph_open":
        faults.append("every answer needs one paragraph of feedback below it, indented by two spaces")
    return Answer(
        html=render_inline([rest, *children[1:]], images),
        correct=found["mark"] != " ",
        feedback=render_tokens([_shown(token) for token in _flat(elements[1:])], images),
    )


def _shown(token: Token) -> Token:
    # In a tight list CommonMark hides the paragraph tags; feedback is always a paragraph of its own.
    return token.copy(hidden=False)


def _figure(elements: list[list[Token]], images: Images) -> Pieces:
    token = lone_image(elements[0]) if elements else None
    picture = image_of(token, images) if token is not None else None
    if picture is None:
        return Pieces(
            html=render_tokens(_flat(elements), images),
            faults=["a figure begins with one picture from /media/, alone in its paragraph"],
        )
    return Pieces(image=picture, html=render_tokens(_flat(elements[1:]), images))


_READERS: Mapping[str, Callable[[list[list[Token]], Images], Pieces]] = {
    "exercise": _exercise,
    "key": _plain,
    "check": _check,
    "figure": _figure,
    "lecture": _plain,
}
_ALLOWED = {"exercise": {"minutes", "in", "out", "pause"}, "lecture": {"id"}}
_REQUIRED = {"exercise": {"minutes"}, "lecture": {"id"}}
_BOUNDS = {"minutes": 120, "in": 20, "out": 20, "pause": 600}
"""Largest value of each number: minutes of an exercise, seconds of a breath, seconds of a pause."""


def _attribute_faults(container: Container) -> list[str]:
    given = set(container.attributes)
    faults = [
        f"'{key}' does not belong to {container.name}" for key in given - _ALLOWED.get(container.name, set())
    ]
    faults += [f"'{key}=' is missing" for key in _REQUIRED.get(container.name, set()) - given]
    for key, limit in _BOUNDS.items():
        value = container.attributes.get(key, "1")
        if not (value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= limit):
            faults.append(f"'{key}' must be a whole number from 1 to {limit}")
    if len(given & {"in", "out"}) == 1:
        faults.append("a breathing pace needs both 'in' and 'out'")
    if "pause" in given and given & {"in", "out"}:
        faults.append("an exercise has either a breathing pace or a pause, not both")
    if "id" in given and _ID.fullmatch(container.attributes["id"]) is None:
        faults.append("a lecture's id is small letters, digits and hyphens")
    return sorted(faults)
