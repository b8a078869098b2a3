"""When two values of a template are the same to Azure, although they are written differently.

Names are compared without their casing, as Azure Resource Manager does; so are ids, locations and
the words of enumerations. What a program on the instance reads is compared to the letter.
"""

from __future__ import annotations

from typing import Any

from generator.lazy import regex
from generator.rollout.spelling import is_expression, same_expression

_WORD = regex(r"[A-Za-z]+\d?|[A-Za-z]+(?:_[A-Za-z0-9]+)+")
_EXACT = {
    *("settings", "protectedsettings", "tags", "osprofile", "userassignedidentities"),
    *("userdata", "forceupdatetag", "data", "password"),
}
"""Below these names a change of casing is a change."""
_FULL = {"settings", "protectedsettings", "tags", "userassignedidentities"}
"""Below these names something empty is not nothing."""


def is_exact(name: str) -> bool:
    """Whether all that stands below a name is compared to the letter."""
    return name.lower() in _EXACT


def is_full(name: str) -> bool:
    """Whether what is empty counts below a name."""
    return name.lower() in _FULL


def is_nothing(value: Any, *, full: bool) -> bool:
    """Whether a value stands for no value: null, and where that does not count what is empty."""
    return value is None or (not full and value in ({}, [], ""))


def same(old: Any, new: Any, *, exact: bool) -> bool:
    """Whether two values that are no objects and no lists are the same."""
    if type(old) is type(new) and old == new:
        return True
    if is_expression(old) and is_expression(new):
        return same_expression(old, new)
    if exact:
        return False
    one, other = _plain(old), _plain(new)
    if one == other:
        return True
    if one.startswith("/subscriptions/") or (_WORD.fullmatch(one) and _WORD.fullmatch(other)):
        return one.lower() == other.lower()
    return False


def same_place(old: Any, new: Any) -> bool:
    """Whether two locations are the same: 'West Europe' is westeurope."""
    return _plain(old).replace(" ", "").lower() == _plain(new).replace(" ", "").lower()


def _plain(value: Any) -> str:
    """Return a scalar as text; Azure takes numbers and truth values in quotes as well."""
    return str(value).lower() if isinstance(value, bool) else str(value)
