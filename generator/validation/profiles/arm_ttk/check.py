"""What a test of the profile is, what it finds, and how the tests are found: a module each.

A module of `checks/` has a docstring (one sentence, then what is odd about the test), a constant
`CHECK` and a function `check(subject)` that yields findings.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Literal

from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.findings import Finding
    from generator.validation.profiles.arm_ttk.subject import TtkSubject

_PAGE = "https://learn.microsoft.com/azure/azure-resource-manager/templates/"
_PAGES = {
    "template": f"{_PAGE}template-test-cases",
    "parameters": f"{_PAGE}parameter-file-test-cases",
    "any": f"{_PAGE}all-files-test-cases",
}
Group = Literal["template", "parameters", "any"]


@dataclass(frozen=True, slots=True)
class Check:
    """The identity of a test: our id, its name in arm-ttk, and where its page describes it.

    A test of templates looks at the file and then at every template of inner scope in it, with
    `once` only at the file, those templates included.
    """

    id: str
    test: str
    section: str = ""
    group: Group = "template"
    once: bool = False

    @property
    def url(self) -> str:
        """The page of arm-ttk that describes the test."""
        page = _PAGES[self.group]
        return f"{page}#{self.section}" if self.section else page


@dataclass(frozen=True, slots=True)
class LoadedCheck:
    """A test with its function, and its documentation unless a wheel has that elsewhere."""

    check: Check
    documentation: str
    run: Callable[[TtkSubject], Iterator[Finding]]


@lru_cache(maxsize=1)
def all_checks() -> tuple[LoadedCheck, ...]:
    """Load every test, in the order of their ids."""
    package = import_module("generator.validation.profiles.arm_ttk.checks")
    modules = [
        import_module(f"{package.__name__}.{found.name}")
        for found in iter_modules(package.__path__)
    ]
    loaded = [LoadedCheck(m.CHECK, m.__doc__ or "", m.check) for m in modules]
    return tuple(sorted(loaded, key=lambda item: item.check.id))
