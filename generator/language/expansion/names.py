"""The parameters and variables of a template by name, whose values are found when they are used.

A value is found out once. What fails stays failed: whoever uses it gets the same error, which
stands where the value is declared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.language.expansion.json_evaluation import evaluated, is_loops
from generator.language.expressions.frame import EvaluationError, Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.diagnostics import Path
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expressions.tree import Call
    from generator.language.expressions.values import Value


@dataclass(frozen=True, slots=True)
class Entry:
    """A declared name: what stands behind it and where, and how its value is found.

    `veil` gives of a value what may be seen; `secret` is the value that a decision goes by where
    it is another one (in a tuple, as it may be null).
    """

    name: str
    path: Path
    raw: Any = None
    loop: dict[str, Any] | None = None
    given: bool = False
    secure: bool = False
    veil: Callable[[Value], Value] | None = None
    secret: tuple[Value] | None = None


class Names:
    """The parameters or the variables of a template by name; casing does not count."""

    __slots__ = ("_entries", "_evaluate", "_found", "_kind", "_lookup", "_working")

    def __init__(
        self, kind: str, entries: Mapping[str, Entry], evaluate: Callable[[Entry], Value]
    ) -> None:
        """Keep the entries, by their names in lower case."""
        self._kind = kind
        self._entries = entries
        self._evaluate = evaluate
        self._found: dict[str, Value | EvaluationError] = {}
        self._working: list[str] = []
        self._lookup = re.compile(rf"\b{kind}s\s*\(\s*'([^']+)'", re.IGNORECASE)

    def value(self, name: str, node: Call) -> Value:
        """Give the value of a name; raises EvaluationError where there is none."""
        key = name.lower()
        if key not in self._entries:
            raise EvaluationError(f"{self._kind} '{name}' is not declared", node, "TPL006")
        if key not in self._found:
            self._settle(key, node)
        found = self._found[key]
        if isinstance(found, EvaluationError):
            raise found
        return found

    def _settle(self, name: str, node: Call) -> None:
        """Find out a value after those it names, so that long chains need no deep recursion."""
        if name in self._working:
            chain = " -> ".join(self._circle(name))
            raise EvaluationError(f"{self._kind}s name each other in a circle: {chain}", node)
        waiting, opened = [name], set()
        while waiting:
            top = waiting[-1]
            needs = [] if top in opened else self._needs(self._entries[top])
            opened.add(top)
            missing = [n for n in needs if n not in self._found and n not in opened]
            if missing:
                waiting += missing
            else:
                waiting.pop()
                self._find_out(top)

    def _circle(self, name: str) -> list[str]:
        """Give the shortest way from a name back to itself."""
        ways, seen = [[name]], set()
        for way in ways:
            for needed in self._needs(self._entries[way[-1]]):
                if needed == name:
                    return [self._entries[step].name for step in (*way, name)]
                if needed not in seen:
                    seen.add(needed)
                    ways.append([*way, needed])
        return [self._entries[name].name]

    def _needs(self, entry: Entry) -> Iterator[str]:
        waiting = [entry.loop if entry.loop is not None else entry.raw]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                waiting += [*value.values(), *value]
            elif isinstance(value, list):
                waiting += value
            elif isinstance(value, str) and value.startswith("["):
                for match in self._lookup.finditer(value):
                    if match[1].lower() in self._entries:
                        yield match[1].lower()

    def _find_out(self, name: str) -> None:
        if name in self._found or name in self._working:
            return
        self._working.append(name)
        try:
            self._found[name] = self._evaluate(self._entries[name])
        except EvaluationError as error:
            self._found[name] = error
        finally:
            self._working.pop()


def variable_entries(
    variables: Any, path: Path, frame: Frame, failed: Failed
) -> Iterator[tuple[str, Entry]]:
    """Go through the variables of a template by name in lower case, those of loops included."""
    for name, raw in variables.items() if isinstance(variables, dict) else ():
        place = (*path, name)
        if name.lower() != "copy" or not is_loops(raw):
            yield name.lower(), Entry(name, place, raw)
            continue
        for index, loop in enumerate(raw):
            key = next(key for key in loop if key.lower() == "name")
            made = str(evaluated(loop[key], frame, (*place, index, key), failed))
            yield made.lower(), Entry(made, (*place, index), loop=loop)
