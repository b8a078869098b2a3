"""The text that an expression comes to, as far as the template tells: the rest is a mark.

Templates put user data together by `concat()`, `format()` and `replace()` from what is known and
what only the deployment knows. `if()` gives as many texts as it has results.
"""

from __future__ import annotations

import base64
from itertools import islice, product
from typing import TYPE_CHECKING

from generator.language.expressions.parser import parse
from generator.language.expressions.tree import Call, ExpressionError, Number, Text
from generator.language.template import is_expression
from generator.lazy import dataclass, regex
from generator.scale_set.payload import unpacked

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Node, Template

UNKNOWN = "\ue000"
"""Stands for what only the deployment knows: a letter of private use, which no text has."""
UNKNOWN_PART = regex(f"{UNKNOWN}+")
_MOST = 8
"""So many texts of one expression are looked at."""
_STEPS = 2_000
_LONGEST = 1 << 20
_RESULTS = slice(1, 3)
_PLACE = regex(r"\{\{|\}\}|\{(\d{1,3})(?:[,:][^{}]{0,40})?\}")
_GZIP = b"\x1f\x8b"


def decoded_texts(node: Node) -> Iterator[str]:
    """Yield what a property in base64 may hold, unpacked, with a mark for what is not known."""
    value = node.resolved()
    if not isinstance(value, str):
        return
    if not is_expression(value):
        yield from filter(None, [_decoded(value)])
        return
    for written in (value, node.value):
        found = [
            text for text in _TextReader(node.template).encoded(written) if text.strip(UNKNOWN)
        ]
        if found:
            yield from dict.fromkeys(found[:_MOST])
            return


def texts(node: Node) -> Iterator[str]:
    """Yield what a property may be, with a mark for what is not known."""
    yield from dict.fromkeys(_TextReader(node.template).written(node.value))


@dataclass(slots=True)
class _TextReader:
    """Reads the expressions of a template, for so many steps."""

    template: Template
    left: int = _STEPS

    def encoded(self, value: object) -> Iterator[str]:
        """Yield the texts that a value holds in base64, as it is written."""
        if not isinstance(value, str):
            return
        if is_expression(value):
            yield from self._encoded(_parsed(value))
        else:
            yield from filter(None, [_decoded(value)])

    def written(self, value: object) -> Iterator[str]:
        """Yield the texts that a value may be, as it is written."""
        if isinstance(value, str) and is_expression(value):
            yield from self._plain(_parsed(value))
        elif isinstance(value, str):
            yield value[1:] if value.startswith("[[") else value
        else:
            yield UNKNOWN

    def _encoded(self, tree: Expression | None) -> Iterator[str]:
        self.left -= 1
        if not isinstance(tree, Call) or tree.namespace or self.left < 0:
            return
        name = tree.name.lower()
        if name == "base64":
            for argument in tree.arguments[:1]:
                yield from self._plain(argument)
        elif name == "if":
            for result in tree.arguments[_RESULTS]:
                if isinstance(result, Text):
                    yield from filter(None, [_decoded(result.value)])
                yield from self._encoded(result)
        elif (entry := self._entry(tree)) is not None:
            yield from self.encoded(entry)

    def _plain(self, tree: Expression | None) -> Iterator[str]:
        self.left -= 1
        if isinstance(tree, Text):
            yield tree.value
        elif isinstance(tree, Number):
            yield tree.digits
        elif isinstance(tree, Call) and not tree.namespace and self.left >= 0:
            yield from islice(self._called(tree), _MOST)
        else:
            yield UNKNOWN

    def _called(self, tree: Call) -> Iterator[str]:
        name = tree.name.lower()
        if name == "if":
            for result in tree.arguments[_RESULTS]:
                yield from self._plain(result)
        elif name in _MADE and tree.arguments:
            parts = [list(self._plain(item)) for item in tree.arguments]
            for chosen in islice(product(*parts), _MOST):
                short = sum(map(len, chosen)) < _LONGEST
                text = _MADE[name](*chosen) if short else UNKNOWN
                yield text if len(text) < _LONGEST else UNKNOWN
        elif (entry := self._entry(tree)) is not None:
            yield from self.written(entry)
        else:
            yield UNKNOWN

    def _entry(self, tree: Call) -> str | None:
        """Return the text of a variable, or the default of a parameter."""
        name, arguments = tree.name.lower(), tree.arguments
        if name not in {"variables", "parameters"} or len(arguments) != 1:
            return None
        if not isinstance(arguments[0], Text):
            return None
        entry = self.template.root.at(name, arguments[0].value)
        value = entry.value if name == "variables" else entry.at("defaultValue").value
        return value if isinstance(value, str) else None


def _formatted(pattern: str, *values: str) -> str:
    def filled(place: re.Match[str]) -> str:
        if place[1] is None:
            return place[0][0]
        index = int(place[1])
        return values[index] if index < len(values) else UNKNOWN

    return _PLACE.sub(filled, pattern)


def _replaced(text: str, *words: str) -> str:
    if len(words) != 2 or not words[0] or UNKNOWN in words[0]:
        return UNKNOWN
    return text.replace(*words) if len(words[1]) * text.count(words[0]) < _LONGEST else UNKNOWN


_MADE: dict[str, Callable[..., str]] = {
    "concat": lambda *parts: "".join(parts),
    "format": _formatted,
    "replace": _replaced,
    "string": lambda text, *_: text,
    "trim": lambda text, *_: text.strip(),
}
"""What makes a text of texts."""


def _decoded(text: str) -> str | None:
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        return (unpacked(data) if data.startswith(_GZIP) else data).decode()
    except (ValueError, OSError, EOFError):
        return None


def _parsed(value: str) -> Expression | None:
    try:
        return parse(value)
    except (ExpressionError, RecursionError):
        return None
