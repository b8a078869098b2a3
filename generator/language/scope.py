"""The names that the expressions of a template see: parameters, variables, own functions.

A value is found out when it is first used, and once. What fails stays failed: whoever uses it gets
the same error, which stands where the value is declared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.language.evaluation import Budget, EvaluationError, Frame, measure, value_of
from generator.language.expressions import Call, Text, walk
from generator.language.json_evaluation import evaluated, is_loops, unrolled
from generator.language.values import Residual, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.diagnostics import Path
    from generator.language.context import Context
    from generator.language.json_evaluation import Failed
    from generator.language.source import Document

_DEEPEST_FUNCTION = 32
"""How many functions of templates may be at work in each other; they cannot call themselves."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A declared name: what stands behind it and where, and how its value is found."""

    name: str
    path: Path
    raw: Any = None
    loop: dict[str, Any] | None = None
    given: bool = False
    secure: bool = False


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


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function that a template declares: the names of its parameters and what it gives."""

    name: str
    parameters: tuple[str, ...]
    value: Any
    path: Path


@dataclass(slots=True)
class Scope:
    """What the expressions of one template see, and what evaluating them may still cost.

    `shown` tells whether the values of secure parameters may be seen, which is for decisions only.
    """

    document: Document
    context: Context
    parameters: Mapping[str, Entry] = field(default_factory=dict)
    variables: Mapping[str, Entry] = field(default_factory=dict)
    functions: Mapping[str, OwnFunction] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    referenced: Callable[[Call, list[Value]], Value] | None = None
    shown: bool = False
    depth: int = 0
    _parameters: Names = field(init=False)
    _variables: Names = field(init=False)
    _revealed: Scope | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Prepare the look-ups."""
        self._parameters = Names("parameter", self.parameters, self._parameter)
        self._variables = Names("variable", self.variables, self._variable)

    def parameter(self, name: str, node: Call) -> Value:
        """Give the value of a parameter, or an expression where it is secure or not known."""
        return self._parameters.value(name, node)

    def variable(self, name: str, node: Call) -> Value:
        """Give the value of a variable."""
        return self._variables.value(name, node)

    def revealed(self) -> Scope:
        """Give the scope in which the values of secure parameters can be seen."""
        if self.shown or not any(entry.secure for entry in self.parameters.values()):
            return self
        if self._revealed is None:
            self._revealed = Scope(
                self.document, self.context, self.parameters, self.variables, self.functions,
                self.budget, self.referenced, shown=True, depth=self.depth,
            )  # fmt: skip
        return self._revealed

    def _parameter(self, entry: Entry) -> Value:
        hidden = Residual(Call("parameters", (Text(entry.name),)))
        if entry.secure and not self.shown:
            return entry.raw if isinstance(entry.raw, Residual) else hidden
        if entry.given:
            return entry.raw
        value = self._measured(evaluated(entry.raw, Frame(self), entry.path), entry)
        return hidden if _changes(value) else value

    def _variable(self, entry: Entry) -> Value:
        if entry.loop is not None:
            return self._measured(unrolled(entry.loop, Frame(self), entry.path), entry)
        return self._measured(evaluated(entry.raw, Frame(self), entry.path), entry)

    def _measured(self, value: Value, entry: Entry) -> Value:
        try:
            measure(value, None, Frame(self))
        except EvaluationError as error:
            raise error.located(self.document, entry.path) from None
        return value

    def call_own(self, node: Call, frame: Frame) -> Value:
        """Give the result of a function that the template declares."""
        found = self.functions.get(node.full_name.lower())
        if found is None:
            message = f"function '{node.full_name}' is not declared in 'functions'"
            raise EvaluationError(message, node, "TPL019")
        if len(found.parameters) != len(node.arguments):
            takes, has = len(found.parameters), len(node.arguments)
            message = f"{found.name}() takes {takes} arguments (has {has})"
            raise EvaluationError(message, node, "TPL020")
        if self.depth >= _DEEPEST_FUNCTION:
            raise EvaluationError(f"{found.name}() calls itself, which no function may", node)
        entries = {
            name.lower(): Entry(name, found.path, value_of(argument, frame), given=True)
            for name, argument in zip(found.parameters, node.arguments, strict=True)
        }
        inside = Scope(
            self.document, self.context, entries, functions=self.functions, budget=self.budget,
            shown=self.shown, depth=self.depth + 1,
        )  # fmt: skip
        try:
            return evaluated(found.value, Frame(inside), found.path)
        except EvaluationError as error:
            raise EvaluationError(f"in {found.name}(): {error.message}", node, error.rule) from None


def _changes(value: Value) -> bool:
    """Whether a default is another one at every deployment; then the parameter stays itself."""
    return isinstance(value, Residual) and any(
        isinstance(part, Call) and part.name.lower() in {"newguid", "utcnow"}
        for part in walk(value.expression)
    )


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


def own_functions(groups: Any, path: Path) -> Iterator[tuple[str, OwnFunction]]:
    """Go through the functions that a template declares, by full name in lower case."""
    for index, group in enumerate(groups if isinstance(groups, list) else ()):
        names = {key.lower(): key for key in group} if isinstance(group, dict) else {}
        if {"namespace", "members"} <= names.keys():
            members = group[names["members"]]
            place = (*path, index, names["members"])
            for name, declared in members.items() if isinstance(members, dict) else ():
                full = f"{group[names['namespace']]}.{name}"
                if isinstance(declared, dict):
                    yield full.lower(), _own_function(full, declared, (*place, name))


def _own_function(name: str, declared: dict[str, Any], path: Path) -> OwnFunction:
    members = {key.lower(): key for key in declared}
    inputs = declared.get(members.get("parameters", ""), [])
    output = declared.get(members.get("output", ""), {})
    value = next((output[key] for key in output if key.lower() == "value"), None)
    names = tuple(
        str(item.get(next((key for key in item if key.lower() == "name"), ""), ""))
        for item in (inputs if isinstance(inputs, list) else ())
        if isinstance(item, dict)
    )
    return OwnFunction(name, names, value, (*path, members.get("output", "output"), "value"))
