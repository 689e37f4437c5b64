"""The little YAML that our files may use: mappings, lists and scalars. Read from events: nothing can expand.

Refused with a line: anchors, aliases, tags, duplicate keys, tabs, several documents, nesting below six
levels. Scalars are text unless plainly written as a whole number, true, false or null; `no` and
`2026-03-09` stay text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_DEPTH = 6
"""Our deepest file needs three."""

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,8}")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Place = tuple[str | int, ...]


class YamlError(ValueError):
    """The text is not our YAML; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class Parsed:
    """A value and the line on which each key or item stands, by its path from the root."""

    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """The line of a place, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(text: str) -> Parsed:
    """The value of our YAML subset; raises YamlError with the line."""
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line:
            raise YamlError("a tab stands here; use spaces", number)
    parsed = Parsed()
    events = yaml.parse(text, Loader=yaml.CSafeLoader)
    try:
        _Builder(parsed, events).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(str(error.problem or error.context), mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise YamlError("a character stands here that YAML does not allow", _odd_line(text)) from error
    return parsed


def _odd_line(text: str) -> int:
    odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, odd.start()) + 1 if odd else 1


class _Builder:
    def __init__(self, parsed: Parsed, events: Iterator[yaml.Event]) -> None:
        self.parsed = parsed
        self.events = events

    def document(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _fault("a second YAML document begins here", event)
            elif isinstance(event, yaml.NodeEvent):
                self.parsed.value = self._value(event, ())

    def _value(self, event: yaml.Event, place: Place) -> Any:
        self.parsed.lines.setdefault(place, _line(event))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _fault("anchors and aliases (& and *) are not allowed", event)
        if getattr(event, "tag", None):
            raise _fault("tags (!) are not allowed", event)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if len(place) >= MAX_DEPTH:
            raise _fault(f"values are nested more than {MAX_DEPTH} deep", event)
        return self._mapping(place) if isinstance(event, yaml.MappingStartEvent) else self._list(place)

    def _mapping(self, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                raise _fault("a key must be a plain word", event)
            if event.value in values:
                raise _fault(f"the key '{event.value}' comes twice", event)
            self.parsed.lines[(*place, event.value)] = _line(event)
            values[event.value] = self._value(next(self.events), (*place, event.value))
        return values

    def _list(self, place: Place) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*place, len(values))))
        return values


def _scalar(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _fault(message: str, event: yaml.Event) -> YamlError:
    return YamlError(message, _line(event))
