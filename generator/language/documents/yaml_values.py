"""Values and places from the events of a YAML parser, without recursion and with limits.

Every value knows how large and how high it is with all aliases in it written out; so a file that
doubles itself twenty times is refused at its seventeenth line, before anything walks over it.
"""

from __future__ import annotations

from typing import Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from generator.language.documents.places import DEEPEST, BrokenText, Fault, Lines, Place
from generator.language.documents.yaml_faults import HALF_A_PAIR
from generator.language.documents.yaml_scalars import STANDARD, plain, tagged, unknown
from generator.lazy import dataclass, field, regex

MOST_VALUES = 100_000
_MERGE: Any = object()
_BROKEN: Any = object()
"""Stands for what is at fault already, so that nothing else is said of it."""

_SURROGATE = regex("[\ud800-\udfff]")


class TooMuch(BrokenText):
    """A document goes beyond a limit or holds itself; reading it ends here."""


@dataclass(slots=True)
class _Built:
    """A value, its place, and its extent with aliases written out."""

    value: Any
    place: Place
    values: int = 1
    height: int = 0


@dataclass(slots=True)
class _Holder:
    """A mapping or list that is still open; `key` and `name` are those that wait for a value."""

    built: _Built
    anchor: str | None
    is_block: bool
    key: Place | None = None
    name: Any = None
    merges: list[_Built] = field(default_factory=list)
    merge_key: Place | None = None


