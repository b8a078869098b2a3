"""Which parts of a document are not to be shown: where its secrets stand, by what it means.

A line of a source tells too little: the settings that are protected may begin many lines above, be
on one line with all else, or be a text over several lines. So the document is read, and what stands
at the places of secrets is found by the names on the way there.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from generator.diagnostics import InvalidInput
from generator.language.documents.document import encoded_offset
from generator.language.documents.kind import PARAMETERS, kind_of
from generator.language.documents.source import read_json, read_yaml
from generator.lazy import dataclass, field, regex
from generator.redaction import (
    ARGUMENT,
    HOLDS,
    PROSE,
    is_inside_secrets,
    is_packed,
    is_secret_name,
    secret_ranges,
)

if TYPE_CHECKING:
    from generator.language.documents.document import Document
    from generator.language.documents.places import Place

_SECURE = {"securestring", "secureobject"}
_LINE_END = regex(r"\r\n?|\n")
_YAML = (".yaml", ".yml")


def secrets_of(text: str, path: str) -> Secrets | None:
    """Return where the secrets of a text stand; None where it is no document that can be read."""
    try:
        yaml = path.lower().endswith(_YAML)
        document = read_yaml(text, path) if yaml else read_json(text, path, report=[])
    except (InvalidInput, RecursionError):
        return None
    finder = _Finder(document)
    finder.search(document.value, document.root, "")
    doubtful = []
    if kind_of(document.value) == PARAMETERS:
        given = _Finder(document, everything=True)
        given.search(document.value, document.root, "")
        doubtful = given.found
    return Secrets(text, finder.found, doubtful)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in their order, of which none overlaps another."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class Secrets:
    """What is not to be shown of a text, line by line."""

    def __init__(
        self, text: str, found: list[tuple[int, int]], doubtful: list[tuple[int, int]]
    ) -> None:
        """Keep the spans of the secrets of a text, and of what may be one."""
        self._text, self._found, self._doubtful = text, _apart(found), sorted(doubtful)
        ends = [match.span() for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._stops = [*(start for start, _ in ends), len(text)]
        self._first = [start for start, _ in self._found]

    def of_line(self, number: int, said: str = "", first: int = 0, last: int = -1) -> list[range]:
        """Return the columns, from 0, to hide of a line that counts from 1, or of a part of it.

        What may be a secret is not hidden where it is `said` anyway.
        """
        start = self._starts[number - 1]
        begin = start + first
        end = min(self._stops[number - 1], start + last if last >= 0 else self._stops[number - 1])
        at = max(0, bisect_right(self._first, begin) - 1)
        spans = list(takewhile(lambda span: span[0] < end, self._found[at:]))
        spans += [span for span in self._doubtful if self._text[slice(*span)] not in said]
        inside = ((max(one, begin), min(other, end)) for one, other in spans)
        return [range(one - start, other - start) for one, other in inside if one < other]

    def masked_lines(self) -> list[str]:
        """Return the lines of the text with three stars in the place of each secret."""
        lines = []
        for number, (start, stop) in enumerate(zip(self._starts, self._stops, strict=True), 1):
            line = self._text[start:stop]
            for part in reversed(self.of_line(number)):
                line = f"{line[: part.start]}***{line[part.stop :]}"
            lines.append(line)
        return lines


@dataclass(slots=True)
class _Finder:
    """Walks through a document and keeps the spans of its secrets."""

    document: Document
    everything: bool = False
    """Whether each value of a parameter counts, and nothing else."""
    found: list[tuple[int, int]] = field(default_factory=list)

    def search(self, value: Any, place: Place, name: str, *, inside: bool = False) -> None:
        """Look at a value that stands at a name, be it inside of secrets."""
        if isinstance(value, dict):
            self._object(value, place, name, inside=inside)
        elif isinstance(value, list):
            name = "" if self.document.language == "yaml" else name  # a list of names in a spec
            for index, below in (place.children or {}).items():
                if isinstance(index, int):
                    self.search(value[index], below, name, inside=inside)
        else:
            self._scalar(value, place, name, inside=inside)

    def _object(self, value: dict[str, Any], place: Place, name: str, *, inside: bool) -> None:
        secure = _secure_parameters(value)
        for key, below in (place.children or {}).items():
            if not isinstance(key, str) or key not in value:
                continue
            if self.everything:
                hidden = inside or key.lower() == "value"
            else:
                hidden = inside or is_inside_secrets((key,)) or _is_value(value, key, name)
            if secure and key.lower() == "parameters":
                self._given(value[key], below, secure)
            self.search(value[key], below, key, inside=hidden)

    def _given(self, given: Any, place: Place, secret: set[str]) -> None:
        """Look at what a nested deployment is given for its secure parameters."""
        for key, item in given.items() if isinstance(given, dict) else ():
            below = (place.children or {}).get(key)
            if key.lower() in secret and below is not None:
                self.search(item, below, key, inside=True)

    def _scalar(self, value: Any, place: Place, name: str, *, inside: bool) -> None:
        if self.everything and not inside:
            return
        if not isinstance(value, str):
            if inside and value is not None and not isinstance(value, bool):
                self.found.append((place.start, place.end))
        elif value.startswith("[") and not value.startswith("[[") and value.endswith("]"):
            self._expression(value, place, whole=inside or is_secret_name(name))
        elif inside or is_secret_name(name) or is_packed(name, value):
            self._keep(place, value, [range(len(value))])
        elif name.lower() not in PROSE:
            self._keep(place, value, secret_ranges(value))

    def _expression(self, value: str, place: Place, *, whole: bool) -> None:
        """Hide the texts of an expression that are secrets, but never names of parameters."""
        hidden: list[range] = []
        for match in ARGUMENT.finditer(value):
            start, end = match.span(2)
            if match[1]:
                continue
            if whole:
                hidden.append(range(start, end))
            else:
                shown = secret_ranges(match[2])
                hidden += [range(start + part.start, start + part.stop) for part in shown]
        self._keep(place, value, hidden)

    def _keep(self, place: Place, value: str, parts: list[range]) -> None:
        text = self.document.text[place.start : place.end]
        if self.document.language == "yaml":
            whole = parts == [range(len(value))]
            spans = [range(len(text))] if whole else secret_ranges(text)
        elif text.startswith('"'):
            spans = [
                range(encoded_offset(text, part.start), encoded_offset(text, part.stop))
                for part in parts
                if part
            ]
        else:
            spans = [range(len(text))] if any(parts) else []
        self.found += [
            (place.start + part.start, place.start + part.stop) for part in spans if part
        ]


def _is_value(holder: dict[str, Any], key: str, name: str) -> bool:
    """Whether a member holds the value of a parameter that is secure, or called like a secret."""
    if key.lower() not in HOLDS:
        return False
    if is_secret_name(name):
        return True
    return any(
        lower == "type" and isinstance(kind, str) and kind.lower() in _SECURE
        for lower, kind in ((item.lower(), holder[item]) for item in holder)
    )


def _secure_parameters(deployment: dict[str, Any]) -> set[str]:
    """Return the names of the secure parameters of the template that stands in a deployment."""
    template = _member(deployment, "template")
    declared = _member(template, "parameters")
    return {
        name.lower()
        for name, entry in (declared.items() if isinstance(declared, dict) else ())
        if str(_member(entry, "type")).lower() in _SECURE
    }


def _member(value: Any, name: str) -> Any:
    if not isinstance(value, dict):
        return None
    return next((item for key, item in value.items() if key.lower() == name), None)
