"""Put partial templates together.

Objects merge deeply. Lists whose elements all have a `name` merge by it, as a fragment that adds
a NAT gateway to one subnet needs. What else meets is settled by the policy: fragments must agree,
while the user's `raw` replaces.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from generator.diagnostics import TemplateError, json_pointer
from generator.lazy import dataclass
from generator.wording.kinds import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.diagnostics import Path


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens where both sides have something that cannot be merged further."""

    scalars: Callable[[Any, Any, Path], Any]
    lists: Callable[[list[Any], list[Any]], list[Any]]
    null_removes: bool = False


def agreeing(origin: str) -> Policy:
    """Fragments: lists are joined, scalars must be equal; `origin` names the second fragment."""

    def scalars(base: Any, addition: Any, path: Path) -> Any:
        if base == addition:
            return base
        raise TemplateError(
            f"{origin} sets {json_pointer(path)} to {shown(addition)}, "
            f"but another fragment has set it to {shown(base)}"
        )

    return Policy(scalars, lambda base, addition: [*base, *addition])


REPLACING = Policy(lambda _base, addition, _path: addition, lambda _base, addition: addition, True)
"""The user's own words: the later wins, null removes."""


def merge(base: Any, addition: Any, policy: Policy, path: Path = ()) -> Any:
    """Return `base` with `addition` merged into it; neither is changed.

    Raises TemplateError where the policy asks for agreement and there is none.
    """
    if isinstance(base, dict) and isinstance(addition, dict):
        return _objects(base, addition, policy, path)
    if isinstance(addition, list) and addition[:1] == [None] and policy.null_removes:
        return _without_nulls(addition[1:])
    if isinstance(base, list) and isinstance(addition, list):
        if _all_named(base) and _all_named(addition):
            return _named(base, addition, policy, path)
        return policy.lists(base, addition)
    return policy.scalars(base, addition, path)


def _objects(base: dict[str, Any], addition: dict[str, Any], policy: Policy, path: Path) -> Any:
    result = dict(base)
    for key, value in addition.items():
        if value is None and policy.null_removes:
            result.pop(key, None)
        elif key in base:
            result[key] = merge(base[key], value, policy, (*path, key))
        else:
            result[key] = _without_nulls(value) if policy.null_removes else value
    return result


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return copy.deepcopy(value)


def _all_named(items: list[Any]) -> bool:
    return bool(items) and all(
        isinstance(item, dict) and isinstance(item.get("name"), str) for item in items
    )


def _named(base: list[Any], addition: list[Any], policy: Policy, path: Path) -> list[Any]:
    result = list(base)
    places = {item["name"]: index for index, item in enumerate(result)}
    for item in addition:
        index = places.setdefault(item["name"], len(result))
        if index == len(result):
            result.append(item)
        else:
            result[index] = merge(result[index], item, policy, (*path, index))
    return result
