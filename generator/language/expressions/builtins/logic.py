"""Truth and comparison. What decides which argument is evaluated (`if`, `and`, ...) is a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.language.expressions.values import (
    FunctionError,
    Undecided,
    Value,
    identity_of,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = re.compile(r"[a-z0-9]*")


def _true() -> bool:
    return True


def _false() -> bool:
    return False


def _null() -> None:
    return None


def _not(value: bool) -> bool:
    return not value


def _bool(value: Value) -> bool:
    """Read true, false, 1 and 0; of other values the documentation says nothing."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if value in {0, 1}:
            return value == 1
        raise Undecided("which numbers are true is not documented")
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if value in {"0", "1"} if isinstance(value, str) else False:
        raise Undecided("whether 0 and 1 may be texts is not documented")
    raise FunctionError(f"a {kind_of(value)} that is neither true nor false")


def _equals(one: Value, other: Value) -> bool:
    """Compare values and their types: texts by case, objects whatever the order of their names."""
    return identity_of(one) == identity_of(other)


def _compared(one: Value, other: Value) -> int:
    """Tell which comes first: -1, 0 or 1. Of texts that is known for plain ones only."""
    if kind_of(one) != kind_of(other):
        raise FunctionError(f"cannot compare {kind_of(one)} with {kind_of(other)}")
    if one == other:
        return 0
    if isinstance(one, str) and not (_PLAIN.fullmatch(one) and _PLAIN.fullmatch(other)):
        raise Undecided("the order of such texts is not documented")
    return -1 if one < other else 1


def _less(one: Value, other: Value) -> bool:
    return _compared(one, other) < 0


def _less_or_equals(one: Value, other: Value) -> bool:
    return _compared(one, other) <= 0


def _greater(one: Value, other: Value) -> bool:
    return _compared(one, other) > 0


def _greater_or_equals(one: Value, other: Value) -> bool:
    return _compared(one, other) >= 0


def _fail(_: str) -> Value:
    raise FunctionError("the template stops the deployment here")


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "true": _true,
    "false": _false,
    "null": _null,
    "not": _not,
    "bool": _bool,
    "equals": _equals,
    "less": _less,
    "lessorequals": _less_or_equals,
    "greater": _greater,
    "greaterorequals": _greater_or_equals,
    "fail": _fail,
}
