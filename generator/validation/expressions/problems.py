"""The expressions of a template: their grammar, their functions, the names they use.

A nested template of inner scope has names of its own. One of outer scope, which is the default,
is evaluated with the template around it and uses its names. A function that a template declares
sees only its own parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import DEPLOYMENT
from generator.findings import Finding
from generator.language.documents.casing import canonical, written
from generator.language.expressions.places import (
    BEFORE,
    DEFAULTS,
    FUNCTIONS,
    OUTPUTS,
    RESOURCES,
    VARIABLES,
    ZONES,
)
from generator.language.template import is_expression
from generator.lazy import replace
from generator.validation.expressions.reading import at_name, read, start_of, wrong_count
from generator.validation.expressions.scope import scope_of
from generator.validation.expressions.value_types import fits, misfit
from generator.wording.kinds import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Path
    from generator.findings import Shows
    from generator.language.expressions.places import ExpressionPlace
    from generator.language.expressions.tree import Call
    from generator.validation.expressions.reading import Reading
    from generator.validation.expressions.scope import ExpressionScope

_POLICY = "microsoft.authorization/policydefinitions"
_NOT_EVALUATED = {"metadata", "comments"}
_FOUND_IN_FUNCTIONS = {"TPL018", "TPL019", "TPL021"}

_RESOURCE = {"properties": RESOURCES, "sku": RESOURCES, "tags": RESOURCES, "zones": ZONES}
"""The parts of a resource that Azure need not know before it deploys anything."""
_OUTPUT = {"value": OUTPUTS, "input": OUTPUTS}

_OUTER = replace(RESOURCES, name="a nested template of outer scope")


def expression_problems(template: Any, path: Path = ()) -> Iterator[Finding]:
    """Check every expression of a template, with those of the nested templates in it."""
    if not isinstance(template, dict):
        return
    scope = scope_of(template, path)
    for key, section in template.items():
        name, place = key.lower(), (*path, key)
        if name == "parameters":
            for value, where in _members(section, place, "defaultvalue"):
                yield from _check(value, where, scope, DEFAULTS)
        elif name == "variables":
            yield from _check(section, place, scope, VARIABLES)
        else:
            yield from _evaluated(name, section, place, scope)
    for function in scope.functions.values():
        yield from _check(function.value, function.path, scope.of_function(function), FUNCTIONS)
    yield from scope.unused()


def _members(section: Any, path: Path, wanted: str) -> Iterator[tuple[Any, Path]]:
    """Yield the members of that name of the objects in an object."""
    for name, declared in section.items() if isinstance(section, dict) else ():
        for key, value in declared.items() if isinstance(declared, dict) else ():
            if key.lower() == wanted:
                yield value, (*path, name, key)


def _evaluated(name: str, section: Any, path: Path, scope: ExpressionScope) -> Iterator[Finding]:
    if name == "resources":
        yield from _resources(section, path, scope)
    elif name == "outputs":
        for output, declared in section.items() if isinstance(section, dict) else ():
            if isinstance(declared, dict):
                yield from _output(declared, (*path, output), scope)
    elif name in {"imports", "extensions", "asserts"}:
        yield from _check(section, path, scope, BEFORE)


def _output(declared: dict[str, Any], path: Path, scope: ExpressionScope) -> Iterator[Finding]:
    for key, value in declared.items():
        name, place = key.lower(), (*path, key)
        if name == "copy" and isinstance(value, dict):
            yield from _output(value, place, scope)
        elif name not in _NOT_EVALUATED:
            yield from _check(value, place, scope, _OUTPUT.get(name, BEFORE))


def _resources(
    listing: Any, path: Path, scope: ExpressionScope, *, looped: bool = False
) -> Iterator[Finding]:
    items: list[tuple[str | int, Any]]
    if isinstance(listing, dict):
        items = list(listing.items())
    elif isinstance(listing, list):
        items = list(enumerate(listing))
    else:
        yield from _check(listing, path, scope, BEFORE)
        return
    for step, resource in items:
        if isinstance(resource, dict):
            yield from _resource(resource, (*path, step), scope, looped=looped)
        else:
            yield from _check(resource, (*path, step), scope, BEFORE)


def _resource(
    resource: dict[str, Any], path: Path, scope: ExpressionScope, *, looped: bool
) -> Iterator[Finding]:
    """Check a resource; it is `looped` where a copy loop makes it, or its parent."""
    whole = canonical(resource, {"type": 0, "copy": 0})
    kind = str(whole.get("type")).lower()
    looped = looped or "copy" in whole
    for key, value in resource.items():
        name, place = key.lower(), (*path, key)
        if name in _NOT_EVALUATED:
            continue
        if name == "resources":
            yield from _resources(value, place, scope, looped=looped)
        elif name == "properties" and isinstance(value, dict) and kind == DEPLOYMENT:
            yield from _deployment(value, place, scope, looped=looped)
        elif name == "properties" and kind == _POLICY and scope.nested == "inner":
            yield from _policy(value, place, scope)
        else:
            where = _RESOURCE.get(name, BEFORE)
            yield from _check(value, place, scope, where, looped=looped)


def _policy(properties: Any, path: Path, scope: ExpressionScope) -> Iterator[Finding]:
    """Check all but the rule, whose expressions languageVersion 2.0 leaves to Azure Policy."""
    for key, value in properties.items() if isinstance(properties, dict) else ():
        if key.lower() != "policyrule":
            yield from _check(value, (*path, key), scope, RESOURCES, looped=True)


def _deployment(
    properties: dict[str, Any], path: Path, scope: ExpressionScope, *, looped: bool
) -> Iterator[Finding]:
    nested = written(properties, "template")
    for key, value in properties.items():
        place = (*path, key)
        if key != nested or not isinstance(value, dict):
            yield from _check(value, place, scope, RESOURCES, looped=looped)
            continue
        evaluation = _evaluation_scope(properties, scope)
        if evaluation == "inner":
            yield from expression_problems(value, place)
        elif evaluation == "outer":
            # It is but a value there, so what it declares itself plays no part.
            yield from _check(value, place, scope, _OUTER, looped=looped)
        else:
            _use(value, scope)


def _evaluation_scope(properties: dict[str, Any], scope: ExpressionScope) -> str:
    """Return inner or outer in lower case; any other text where it cannot be told."""
    name = "expressionEvaluationOptions"
    options = canonical(properties, {name: 0}).get(name, {})
    if not isinstance(options, dict):
        return ""
    said = str(canonical(options, {"scope": 0}).get("scope", "notspecified")).lower()
    return scope.nested if said == "notspecified" else said


def _use(value: Any, scope: ExpressionScope) -> None:
    for text, _, _ in _expressions(value, ()):
        scope.use(read(text))


def _check(
    value: Any, path: Path, scope: ExpressionScope, where: ExpressionPlace, *, looped: bool = False
) -> Iterator[Finding]:
    for text, place, on_key in _expressions(value, path):
        reading = read(text)
        scope.use(reading)
        if not reading.needs_a_look and scope.declares(reading):
            continue
        alone = () if looped or _is_in_loop(place) else _loopless(reading)
        for found in (*reading.found, *_in_scope(reading, scope, where), *alone):
            shows = _shows(found, reading, where)
            yield replace(found, place=place, on_key=on_key, shows=shows)


def _is_in_loop(path: Path) -> bool:
    return any(isinstance(step, str) and step.lower() == "copy" for step in path)


def _loopless(reading: Reading) -> Iterator[Finding]:
    for call in reading.looped:
        found = at_name("TPL022", "copyIndex() has no copy loop around it", call)
        yield replace(found, shows="evaluated")


def _shows(found: Finding, reading: Reading, where: ExpressionPlace) -> Shows:
    """Describe when Azure comes upon what is wrong: with functions, when it reads them."""
    is_own = start_of(found) in {call.start for call in reading.own}
    if where is FUNCTIONS and found.kind in _FOUND_IN_FUNCTIONS and not is_own:
        return "read"
    return "evaluated" if reading.is_sure(found) else "reached"


def _expressions(value: Any, path: Path) -> Iterator[tuple[str, Path, bool]]:
    """Yield the texts in a value that are expressions: where, and whether as a name."""
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


def _in_scope(
    reading: Reading, scope: ExpressionScope, where: ExpressionPlace
) -> Iterator[Finding]:
    for table in ("parameters", "variables"):
        yield from _undeclared(reading, scope, table, where)
    for call in reading.own:
        yield from _own(call, scope)
    for wanted in reading.typed:
        declared = scope.table(wanted.table).declared.get(wanted.name)
        found = frozenset({declared.kind if declared else "any"})
        if not fits(found, wanted.types):
            message = misfit(wanted.function, wanted.index, wanted.types, found)
            within = (wanted.node.start, wanted.node.end)
            yield Finding((), message, wanted.severity, kind="TPL020", within=within)
    for function, call in reading.placed:
        message = where.refusal(function)
        if message:
            yield at_name("TPL021", message, call)


def _undeclared(
    reading: Reading, scope: ExpressionScope, table: str, where: ExpressionPlace
) -> Iterator[Finding]:
    names = scope.table(table)
    looked_up = reading.table(table)
    missing = () if names.is_open else looked_up.keys() - names.declared.keys()
    for name in missing:
        text = looked_up[name]
        hint = did_you_mean(text.value, (known.written for known in names.declared.values()))
        if where is _OUTER:
            hint += "; a nested template of outer scope uses those of the template around it"
        message = f"{table[:-1]} '{text.value}' is not declared{hint}"
        yield Finding((), message, kind="TPL006", within=(text.start, text.end))


def _own(call: Call, scope: ExpressionScope) -> Iterator[Finding]:
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
