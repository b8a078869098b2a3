"""The symbols of resources, made of their names: what a reader would call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.names import camel, noun
from generator.language.expressions.tree import Call, Expression, Index, Property, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.bicep.declared import DeclaredResource
    from generator.bicep.names import FreeNames
    from generator.bicep.pieces import Segment

_LOOKUPS = {"parameters", "variables"}
_SILENT = {
    "uniquestring", "guid", "resourcegroup", "subscription", "copyindex", "newguid", "utcnow",
    "deployment", "padleft", "resourceid", "subscriptionresourceid",
}  # fmt: skip
_ENDINGS = ("name", "names")


def symbol_words(segment: Segment) -> str:
    """Return a name in camelCase from the words in a name of Azure; '' where it says nothing."""
    words: list[str] = []
    for piece in segment:
        words += [piece] if isinstance(piece, str) else list(_words(piece))
    kept = [word for word in map(_without_ending, words) if word]
    return camel(*kept)


def _without_ending(word: str) -> str:
    lower = word.lower()
    for ending in _ENDINGS:
        if lower.endswith(ending):
            return word[: len(word) - len(ending)].rstrip("-_ ")
    return word


def _words(expression: Expression) -> Iterator[str]:
    match expression:
        case Text(value):
            yield value
        case Call(name, (Text(own), *_)) if name.lower() in _LOOKUPS:
            yield own
        case Call(name, arguments) if name.lower() not in _SILENT:
            for item in arguments:
                yield from _words(item)
        case Property(base, name):
            yield from _words(base)
            yield name
        case Index(base, index):
            yield from _words(base)
            yield from _words(index)


def give_symbol(declared: DeclaredResource, names: FreeNames) -> None:
    """Return a resource the best name that is free."""
    thing = noun(declared.type)
    words = symbol_words(declared.names[-1]) if declared.names else ""
    ending = thing[0].upper() + thing[1:]
    above = declared.parent.symbol if declared.parent else ""
    longer = f"{above}{words[:1].upper()}{words[1:]}" if above and words else ""
    named = f"{words}{ending}" if words else ""
    declared.symbol = names.take(words, longer, named, thing, f"{above}{ending}" if above else "")