class Builder:
    """Takes events one by one; then `value`, `root` and `faults` say what they made."""

    def __init__(self, text: str) -> None:
        """Start with the value of an empty file."""
        self.value: Any = None
        self.root = Place(0, 0)
        self.faults: list[Fault] = []
        self._text = text
        self._lines: Lines | None = None
        self._holders: list[_Holder] = []
        self._anchors: dict[str, _Built | None] = {}
        self._values = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event; raises TooMuch where reading has to end."""
        kind = type(event)
        if kind is ScalarEvent:
            self._put(self._scalar(event), event.anchor)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            self._open(event, kind is MappingStartEvent)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._close(event)
        elif kind is AliasEvent:
            self._put(self._aliased(event), None)
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                at = event.start_mark.index
                raise TooMuch(at, at + 3, "a second document starts here; a file holds only one")

    def _scalar(self, event: Any) -> _Built:
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            end = start + len(self._text[start:end].rstrip())
        place = Place(start, end)
        self._count(place, 1)
        word = event.value
        if _SURROGATE.search(word):  # libyaml refuses them itself
            self._fault(place, HALF_A_PAIR)
        try:
            if event.tag is not None:
                return _Built(tagged(event.tag, word), place)
            if not event.implicit[0]:
                return _Built(word, place)
            if word == "<<" and self._awaits_name():
                return _Built(_MERGE, place)
            return _Built(plain(word), place)
        except ValueError as error:
            self._fault(place, str(error))
            return _Built(word, place)

    def _open(self, event: Any, is_mapping: bool) -> None:
        place = Place(event.start_mark.index, event.end_mark.index, children={})
        expected = STANDARD + ("map" if is_mapping else "seq")
        if event.tag not in (None, "!", expected):
            self._fault(place, unknown(event.tag))
        if len(self._holders) >= DEEPEST:
            message = f"nested deeper than {DEEPEST} levels; such a document cannot be read"
            raise TooMuch(place.start, place.start + 1, message)
        self._count(place, 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        built = _Built({} if is_mapping else [], place)
        self._holders.append(_Holder(built, event.anchor, not event.flow_style))

    def _close(self, event: Any) -> None:
        holder = self._holders.pop()
        built = holder.built
        if not holder.is_block:  # a block ends with its last value, not where the next one starts
            built.place.end = event.end_mark.index
        if holder.merges:
            _merge(built, holder.merges)
        self._put(built, holder.anchor)

    def _aliased(self, event: Any) -> _Built:
        place = Place(event.start_mark.index, event.end_mark.index)
        name = event.anchor
        if name not in self._anchors:
            message = "nothing before defines this alias; put a string that starts with * in quotes"
            self._fault(place, message)
            return _Built(_BROKEN, place)
        source = self._anchors[name]
        if source is None:
            raise TooMuch(place.start, place.end, "this alias is inside of what it repeats")
        if len(self._holders) + source.height > DEEPEST:
            message = f"nested deeper than {DEEPEST} levels with the value of this alias"
            raise TooMuch(place.start, place.end, message)
        self._count(place, source.values)
        place.children = source.place.children
        return _Built(source.value, place, source.values, source.height)

    def _put(self, built: _Built, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = built
        if not self._holders:
            self.value, self.root = built.value, built.place
            return
        holder = self._holders[-1]
        into = holder.built
        into.values += built.values
        into.height = max(into.height, built.height + 1)
        into.place.end = built.place.end
        if isinstance(into.value, list):
            _children(into)[len(into.value)] = built.place
            into.value.append(built.value)
        elif holder.key is None:
            self._name(holder, built)
        else:
            self._member(holder, holder.key, built)

    def _name(self, holder: _Holder, built: _Built) -> None:
        holder.key, holder.name = built.place, built.value
        if built.value is _MERGE:
            if holder.merge_key is not None:
                self._repeated("<<", holder.merge_key, built.place)
            holder.merge_key = built.place
        elif not isinstance(built.value, str):
            holder.name = _BROKEN
            if built.value is not _BROKEN:
                self._fault(built.place, _not_text(self._text, built.place, built.value))
        elif built.value in holder.built.value:
            self._repeated(built.value, _children(holder.built)[built.value], built.place)

    def _member(self, holder: _Holder, key: Place, built: _Built) -> None:
        name, holder.key = holder.name, None
        if name is _MERGE:
            holder.merges += self._mappings(built)
        elif name is not _BROKEN:
            place = built.place
            place.key_start, place.key_end = key.start, key.end
            holder.built.value[name] = built.value
            _children(holder.built)[name] = place

    def _mappings(self, built: _Built) -> list[_Built]:
        """Return the mappings that a merge key brings, the first one being the strongest."""
        sources = [built]
        if isinstance(built.value, list):
            places = _children(built)
            sources = [_Built(item, places[index]) for index, item in enumerate(built.value)]
        if all(isinstance(source.value, dict) for source in sources):
            return sources
        if not any(source.value is _BROKEN for source in sources):
            self._fault(built.place, "<< takes an alias of a mapping, or a list of such aliases")
        return []

    def _awaits_name(self) -> bool:
        holder = self._holders[-1] if self._holders else None
        return holder is not None and holder.key is None and isinstance(holder.built.value, dict)

    def _repeated(self, name: str, first: Place, again: Place) -> None:
        if self._lines is None:
            self._lines = Lines(self._text)
        at = first.key_start if first.key_start >= 0 else first.start
        line, _ = self._lines.line_column(at)
        self._fault(again, f"duplicate name '{name}', first in line {line}; remove one of the two")

    def _count(self, place: Place, values: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            message = f"more than {MOST_VALUES} names and values, with all aliases written out"
            raise TooMuch(place.start, place.end, message)

    def _fault(self, place: Place, message: str) -> None:
        self.faults.append(Fault(place.start, place.end, message))


def _children(built: _Built) -> dict[str | int, Place]:
    if built.place.children is None:
        built.place.children = {}
    return built.place.children


def _merge(built: _Built, sources: list[_Built]) -> None:
    """Put merged members before those of a mapping, which win over them."""
    value: dict[str, Any] = {}
    children: dict[str | int, Place] = {}
    for source in reversed(sources):
        value |= source.value
        children |= _children(source)
    built.value = value | built.value
    built.place.children = children | _children(built)


def _not_text(text: str, place: Place, value: Any) -> str:
    if isinstance(value, (dict, list)):
        if text.startswith("{{", place.start - 1) or text.startswith("{{", place.start):
            return "a value that starts with {{ must be put in quotes"
        return "names must be strings, not a mapping or a list"
    written = text[place.start : place.end]
    if not written.strip():
        return "a name is missing before the colon; names must be strings"
    return f"names must be strings; put {written[:40]} in quotes"
