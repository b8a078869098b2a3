"""How a walker reads values: as a template writes them, or as its expansion evaluated them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import written
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import OpenName, Residual
from generator.language.template import is_expression
from generator.lazy import dataclass, field, regex
from generator.validation.expressions.reading import read
from generator.validation.expressions.value_types import (
    ANYTHING,
    declared_type,
    types_of,
    variable_type,
)
from generator.validation.resources.branches import held_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path


_NO_TEXT = regex(r"\s*([-+]?\d+(\.\d+)?|true|false)\s*", re.IGNORECASE | re.ASCII)


def _reads_as_another(value: Any) -> bool:
    """Whether a variable, or a parameter by all that it allows, holds texts that Azure converts.

    So its type tells nothing: what a template comes to is checked with the texts themselves.
    """
    texts = value.get("allowedValues") if isinstance(value, dict) else [value]
    return (
        isinstance(texts, list)
        and bool(texts)
        and all(isinstance(text, str) and _NO_TEXT.fullmatch(text) for text in texts)
    )


def converted_parameters(template: dict[str, Any]) -> frozenset[str]:
    """Return the parameters, in lower case, of which all that is allowed reads as another type."""
    table = template.get(written(template, "parameters"))
    declared = table.items() if isinstance(table, dict) else ()
    return frozenset(name.lower() for name, value in declared if _reads_as_another(value))


@dataclass(frozen=True, slots=True)
class Written:
    """Reads a template as it is written: an expression is a text in brackets.

    `kinds` are the types of its parameters and variables, by table and name in lower case.
    """

    kinds: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, template: dict[str, Any]) -> Written:
        """Return the reading of a template."""
        kinds = {}
        for key, table in template.items():
            name = key.lower()
            if name in {"parameters", "variables"} and isinstance(table, dict):
                tell = declared_type if name == "parameters" else variable_type
                for entry, value in table.items():
                    is_clear = not _reads_as_another(value)
                    kinds[name, entry.lower()] = tell(value) if is_clear else "any"
        return cls(kinds)

    def types(self, value: Any) -> frozenset[str] | None:
        """Return the types that an expression may have; None where the value is none."""
        if not isinstance(value, str) or not is_expression(value):
            return None
        reading = read(value)
        if reading.looks_up is not None:
            return frozenset({self.kinds.get(reading.looks_up, "any")})
        return reading.gives

    def is_open_name(self, name: str) -> bool:
        """Whether a name is an expression."""
        return is_expression(name)

    def loops(self, value: dict[str, Any]) -> Iterator[tuple[str, Any, Path]]:
        """Yield the property loops of an object: name, an element, and where that stands."""
        listed = value.get("copy")
        for index, loop in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(loop, dict) and isinstance(loop.get("name"), str):
                yield loop["name"], loop.get("input"), ("copy", index, "input")

    def branches_at(self, _: Path) -> Iterator[Any]:
        """Return nothing: only an expansion tells what a branch comes to."""
        return iter(())

    def held_by(self, _: Any) -> Iterator[Any]:
        """Return nothing: the expansion tells it."""
        return iter(())


@dataclass(slots=True)
class Evaluated:
    """Reads what an expansion gives: its texts are texts, its loops have run.

    `asked` counts the values that were looked at; `branches` are those of the resource that its
    values do not choose, by their paths. `converted` are the parameters, in lower case, whose texts
    Azure reads as something else.
    """

    converted: frozenset[str] = frozenset()
    asked: int = 0
    branches: dict[Path, list[Any]] = field(default_factory=dict)

    def types(self, value: Any) -> frozenset[str] | None:
        """Return the types of what only a deployment knows; None where the value is known."""
        self.asked += 1
        if not isinstance(value, Residual):
            return None
        match value.expression:
            case Call(name, (Text(parameter),)) if name.lower() == "parameters":
                if parameter.lower() in self.converted:
                    return ANYTHING
        types = types_of(value.expression) if value.kind == "any" else frozenset({value.kind})
        return ANYTHING if "any" in types else types

    def is_open_name(self, name: str) -> bool:
        """Whether only a deployment knows a name."""
        return isinstance(name, OpenName)

    def loops(self, _: dict[str, Any]) -> Iterator[tuple[str, Any, Path]]:
        """Return nothing: where there was a loop there is what it made."""
        return iter(())

    def branches_at(self, path: Path) -> Iterator[Any]:
        """Iterate over the values that a path of the resource has by branches not chosen."""
        return iter(self.branches.get(path, ()))

    def held_by(self, value: Any) -> Iterator[Any]:
        """Iterate over what a value may be that only a deployment knows."""
        return held_by(value)
