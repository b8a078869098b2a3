"""What a value of cloud-config may be: the small language of schemas/cloud-init.json.

JSON Schema would say the same, but where several forms are allowed (a command is text or a list)
it can only tell that none of them fits. Here the form is chosen by the kind of the value first,
so that the mistake is told where it is.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, field, regex, replace
from generator.paths import data_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = regex(r"'[^']*'|[\w-]+|[|~?\[\]{}+]")
_NAMES = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "text",
    bytes: "binary",
    type(None): "null",
    list: "list",
    dict: "mapping",
}
_KINDS = {
    "text": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
    "binary": "binary data",
    "anything": "anything",
    "list": "a list",
    "mapping": "a mapping",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without parts: of one kind, and of one pattern where it is text."""

    kind: str
    pattern: str = ""
    literal: str | None = None

    def fits(self, value: Any) -> bool:
        """Return whether a value is of this form."""
        kind = kind_of(value)
        if self.literal is not None:
            return bool(value == self.literal)
        if self.kind == "anything" or (self.kind == "number" and kind == "integer"):
            return True
        return kind == self.kind and (not self.pattern or bool(re.fullmatch(self.pattern, value)))

    @property
    def says(self) -> str:
        """Return the form in words."""
        return _KINDS[self.kind] if self.literal is None else f"'{self.literal}'"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values of one shape."""

    shape: KeyShape
    filled: bool

    def fits(self, value: Any) -> bool:
        """Return whether a value is of this form."""
        return isinstance(value, list)

    @property
    def says(self) -> str:
        """Return the form in words."""
        return f"a list, each item {self.shape.says}"


@dataclass(frozen=True, slots=True)
class Members:
    """A mapping: of certain keys, of any keys, or of both."""

    keys: Mapping[str, Key] = field(default_factory=dict)
    others: KeyShape | None = None
    required: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    filled: bool = False

    def fits(self, value: Any) -> bool:
        """Return whether a value is of this form."""
        return isinstance(value, dict)

    @property
    def says(self) -> str:
        """Return the form in words."""
        names = [name for name, key in self.keys.items() if not key.since]
        few = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        return f"a mapping ({few})" if few else "a mapping"


Form = Scalar | Items | Members


@dataclass(frozen=True, slots=True)
class KeyShape:
    """The forms that a value may have; old ones are deprecated, loose ones work all the same."""

    forms: tuple[Form, ...]
    old: tuple[Form, ...] = ()
    loose: tuple[Form, ...] = ()
    words: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)

    @property
    def says(self) -> str:
        """Return the shape in words, as they follow "must be"."""
        if self.words:
            return self.words
        *first, last = [form.says for form in self.forms]
        return f"{', '.join(first)} or {last}" if first else last

    @property
    def literals(self) -> list[str]:
        """Return the texts that are allowed, if only certain ones are."""
        scalars = [form for form in self.forms if isinstance(form, Scalar)]
        return [form.literal for form in scalars if form.literal is not None]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a mapping: the shape of its value, and since when and for what it is deprecated."""

    shape: KeyShape
    since: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The shape of a cloud-config, and the pages that tell of it."""

    root: Members
    shape: KeyShape
    ignored: Mapping[str, str]
    sources: Mapping[str, str]


def kind_of(value: Any) -> str:
    """Name the kind of a YAML value."""
    return _NAMES.get(type(value), type(value).__name__)


def kind_in_words(value: Any) -> str:
    """Describe what a value is, as it follows "is"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    kind = kind_of(value)
    return "empty" if kind == "null" else _KINDS.get(kind, f"a {kind}")


@cache
def table() -> Table:
    """Read the table of keys; it is ours, so a mistake in it is an error of this program."""
    text = (data_folder("schemas") / "cloud-init.json").read_text(encoding="utf-8")
    data = json.loads(text)
    shape = _ShapeReader(data["shapes"]).named(data["root"])
    root = shape.forms[0]
    if not isinstance(root, Members):
        raise TypeError("the root of schemas/cloud-init.json must be a mapping")
    return Table(root, shape, data["ignored"], data["x-source"])


@dataclass(slots=True)
class _ShapeReader:
    """Turns the definitions of the file into shapes, each name once."""

    definitions: Mapping[str, Any]
    read: dict[str, KeyShape] = field(default_factory=dict)

    def named(self, name: str) -> KeyShape:
        """Return the shape of a name: a kind, or one of the definitions."""
        if name not in self.definitions:
            return KeyShape((Scalar(name),))
        if name not in self.read:
            self.read[name] = self.defined(self.definitions[name])
        return self.read[name]

    def defined(self, definition: Any) -> KeyShape:
        """Return the shape of a definition: text, or an object with `is` or with `keys`."""
        if isinstance(definition, str):
            return self.written(_TOKEN.findall(definition)[::-1])
        if "keys" in definition:
            shape = KeyShape((self.members(definition),))
        else:
            shape = self.defined(definition["is"])
        if pattern := definition.get("pattern", ""):
            shape = replace(shape, forms=(Scalar("text", pattern),))
        words = definition.get("says", shape.words)
        return replace(shape, words=words, hints=definition.get("hints", shape.hints))

    def members(self, definition: Any) -> Members:
        """Return a mapping of certain keys."""
        keys: dict[str, Key] = {}
        for name, key in definition["keys"].items():
            since, use = ("", "") if isinstance(key, str) else (key.get("since"), key.get("use"))
            has_shape = isinstance(key, str) or "is" in key or "keys" in key
            shape = self.defined(key if has_shape else definition["keys"][use])
            keys[name] = Key(shape, since or "", use or "")
        others = self.defined(definition["others"]) if "others" in definition else None
        required, any_of = definition.get("required", ()), definition.get("any", ())
        return Members(keys, others, tuple(required), tuple(any_of))

    def written(self, signs: list[str]) -> KeyShape:
        """Read alternatives up to a closing bracket; the signs are in reverse order."""
        parts: dict[str, list[Form]] = {"|": [], "~": [], "?": []}
        part = "|"
        names: list[KeyShape] = []
        while signs and signs[-1] not in {"]", "}"}:
            sign = signs.pop()
            if sign in parts:
                part = part if sign == "|" else sign
                continue
            shape = self.one(sign, signs)
            names.append(shape)
            parts[part] += shape.forms
            parts["~"] += shape.old
            parts["?"] += shape.loose
        words = names[0].words if len(names) == 1 else ""
        hints = {kind: hint for shape in names for kind, hint in shape.hints.items()}
        return KeyShape(tuple(parts["|"]), tuple(parts["~"]), tuple(parts["?"]), words, hints)

    def one(self, sign: str, signs: list[str]) -> KeyShape:
        """Read one alternative: a literal, a name, a list or a mapping."""
        if sign.startswith("'"):
            return KeyShape((Scalar("text", literal=sign.strip("'")),))
        if sign not in {"[", "{"}:
            return self.named(sign)
        inner = self.written(signs)
        signs.pop()
        filled = bool(signs) and signs[-1] == "+"
        if filled:
            signs.pop()
        return KeyShape(
            (Items(inner, filled) if sign == "[" else Members({}, inner, filled=filled),)
        )
