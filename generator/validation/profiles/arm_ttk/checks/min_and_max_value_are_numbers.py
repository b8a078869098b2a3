"""The bounds of a parameter are integers, and there are both or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.declarations import parameters
from generator.validation.profiles.arm_ttk.search import has, member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK019", "Min-And-Max-Value-Are-Numbers", "min-and-max-values-are-numbers")
_BOUNDS = (("minValue", "Min"), ("maxValue", "Max"))


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield bounds that are no integers, and those that stand alone."""
    for name, given, path in parameters(subject.value):
        bounded = any(has(given, bound) for bound, _ in _BOUNDS)
        for bound, word in _BOUNDS if bounded else ():
            value = member(given, bound)
            if not has(given, bound):
                message = f"parameter '{name}' has the other bound only; give it a {bound} too"
                yield Finding(path, message, fault=f"Parameter.Missing.{word}")
            elif not isinstance(value, int) or isinstance(value, bool):
                message = f"{bound} of parameter '{name}' has to be an integer, without quotes"
                yield Finding((*path, bound), message, fault=f"Parameter.{word}.Not.Int")
