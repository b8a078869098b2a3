"""What a test looks at: a template or parameter file, or a template inside one, with its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from generator.diagnostics import Path
    from generator.language.source import Document

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a test finds: at a path below the subject, or at an offset of the text."""

    at: Path | int
    message: str
    error_id: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """One template (or parameter file) as a test sees it.

    `value` has no templates of inner scope, and `text` none either: blanks stand in their place,
    so that offsets hold. `whole` is the value of the file. `inside` is the path of an inner one.
    """

    document: Document
    value: Any
    text: str
    whole: Any
    inside: Path = ()
    is_main: bool = False
    as_of: date | None = None

    def range_of(self, *path: str | int) -> tuple[int, int] | None:
        """Give the range of a part of the subject in the text; None where there is none."""
        try:
            return self.document.range((*self.inside, *path))
        except KeyError:
            return None

    @property
    def generated_by_bicep(self) -> bool:
        """Whether Bicep wrote the file: some tests trust it."""
        name = get(get(get(self.whole, "metadata"), "_generator"), "name")
        return str(name).lower() == "bicep"


def get(value: Any, name: str) -> Any:
    """Give a member by its name, in any case; None where there is none."""
    if not isinstance(value, dict):
        return None
    if name in value:
        return value[name]
    wanted = name.lower()
    return next((item for key, item in value.items() if key.lower() == wanted), None)


def has(value: Any, name: str) -> bool:
    """Whether an object has a member of this name, in any case."""
    return isinstance(value, dict) and name.lower() in {key.lower() for key in value}


@dataclass(frozen=True, slots=True)
class Found:
    """An object that has a member, the path to that object, and the objects around it."""

    owner: Object
    key: str
    value: Any
    path: Path
    parents: tuple[Any, ...]
    """The objects around the owner, the nearest first; lists are passed by."""


def find(value: Any, key: Callable[[str], bool]) -> Iterator[Found]:
    """Go through the objects with a member of a certain name, depth first.

    As arm-ttk does, members that begin with "parent" are never entered.
    """
    yield from _find(value, key, (), ())


def _find(
    value: Any, key: Callable[[str], bool], path: Path, parents: tuple[Any, ...]
) -> Iterator[Found]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _find(item, key, (*path, index), parents)
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        if key(name):
            yield Found(value, name, item, path, parents)
    for name, item in value.items():
        if item and not name.lower().startswith("parent"):
            yield from _find(item, key, (*path, name), (value, *parents))


def named(*names: str) -> Callable[[str], bool]:
    """Give a test of names, in any case."""
    wanted = {name.lower() for name in names}
    return lambda name: name.lower() in wanted


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Go through every text of a value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, (*path, index))
    elif isinstance(value, str):
        yield path, value


def calls(function: str, text: str) -> list[re.Match[str]]:
    """Find calls of a function (a pattern) in an expression: after a bracket or a comma."""
    return list(re.finditer(rf"(?<=[\[(,])\s*{function}\s*\(", text, re.IGNORECASE))


_USE = {
    "parameters": re.compile(r"parameters\s*\(\s*'([^']+)'\s*\)", re.IGNORECASE),
    "variables": re.compile(r"variables\s?\(\s*'([^']+)'\s*\)", re.IGNORECASE),
}


def uses(kind: str, text: str) -> dict[str, list[int]]:
    """Give the offsets of all references to "parameters" or "variables", by name in lower case."""
    found: dict[str, list[int]] = {}
    for match in _USE[kind].finditer(text):
        found.setdefault(match[1].lower(), []).append(match.start())
    return found


def of_parameter(name: str) -> re.Pattern[str]:
    """Give the pattern of a reference to a parameter."""
    return re.compile(rf"parameters\s*\(\s*'{re.escape(name)}'\s*\)", re.IGNORECASE)


def of_variable(name: str) -> re.Pattern[str]:
    """Give the pattern of a reference to a variable."""
    return re.compile(rf"variables\s?\(\s*'{re.escape(name)}'\s*\)", re.IGNORECASE)


def in_expression(text: str, offset: int, openers: str = "[") -> bool:
    """Whether an offset of a raw text lies in an expression: a bracket is nearer than a quote."""
    for index in range(offset - 1, -1, -1):
        if text[index] in openers:
            return True
        if text[index] == '"' and (index == 0 or text[index - 1] != "\\"):
            return False
    return False


def secure_parameters(template: Any) -> list[str]:
    """Give the names of secure parameters of a template."""
    declared = get(template, "parameters")
    return [
        name
        for name, item in (declared.items() if isinstance(declared, dict) else ())
        if str(get(item, "type")).lower() in {"securestring", "secureobject"}
    ]


def resources(template: Any) -> list[Any]:
    """Give the top-level resources of the classic form; symbolic ones are not seen by arm-ttk."""
    found = get(template, "resources")
    return found if isinstance(found, list) else []


def starts_expression(value: Any) -> bool:
    """Whether a value begins as an expression does."""
    return isinstance(value, str) and value.lstrip().startswith("[")
