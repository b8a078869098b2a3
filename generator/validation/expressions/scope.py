"""The names that the expressions of a template see, and which of them are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.language.documents.casing import canonical, written
from generator.language.template import is_expression, is_symbolic
from generator.lazy import dataclass, field
from generator.validation.expressions.value_types import declared_type, variable_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.diagnostics import Path
    from generator.validation.expressions.reading import Reading

_UNUSED = {"parameters": "TPL003", "variables": "TPL004"}


@dataclass(frozen=True, slots=True)
class DeclaredName:
    """A declared name as it is written, and where; `kind` is the type of its value or "any"."""

    written: str
    path: Path
    on_key: bool = True
    kind: str = "any"


@dataclass(slots=True)
class DeclaredNames:
    """One table of names, by their lower case, and those of them that expressions use.

    It is open where the template does not tell all names.
    """

    declared: dict[str, DeclaredName] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredFunction:
    """A function that a template declares; `path` is that of the value it gives."""

    name: str
    parameters: tuple[str, ...]
    value: Any
    path: Path


@dataclass(frozen=True, slots=True)
class ExpressionScope:
    """The names that an expression sees; functions by their full name in lower case.

    `nested` is the scope that nested templates have where they do not say which.
    """

    parameters: DeclaredNames
    variables: DeclaredNames
    functions: dict[str, DeclaredFunction] = field(default_factory=dict)
    nested: str = "outer"

    def table(self, name: str) -> DeclaredNames:
        """Return the table of parameters or variables."""
        return self.parameters if name == "parameters" else self.variables

    def declares(self, reading: Reading) -> bool:
        """Whether every name that an expression looks up is declared."""
        return (
            reading.parameters.keys() <= self.parameters.declared.keys()
            and reading.variables.keys() <= self.variables.declared.keys()
        )

    def use(self, reading: Reading) -> None:
        """Remember the names that an expression looks up; a computed one may be any."""
        self.parameters.used.update(reading.parameters)
        self.variables.used.update(reading.variables)
        for name in reading.computed:
            names = self.table(name)
            names.used.update(names.declared)

    def of_function(self, function: DeclaredFunction) -> ExpressionScope:
        """Return the scope inside a function: of the parameters it sees its own."""
        own = {name.lower(): DeclaredName(name, function.path) for name in function.parameters}
        return ExpressionScope(DeclaredNames(own), self.variables, self.functions)

    def unused(self) -> Iterator[Finding]:
        """Yield the names that no expression used."""
        for table, rule in _UNUSED.items():
            names = self.table(table)
            for name in names.declared.keys() - names.used:
                found = names.declared[name]
                message = f"{table[:-1]} '{found.written}' is never used; remove it"
                yield Finding(found.path, message, kind=rule, on_key=found.on_key)


def scope_of(template: dict[str, Any], path: Path) -> ExpressionScope:
    """Return the scope of a template that has names of its own."""
    sections = ("parameters", "variables", "functions")
    whole = canonical(template, dict.fromkeys(sections))
    place = (*path, written(template, "parameters"))
    parameters = _declared(whole.get("parameters"), place, declared_type)
    place = (*path, written(template, "variables"))
    variables = _declared(whole.get("variables"), place, variable_type)
    _add_loops(variables, whole.get("variables"), place)
    place = (*path, written(template, "functions"))
    functions = {item.name.lower(): item for item in _functions(whole.get("functions"), place)}
    nested = "inner" if is_symbolic(template) else "outer"
    return ExpressionScope(parameters, variables, functions, nested)


def _declared(value: Any, path: Path, type_of: Callable[[Any], str]) -> DeclaredNames:
    if not isinstance(value, dict):
        return DeclaredNames(is_open=value is not None)
    return DeclaredNames(
        {
            name.lower(): DeclaredName(name, (*path, name), kind=type_of(item))
            for name, item in value.items()
        }
    )


def _add_loops(variables: DeclaredNames, value: Any, path: Path) -> None:
    """Add the variables that copy loops make, whose list stands where a variable would."""
    key = written(value, "copy") if isinstance(value, dict) else ""
    loops = value.get(key) if isinstance(value, dict) else None
    if not isinstance(loops, list):
        return
    del variables.declared["copy"]
    for index, loop in enumerate(loops):
        name = canonical(loop, {"name": 0}).get("name") if isinstance(loop, dict) else None
        if isinstance(name, str) and not is_expression(name):
            place = (*path, key, index, written(loop, "name"))
            variables.declared[name.lower()] = DeclaredName(name, place, on_key=False, kind="array")
        else:
            variables.is_open = True


def _functions(value: Any, path: Path) -> Iterator[DeclaredFunction]:
    for index, group in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(group, dict):
            continue
        whole = canonical(group, dict.fromkeys(("namespace", "members")))
        members = whole.get("members")
        place = (*path, index, written(group, "members"))
        for name, declared in members.items() if isinstance(members, dict) else ():
            if isinstance(declared, dict):
                full = f"{whole.get('namespace')}.{name}"
                yield _function(full, declared, (*place, name))


def _function(name: str, declared: dict[str, Any], path: Path) -> DeclaredFunction:
    whole = canonical(declared, dict.fromkeys(("parameters", "output")))
    inputs, output = whole.get("parameters"), whole.get("output")
    names = tuple(
        str(canonical(item, {"name": 0}).get("name"))
        for item in (inputs if isinstance(inputs, list) else ())
        if isinstance(item, dict)
    )
    if not isinstance(output, dict):
        return DeclaredFunction(name, names, None, path)
    key = written(output, "value")
    return DeclaredFunction(name, names, output.get(key), (*path, written(declared, "output"), key))
