"""Arrays, and what they share with texts and objects. Nothing given is changed.

An element may be a Residual: it then stands for something of which nothing is known.
Sources: the page "array functions" of the documentation of ARM templates, and the engine's answers
in tests/data/engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.expressions import letters
from generator.language.expressions.builtins.numbers import int32
from generator.language.expressions.builtins.texts import (
    first_units,
    places_of,
    without_first_units,
)
from generator.language.expressions.functions import function
from generator.language.expressions.json_writing import identity_of, spelling_of
from generator.language.expressions.tree import Call, walk
from generator.language.expressions.values import (
    FunctionError,
    Residual,
    Undecided,
    Value,
    certain_kind,
    is_partial,
    kind_of,
    require_room,
    require_short,
    size_of,
    to_expression,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.language.expressions.tree import Expression


def _array(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _create_array(*values: Value) -> list[Value]:
    return list(values)


def _concat(*values: Value) -> Value:
    """Put arrays or texts together; True and False are written as .NET does.

    Of what waits for a resource Azure does not judge the types before the deployment.
    """
    unknown = [value for value in values if isinstance(value, Residual)]
    kinds = set(map(certain_kind, values))
    if "array" in kinds and kinds - {"array", "any"} and not any(map(_asks_resources, unknown)):
        raise FunctionError("cannot put arrays and other values together")
    if unknown:
        raise Undecided
    if "array" in kinds:
        require_room(sum(map(size_of, values)))
        return [item for value in values for item in value]
    texts = [str(value) for value in values]
    require_short(sum(map(letters.length, texts)))
    return "".join(texts)


def _length(value: str | list[Value] | dict[str, Value]) -> int:
    return letters.length(value) if isinstance(value, str) else len(value)


def _empty(value: Value) -> bool:
    return not value


def _first(value: str | list[Value]) -> Value:
    if isinstance(value, str):
        return first_units(value, 1)
    return value[0] if value else None


def _last(value: str | list[Value]) -> Value:
    if isinstance(value, str):
        return without_first_units(value, letters.length(value) - 1)
    return value[-1] if value else None


def _skip(value: str | list[Value], count: int) -> Value:
    int32(count)
    return without_first_units(value, count) if isinstance(value, str) else value[max(count, 0) :]


def _take(value: str | list[Value], count: int) -> Value:
    """Take the first elements or characters; of an empty text any number, however large."""
    if value == "":
        return value
    int32(count)
    return first_units(value, count) if isinstance(value, str) else value[: max(count, 0)]


def _index_from_end(value: list[Value], position: int) -> Value:
    int32(position)
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
    """Leave out what stands twice; objects are the same if their names come in one order."""
    found: dict[str, Value] = {}
    for item in items:
        found.setdefault(spelling_of(item), item)
    return list(found.values())


def _contains(value: Value, item: Value) -> bool:
    """Look for a text in a text by case, for a name in an object in any casing, for an element."""
    if isinstance(value, dict):
        if not isinstance(item, str):
            raise FunctionError(f"the name of a property is a string (is {kind_of(item)})")
        return letters.folded(item) in set(map(letters.folded, value))
    if isinstance(value, str):
        if not isinstance(item, str):
            raise FunctionError(f"only a string can be in a string (is {kind_of(item)})")
        return item in value
    if is_partial(item):
        raise Undecided("what is looked for is not known")
    known = [element for element in value if not is_partial(element)]
    if any(map(_equality(item), known)):
        return True
    if len(known) < len(value):
        raise Undecided("an element is not known")
    return False


def _index_of(value: str | list[Value], item: Value) -> int:
    places = _places(value, item)
    return places[0] if places else -1


def _last_index_of(value: str | list[Value], item: Value) -> int:
    places = _places(value, item)
    return places[1] if places else -1


def _places(value: str | list[Value], item: Value) -> tuple[int, int] | None:
    """Return the first and the last place of a text in a text, in any casing, or of an element."""
    if isinstance(value, str):
        if not isinstance(item, str):
            raise FunctionError(f"only a string can be in a string (is {kind_of(item)})")
        first, last = places_of(value, item)
        return (first, last) if first >= 0 else None
    is_equal = _equality(item)
    found = [index for index, element in enumerate(value) if is_equal(element)]
    return (found[0], found[-1]) if found else None


def _equality(item: Value) -> Callable[[Value], bool]:
    """Return what tells whether a known value equals another."""
    if type(item) in (str, int):
        return lambda element: type(element) is type(item) and element == item
    wanted = identity_of(item)
    return lambda element: identity_of(element) == wanted


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
    """Merge objects at all depths: null overwrites nothing, the later casing of a name counts.

    Arrays are replaced, not merged, by arrays only; objects go together with objects only.
    """
    result: dict[str, Value] = {}
    later = {letters.folded(key): key for key in other}
    for key, before in one.items():
        name = later.pop(letters.folded(key), None)
        if name is None:
            result[key] = before
        else:
            result[name] = _overlaid(before, other[name])
    return result | {name: other[name] for name in later.values()}


def _overlaid(before: Value, after: Value) -> Value:
    if after is None:
        return before
    if before is None:
        return after
    if isinstance(before, Residual) or isinstance(after, Residual):
        return _overlaid_in_part(before, after)
    if isinstance(before, dict) and isinstance(after, dict):
        return _merged(before, after)
    if _shape(before) != _shape(after):
        raise FunctionError(f"cannot merge {kind_of(before)} and {kind_of(after)} of one name")
    return after


def _overlaid_in_part(before: Value, after: Value) -> Value:
    """Merge what is known only on deployment: null overwrites nothing, and objects go together."""
    if isinstance(after, list) and _asks_resources(before):
        raise FunctionError("an array cannot replace what only the deployment knows; leave it out")
    if isinstance(before, Residual) and not isinstance(after, (dict, Residual)):
        return after
    one, other = to_expression(before), to_expression(after)
    merged = Call("union", (one, other))
    if not isinstance(after, Residual):
        return _unless_null(one, merged, other)
    return _unless_null(other, merged if isinstance(before, dict) else other, one)


def _asks_resources(value: Residual) -> bool:
    """Whether a value depends on what is deployed, not only on what is not known here."""
    names = (node.full_name for node in walk(value.expression) if isinstance(node, Call))
    return any(known.kind == "run-time" for name in names if (known := function(name)))


def _unless_null(node: Expression, taken: Expression, otherwise: Expression) -> Residual:
    is_null = Call("equals", (node, Call("null")))
    return Residual(Call("if", (is_null, otherwise, taken)))


def _shape(value: Value) -> str:
    return kind_of(value) if isinstance(value, (dict, list)) else "scalar"


def _intersection(*values: Value) -> Value:
    if all(isinstance(value, dict) for value in values):
        if any(is_partial(value) for value in values):
            raise Undecided("a member is not known")
        first, *others = values
        return {
            key: item
            for key, item in first.items()
            if all(
                key in other and spelling_of(other[key]) == spelling_of(item) for other in others
            )
        }
    if not all(isinstance(value, list) for value in values):
        raise FunctionError("either all must be arrays or all objects")
    if any(is_partial(value) for value in values):
        raise Undecided("an element is not known")
    common = set.intersection(*({spelling_of(item) for item in value} for value in values))
    return [item for item in _unique(values[0]) if spelling_of(item) in common]


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
