"""The expressions of a template: their grammar, their functions, the names they use.

A nested template of inner scope has names of its own. One of outer scope, which is the default,
is evaluated with the template around it and uses its names. A function that a template declares
sees only its own parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from generator.azure.resource_types import DEPLOYMENT
from generator.language.documents.casing import canonical, written
from generator.language.template import is_expression
from generator.validation.expressions.reading import Mistake, at_name, read, wrong_count
from generator.validation.expressions.scope import scope_of
from generator.validation.expressions.value_types import fits, misfit
from generator.validation.problem import Problem
from generator.wording.kinds import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Path
    from generator.language.expressions.functions import Function
    from generator.language.expressions.tree import Call
    from generator.validation.expressions.reading import Reading
    from generator.validation.expressions.scope import Scope

_NOT_EVALUATED = {"metadata", "comments"}

_KNOWN_BEFORE = {"name", "type", "apiversion", "condition", "scope", "copy"}
"""What Azure must know of a resource before it deploys anything."""

Where = Literal[
    "the default of a parameter",
    "variables",
    "functions",
    "what Azure must know before the deployment",
    "resources and outputs",
    "outer scope",
]
"""The part of a template that an expression stands in."""


def expression_problems(template: Any, path: Path = ()) -> Iterator[Problem]:
    """Check every expression of a template, with those of the nested templates in it."""
    if not isinstance(template, dict):
        return
    scope = scope_of(template, path)
    for key, section in template.items():
        name, place = key.lower(), (*path, key)
        if name == "parameters":
            for value, where in _members(section, place, "defaultvalue"):
                yield from _check(value, where, scope, "the default of a parameter")
        elif name == "variables":
            yield from _check(section, place, scope, "variables")
        else:
            yield from _evaluated(name, section, place, scope, "resources and outputs")
    for function in scope.functions.values():
        yield from _check(function.value, function.path, scope.of_function(function), "functions")
    yield from scope.unused()


def _members(section: Any, path: Path, wanted: str) -> Iterator[tuple[Any, Path]]:
    """Go through the members of that name of the objects in an object."""
    for name, declared in section.items() if isinstance(section, dict) else ():
        for key, value in declared.items() if isinstance(declared, dict) else ():
            if key.lower() == wanted:
                yield value, (*path, name, key)


def _evaluated(
    name: str, section: Any, path: Path, scope: Scope, where: Where
) -> Iterator[Problem]:
    if name == "resources":
        yield from _resources(section, path, scope, where)
    elif name == "outputs":
        for output, declared in section.items() if isinstance(section, dict) else ():
            place = (*path, output)
            for key, value in declared.items() if isinstance(declared, dict) else ():
                if key.lower() not in _NOT_EVALUATED:
                    yield from _check(value, (*place, key), scope, where)
    elif name in {"imports", "extensions", "asserts"}:
        yield from _check(section, path, scope, where)


def _resources(listing: Any, path: Path, scope: Scope, where: Where) -> Iterator[Problem]:
    items: list[tuple[str | int, Any]]
    if isinstance(listing, dict):
        items = list(listing.items())
    elif isinstance(listing, list):
        items = list(enumerate(listing))
    else:
        yield from _check(listing, path, scope, where)
        return
    for step, resource in items:
        if isinstance(resource, dict):
            yield from _resource(resource, (*path, step), scope, where)
        else:
            yield from _check(resource, (*path, step), scope, where)


def _resource(
    resource: dict[str, Any], path: Path, scope: Scope, where: Where
) -> Iterator[Problem]:
    for key, value in resource.items():
        name, place = key.lower(), (*path, key)
        if name in _NOT_EVALUATED:
            continue
        if name == "resources":
            yield from _resources(value, place, scope, where)
        elif name == "properties" and isinstance(value, dict) and _is_deployment(resource):
            yield from _deployment(value, place, scope, where)
        elif name in _KNOWN_BEFORE and where != "outer scope":
            yield from _check(value, place, scope, "what Azure must know before the deployment")
        else:
            yield from _check(value, place, scope, where)


def _is_deployment(resource: dict[str, Any]) -> bool:
    return str(canonical(resource, {"type": 0}).get("type")).lower() == DEPLOYMENT


def _deployment(
    properties: dict[str, Any], path: Path, scope: Scope, where: Where
) -> Iterator[Problem]:
    nested = written(properties, "template")
    for key, value in properties.items():
        place = (*path, key)
        if key != nested or not isinstance(value, dict):
            yield from _check(value, place, scope, where)
            continue
        evaluation = _evaluation_scope(properties)
        if evaluation == "inner":
            yield from expression_problems(value, place)
        elif evaluation == "outer":
            yield from _outer(value, place, scope)
        else:
            _use(value, scope)


def _evaluation_scope(properties: dict[str, Any]) -> str:
    """Give inner or outer in lower case; any other text where it cannot be told."""
    name = "expressionEvaluationOptions"
    options = canonical(properties, {name: 0}).get(name, {})
    if not isinstance(options, dict):
        return ""
    return str(canonical(options, {"scope": 0}).get("scope", "outer")).lower()


def _outer(template: dict[str, Any], path: Path, scope: Scope) -> Iterator[Problem]:
    """Check a nested template that is evaluated with the one around it.

    What it declares itself plays no part there, but may use names.
    """
    for key, section in template.items():
        name = key.lower()
        if name == "variables":
            yield from _check(section, (*path, key), scope, "outer scope")
        elif name in {"parameters", "functions"}:
            _use(section, scope)
        else:
            yield from _evaluated(name, section, (*path, key), scope, "outer scope")


def _use(value: Any, scope: Scope) -> None:
    for text, _, _ in _expressions(value, ()):
        scope.use(read(text))


def _check(value: Any, path: Path, scope: Scope, where: Where) -> Iterator[Problem]:
    for text, place, on_key in _expressions(value, path):
        reading = read(text)
        scope.use(reading)
        if not reading.needs_a_look and scope.declares(reading):
            continue
        for found in (*reading.mistakes, *_in_scope(reading, scope, where)):
            within = (found.start, found.end)
            yield Problem(found.rule, place, found.message, on_key=on_key, within=within)


def _expressions(value: Any, path: Path) -> Iterator[tuple[str, Path, bool]]:
    """Go through the texts in a value that are expressions: where, and whether as a name."""
    if is_expression(value):
        yield value, path, False
    waiting = [(value, path)]
    while waiting:
        value, path = waiting.pop()
        items: Iterable[tuple[Any, Any]] = ()
        if isinstance(value, dict):
            yield from ((key, (*path, key), True) for key in value if is_expression(key))
            items = value.items()
        elif isinstance(value, list):
            items = enumerate(value)
        for step, item in items:
            if isinstance(item, (dict, list)):
                waiting.append((item, (*path, step)))
            elif is_expression(item):
                yield item, (*path, step), False


def _in_scope(reading: Reading, scope: Scope, where: Where) -> Iterator[Mistake]:
    for table in ("parameters", "variables"):
        yield from _undeclared(reading, scope, table, where)
    for call in reading.own:
        yield from _own(call, scope)
    for wanted in reading.typed:
        declared = scope.table(wanted.table).declared.get(wanted.name)
        found = frozenset({declared.kind if declared else "any"})
        if not fits(found, wanted.types):
            message = misfit(wanted.function, wanted.index, wanted.types, found)
            yield Mistake("TPL020", message, wanted.node.start, wanted.node.end)
    for function, call in reading.placed:
        message = _misplaced(function, where)
        if message:
            yield at_name("TPL021", message, call)


def _undeclared(reading: Reading, scope: Scope, table: str, where: Where) -> Iterator[Mistake]:
    names = scope.table(table)
    looked_up = reading.table(table)
    missing = () if names.is_open else looked_up.keys() - names.declared.keys()
    for name in missing:
        text = looked_up[name]
        hint = did_you_mean(text.value, (known.written for known in names.declared.values()))
        if where == "outer scope":
            hint += "; a nested template of outer scope uses those of the template around it"
        message = f"{table[:-1]} '{text.value}' is not declared{hint}"
        yield Mistake("TPL006", message, text.start, text.end)


def _own(call: Call, scope: Scope) -> Iterator[Mistake]:
    name = call.full_name
    declared = scope.functions.get(name.lower())
    if declared is None:
        hint = did_you_mean(name, (known.name for known in scope.functions.values()))
        yield at_name("TPL019", f"function '{name}' is not declared in 'functions'{hint}", call)
        return
    count = len(declared.parameters)
    wrong = wrong_count(declared.name, count, count, len(call.arguments))
    if wrong:
        yield at_name("TPL020", wrong, call)


def _misplaced(function: Function, where: Where) -> str:
    if where == "outer scope":
        return ""
    is_default = where == "the default of a parameter"
    if function.place == "parameter defaults" and not is_default:
        return f"{function.name}() works only in the default of a parameter"
    too_early = is_default or where in {"variables", "what Azure must know before the deployment"}
    if function.place == "resources and outputs" and too_early:
        return f"{function.name}() works only in resources and outputs, not in {where}"
    return ""
