"""Arrays, and what they share with texts and objects. Nothing given is changed.

An element may be a Residual: it then stands for something of which nothing is known.
Source: the page "array functions" of the documentation of ARM templates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Undecided,
    Value,
    identity_of,
    is_partial,
    kind_of,
    require_room,
    size_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _array(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _create_array(*values: Value) -> list[Value]:
    return list(values)


def _concat(*values: Value) -> Value:
    """Put arrays or texts together; True and False are written as .NET does."""
    arrays = [value for value in values if isinstance(value, list)]
    if arrays:
        if len(arrays) < len(values):
            raise FunctionError("cannot put arrays and other values together")
        require_room(sum(size_of(value) for value in arrays))
        return [item for value in arrays for item in value]
    if any(isinstance(value, float) for value in values):
        raise Undecided("how fractions are written is not documented")
    texts = [str(value) for value in values]
    require_room(sum(len(text) for text in texts))
    return "".join(texts)


def _length(value: str | list[Value] | dict[str, Value]) -> int:
    if isinstance(value, str) and any(ord(sign) > 0xFFFF for sign in value):
        raise Undecided("characters beyond 16 bits count twice in .NET")
    return len(value)


def _empty(value: Value) -> bool:
    return not value


def _first(value: str | list[Value]) -> Value:
    if isinstance(value, str):
        return value[:1]
    return value[0] if value else None


def _last(value: str | list[Value]) -> Value:
    if isinstance(value, str):
        return value[-1:]
    return value[-1] if value else None


def _skip(value: str | list[Value], count: int) -> Value:
    return value[max(count, 0) :]


def _take(value: str | list[Value], count: int) -> Value:
    return value[: max(count, 0)]


def _index_from_end(value: list[Value], position: int) -> Value:
    if not 0 < position <= len(value):
        raise FunctionError(
            f"the array has {len(value)} elements (wanted is {position} from the end)"
        )
    return value[-position]


def _flatten(value: list[Value]) -> list[Value]:
    if any(isinstance(item, Residual) for item in value):
        raise Undecided("an element is not known")
    if not all(isinstance(item, list) for item in value):
        raise FunctionError("every element must be an array")
    return [inner for item in value for inner in item]


def _distinct(value: list[Value]) -> list[Value]:
    return _unique(value)


def _unique(items: Iterable[Value]) -> list[Value]:
    found: dict[str, Value] = {}
    for item in items:
        found.setdefault(identity_of(item), item)
    return list(found.values())


def _contains(value: Value, item: Value) -> bool:
    """Look for a text in a text by case, for a name in an object in any casing, for an element."""
    if isinstance(value, dict):
        if not isinstance(item, str):
            raise FunctionError(f"the name of a property is a text (is {kind_of(item)})")
        return item.lower() in {key.lower() for key in value}
    if isinstance(value, str):
        if not isinstance(item, str):
            raise FunctionError(f"only a text can be in a text (is {kind_of(item)})")
        return item in value
    if is_partial(value) or is_partial(item):
        raise Undecided("an element is not known")
    wanted = identity_of(item)
    return any(identity_of(element) == wanted for element in value)


def _index_of(value: str | list[Value], item: Value) -> int:
    places = _places(value, item)
    return places[0] if places else -1


def _last_index_of(value: str | list[Value], item: Value) -> int:
    places = _places(value, item)
    return places[1] if places else -1


def _places(value: str | list[Value], item: Value) -> tuple[int, int] | None:
    """Give the first and the last place of a text in a text, in any casing, or of an element."""
    if isinstance(value, str):
        if not isinstance(item, str):
            raise FunctionError(f"only a text can be in a text (is {kind_of(item)})")
        if len(value.lower()) != len(value):
            raise Undecided("a letter without a single counterpart")
        if not item:
            raise Undecided("where an empty text is found is not documented")
        first = value.lower().find(item.lower())
        return (first, value.lower().rfind(item.lower())) if first >= 0 else None
    wanted = identity_of(item)
    found = [index for index, element in enumerate(value) if identity_of(element) == wanted]
    return (found[0], found[-1]) if found else None


def _union(*values: Value) -> Value:
    """Put arrays together without what stands twice; merge objects, of which later ones win."""
    if all(isinstance(value, dict) for value in values):
        result: dict[str, Value] = {}
        for value in values:
            result = _merged(result, value)
        return result
    if not all(isinstance(value, list) for value in values):
        raise FunctionError("either all must be arrays or all objects")
    if any(is_partial(value) for value in values):
        raise Undecided("an element is not known")
    return _unique(item for value in values for item in value)


def _merged(one: dict[str, Value], other: dict[str, Value]) -> dict[str, Value]:
    """Merge objects at all depths; an array is replaced, not merged."""
    result = dict(one)
    names = {key.lower(): key for key in result}
    for key, value in other.items():
        name = names.setdefault(key.lower(), key)
        if name != key:
            raise Undecided("whether the casing of names makes two of them is not documented")
        before = result.get(name)
        if name in result and isinstance(before, Residual) and isinstance(value, (dict, Residual)):
            raise Undecided("what is merged is not known")
        if isinstance(before, dict) and isinstance(value, Residual):
            raise Undecided("what is merged is not known")
        if isinstance(before, dict) and isinstance(value, dict):
            result[name] = _merged(before, value)
        else:
            result[name] = value
    return result


def _intersection(*values: Value) -> Value:
    if all(isinstance(value, dict) for value in values):
        first, *others = values
        return {
            key: item
            for key, item in first.items()
            if all(
                key in other and identity_of(other[key]) == identity_of(item) for other in others
            )
        }
    if not all(isinstance(value, list) for value in values):
        raise FunctionError("either all must be arrays or all objects")
    common = set.intersection(*({identity_of(item) for item in value} for value in values))
    return [item for item in _unique(values[0]) if identity_of(item) in common]


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "array": _array,
    "createarray": _create_array,
    "concat": _concat,
    "length": _length,
    "empty": _empty,
    "first": _first,
    "last": _last,
    "skip": _skip,
    "take": _take,
    "indexfromend": _index_from_end,
    "flatten": _flatten,
    "distinct": _distinct,
    "contains": _contains,
    "indexof": _index_of,
    "lastindexof": _last_index_of,
    "union": _union,
    "intersection": _intersection,
}
STRUCTURAL = {
    "array", "createarray", "concat", "length", "empty", "first", "last", "skip", "take",
    "indexfromend", "flatten", "union", "contains",
}  # fmt: skip
"""Those that do not look at elements, so that some of them may be unknown."""
