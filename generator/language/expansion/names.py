"""The parameters and variables of a template by name, whose values are found when they are used.

A value is found out once. What fails stays failed: whoever uses it gets the same error, which
stands where the value is declared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.kinds import TEMPLATE_SCHEMA, UNDECLARED_NAME
from generator.language.documents.casing import written
from generator.language.expansion.json_evaluation import loop_name
from generator.language.expressions.frame import EvaluationError, Frame
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import kind_of
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.diagnostics import Path
    from generator.language.expansion.json_evaluation import Failed
    from generator.language.expressions.values import Value


_LONGEST_WAY = 12
"""How many names of a cycle are told."""


@dataclass(slots=True)
class Entry:
    """A declared name: what stands behind it and where, and how its value is found.

    `veil` gives of a value what may be seen; `secret` is the value that a decision goes by where
    it is another one (in a tuple, as it may be null). `declared` is what the default of a
    parameter must fit, `kind` the type that its value has, whatever it is.
    """

    name: str
    path: Path
    raw: Any = None
    loop: dict[str, Any] | None = None
    given: bool = False
    secure: bool = False
    veil: Callable[[Value], Value] | None = None
    secret: tuple[Value] | None = None
    declared: Mapping[str, Any] | None = None
    kind: str = "any"


def default_said(name: str) -> str:
    """Name the default of a parameter in a message."""
    return f"the default of '{name}', which the deployment would use,"


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
        """Return the value of a name; raises EvaluationError where there is none."""
        key = name.lower()
        if key not in self._entries:
            raise EvaluationError(f"{self._kind} '{name}' is not declared", node, UNDECLARED_NAME)
        if key not in self._found:
            self._settle(key, node)
        found = self._found[key]
        if isinstance(found, EvaluationError):
            raise found
        return found

    def all(self) -> Iterator[EvaluationError]:
        """Find out every value, whether used or not; go through what fails, in the order found."""
        for key, entry in self._entries.items():
            try:
                if key not in self._found:
                    self._settle(key, Call(f"{self._kind}s", (Text(entry.name),)))
            except EvaluationError as error:
                yield error
                continue
            found = self._found[key]
            if isinstance(found, EvaluationError):
                yield found

    def _settle(self, name: str, node: Call) -> None:
        """Find out a value after those it names, so that long chains need no deep recursion."""
        if name in self._working:
            chain = " -> ".join(self._cycle(name))
            raise EvaluationError(f"dependency cycle of {self._kind}s: {chain}", node)
        entry = self._entries[name]
        if entry.given or (entry.loop is None and not isinstance(entry.raw, (str, dict, list))):
            self._find_out(name)
            return
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

    def _cycle(self, name: str) -> list[str]:
        """Return the shortest way from a name back to itself; of a long one, its two ends."""
        waiting, before = [name], {name: ""}
        for step in waiting:
            for needed in self._needs(self._entries[step]):
                if needed == name:
                    return self._way(name, step, before)
                if needed not in before:
                    before[needed] = step
                    waiting.append(needed)
        return [self._entries[name].name]

    def _way(self, name: str, last: str, before: Mapping[str, str]) -> list[str]:
        way = [self._entries[name].name]
        while last:
            way.append(self._entries[last].name)
            last = before[last]
        way.reverse()
        return way if len(way) <= _LONGEST_WAY else [*way[:5], "...", *way[-5:]]

    def _needs(self, entry: Entry) -> Iterator[str]:
        waiting = [entry.loop if entry.loop is not None else entry.raw]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                waiting += [*value.values(), *value]
            elif isinstance(value, list):
                waiting += value
            elif isinstance(value, str) and value[:1] == "[":
                for found in self._lookup.findall(value):
                    if found.lower() in self._entries:
                        yield found.lower()

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


def plain_variables(variables: Any, path: Path) -> Iterator[tuple[str, Entry]]:
    """Yield the variables by name in lower case, but for those that copy loops make."""
    for name, raw in variables.items() if isinstance(variables, dict) else ():
        if name.lower() != "copy":
            yield name.lower(), Entry(name, (*path, name), raw)


def looped_variables(
    variables: Any, path: Path, frame: Frame, failed: Failed
) -> Iterator[tuple[str, Entry]]:
    """Yield the variables that copy loops make, by name in lower case.

    The frame sees the others, as names of loops may be put together of them. A loop that lacks a
    part is told to `failed`, and so is one whose name another variable has.
    """
    key = written(variables, "copy") if isinstance(variables, dict) else ""
    loops = variables.get(key) if isinstance(variables, dict) else None
    if loops is None:
        return
    taken = {name.lower() for name in variables} - {"copy"}
    if not isinstance(loops, list):
        message = f"'copy' among the variables must be an array of loops (is {kind_of(loops)})"
        _fail(message, frame, (*path, key), failed)
        return
    for index, loop in enumerate(loops):
        place = (*path, key, index)
        if not _is_whole(loop, frame, place, failed):
            continue
        name = loop_name(loop, frame, place, failed)
        if name.lower() in taken:
            message = f"there is another variable '{name}'"
            _fail(message, frame, (*place, written(loop, "name")), failed)
        taken.add(name.lower())
        yield name.lower(), Entry(name, place, loop=loop)


def _is_whole(loop: Any, frame: Frame, path: Path, failed: Failed) -> bool:
    """Whether a loop has all its parts; what it lacks is told."""
    if not isinstance(loop, dict):
        _fail(f"a copy loop must be an object (is {kind_of(loop)})", frame, path, failed)
        return False
    there = {key.lower() for key in loop}
    missing = [name for name in ("name", "count", "input") if name not in there]
    for name in missing:
        _fail(f"this copy loop has no '{name}'", frame, path, failed)
    return not missing


def _fail(message: str, frame: Frame, path: Path, failed: Failed) -> None:
    failed(EvaluationError(message, rule=TEMPLATE_SCHEMA).located(frame.scope.document, path), None)
