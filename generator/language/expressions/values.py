"""The values that expressions give, with the parts that only a deployment can know.

A value is plain JSON: None, bool, int, float, str, list, dict. Where a part of it is known only
once the template is deployed, a `Residual` stands there with what is left of the expression.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from generator.azure.limits import limit
from generator.language.expressions.json_writing import compact
from generator.language.expressions.tree import Call, Number, Text, to_text, walk
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from generator.language.expressions.tree import Expression

Value: TypeAlias = Any
"""None, bool, int, float, str, list, dict or Residual; lists and dicts hold values."""

LARGEST = limit("template-bytes")
"""A template has at most 4 MB once it is expanded, so no value of it can be larger."""

LONGEST_RESULT = 131_072
"""How many units of 16 bits a text may have that a function puts together; source: the engine's
answers in tests/data/engine. A text that was given may be longer."""

DEEPEST = 100
"""How deep a value may be nested; as deep as a document that can be read."""

_INT32 = 2**31
_PLACE = regex(r"\{(\d{1,2})\}")
"""Where format() puts an argument as it is."""


class FunctionError(ValueError):
    """A function cannot give a result for its arguments: the deployment fails on it."""


class Undecided(Exception):
    """What a function gives here is not documented, so it is left to the deployment."""


@dataclass(slots=True, unsafe_hash=True)
class Residual:
    """What is known only on deployment: the expression for it, and the properties known before.

    `kind` is its type where that is known, else "any".
    It is never changed; it is not frozen as that makes each take four times as long.
    """

    expression: Expression
    known: dict[str, Value] = field(default_factory=dict, compare=False)
    kind: str = field(default="any", compare=False)

    def __str__(self) -> str:
        """Return the text of the expression, in its brackets."""
        return to_text(self.expression)


class OpenName(str):
    """A name of an object that only the deployment knows: the expression for it."""

    __slots__ = ()


def is_partial(value: Value) -> bool:
    """Whether a part of the value is known only on deployment."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Residual):
            return True
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return False


def size_of(value: Value, most: int = LARGEST) -> int:
    """Estimate the length of a value as JSON text, in characters; stop counting above `most`.

    Raises FunctionError where it is nested deeper than any template can be, Undecided where it
    holds what is no number.
    """
    total, depth, level = 0, 0, [value]
    while level and total <= most:
        depth += 1
        below: list[Value] = []
        for item in level:
            if isinstance(item, str):
                total += len(item) + 3
            elif isinstance(item, dict):
                total += 2 + sum(len(key) + 4 for key in item)
                below.extend(item.values())
            elif isinstance(item, list):
                total += 2
                below.extend(item)
            else:
                total += _leaf_size(item, most, inside=depth > 1)
            if total > most:
                break
        level = below
    if depth > DEEPEST:
        raise FunctionError(f"the result is nested deeper than {DEEPEST} levels")
    return total


def _leaf_size(item: Value, most: int, *, inside: bool) -> int:
    if isinstance(item, Residual):
        return length_of(item.expression, most)
    if inside and isinstance(item, float) and not isfinite(item):
        raise Undecided("a number in a value that JSON has no number for")
    return 5


def length_of(expression: Expression, most: int = LARGEST) -> int:
    """Estimate the length of an expression as text; stop counting above `most`.

    Parts of it may be the same object many times over, so printing it to see is no way.
    """
    total = 0
    for node in walk(expression):
        total += 4 + (len(node.value) if isinstance(node, Text) else 8)
        if total > most:
            break
    return total


def require_room(length: int) -> None:
    """Raise FunctionError where a text of that many characters is more than a template holds."""
    if length > LARGEST:
        raise FunctionError("the result is larger than 4 MB, more than a template may have")


def require_short(length: int) -> None:
    """Raise FunctionError where a text that is put together is longer than the engine takes."""
    if length > LONGEST_RESULT:
        message = (
            f"the result has {length:,} characters, and no function may give more than 131,072"
        )
        raise FunctionError(f"{message}; give the string in pieces, or as the value of a parameter")


def kind_of(value: Value) -> str:
    """Name the type of a value as the template language does; "any" for what is not known."""
    return _KINDS.get(type(value), "any")


def certain_kind(value: Value) -> str:
    """Name the type that a value has or will have once it is known; "any" where it is unknown."""
    return value.kind if isinstance(value, Residual) else kind_of(value)


_KINDS = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "string",
    list: "array",
    dict: "object",
}
KINDS = frozenset(_KINDS.values()) - {"null"}
"""The types that a value can have, but for null."""


def to_expression(value: Value) -> Expression:
    """Return an expression for a value: numbers beyond 32 bits and fractions need json()."""
    if isinstance(value, Residual):
        return value.expression
    if isinstance(value, str):
        return Text(value)
    if value is None or isinstance(value, bool):
        return Call(compact(value))
    if isinstance(value, int) and -_INT32 <= value < _INT32:
        return Number(str(value))
    if isinstance(value, list):
        return Call("createArray", tuple(to_expression(item) for item in value))
    if isinstance(value, dict):
        pairs = ((Text(key), to_expression(item)) for key, item in value.items())
        return Call("createObject", tuple(part for pair in pairs for part in pair))
    return Call("json", (Text(compact(value)),))


def residual_text(*parts: Value) -> Value:
    """Put texts together; where one is known only on deployment, give a concat() of them.

    Neighboring texts are joined, and so is what a concat() of texts holds itself.
    """
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    flat: list[Expression] = []
    for part in parts:
        for item in _concatenated(to_expression(part)):
            last = flat[-1] if flat else None
            if isinstance(item, Text) and isinstance(last, Text):
                flat[-1] = Text(last.value + item.value)
            else:
                flat.append(item)
    return Residual(flat[0] if len(flat) == 1 else Call("concat", tuple(flat)), kind="string")


def _concatenated(node: Expression) -> tuple[Expression, ...]:
    """Return what a concat() of texts puts together; anything else is one part."""
    parts = texts_joined(node) or ()
    return parts if any(isinstance(item, Text) for item in parts) else (node,)


def texts_joined(node: Expression) -> tuple[Expression, ...] | None:
    """Return what a concat() joins, or a format() whose places have no form of their own."""
    name = node.full_name.lower() if isinstance(node, Call) else ""
    if not isinstance(node, Call) or name not in {"concat", "format"}:
        return None
    if name == "concat":
        return node.arguments
    pattern = node.arguments[0] if node.arguments else None
    if not isinstance(pattern, Text) or set(_PLACE.sub("", pattern.value)) & set("{}"):
        return None
    pieces = _PLACE.split(pattern.value)
    if any(int(place) + 1 >= len(node.arguments) for place in pieces[1::2]):
        return None
    return tuple(
        node.arguments[int(piece) + 1] if index % 2 else Text(piece)
        for index, piece in enumerate(pieces)
        if index % 2 or piece
    )


def flat_text(value: Value) -> str:
    """Return a text to compare a name by, in lower case, however its texts are put together."""
    if isinstance(value, str):
        return value.lower()
    if not isinstance(value, Residual):
        return ""
    waiting: list[Expression] = [value.expression]
    parts: list[Value] = []
    while waiting:
        node = waiting.pop()
        joined = texts_joined(node)
        if joined is not None:
            waiting.extend(reversed(joined))
        else:
            parts.append(node.value if isinstance(node, Text) else Residual(node))
    return str(residual_text(*parts)).lower()
