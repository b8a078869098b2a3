"""A template as Bicep: one file for it, and one for each template that it deploys."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generator.bicep.comments import Comments, comments_of
from generator.bicep.conversion import Conversion
from generator.bicep.declarations import (
    functions,
    lookups,
    marked,
    outputs,
    parameters,
    register,
    start,
    types,
    variables,
)
from generator.bicep.declared_resources import declare
from generator.bicep.existing_statements import existing_statements
from generator.bicep.expressions import Reader
from generator.bicep.identity import OWN, ScopePlace
from generator.bicep.linked import read_beside
from generator.bicep.loop_parents import with_whole_names
from generator.bicep.namespaces import qualified
from generator.bicep.needless_waits import without_needless
from generator.bicep.parents import with_asked_parents
from generator.bicep.resources import statement
from generator.bicep.run_time import too_early
from generator.bicep.scope import FileScope
from generator.bicep.statements import Program, Resource, Statement, Var
from generator.bicep.syntax import names_in
from generator.bicep.waits import connect_waits
from generator.diagnostics import InvalidInput, Severity
from generator.kinds import EXPANSION_COST
from generator.language.documents.casing import member_of
from generator.language.template import is_expression
from generator.lazy import dataclass, regex, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.bicep.declared import DeclaredResource
    from generator.diagnostics import Path
    from generator.language.documents.document import Document

MODULES = "modules"
"""The folder for the files of nested templates, beside the main file."""

_SCOPES = {
    "subscriptiondeploymenttemplate.json": "subscription",
    "managementgroupdeploymenttemplate.json": "managementGroup",
    "tenantdeploymenttemplate.json": "tenant",
}
_USES = regex(r"\bvariables\s*\(\s*'([^']+)'", re.IGNORECASE)


def convert(document: Document) -> Conversion:
    """Return a template in Bicep; the paths of modules are relative to the file of the template.

    Raises InvalidInput where its parts lead too deeply into each other.
    """
    comments = comments_of(document)
    try:
        made = ModuleMaker(document, comments, {}).file(document.value, (), "", OWN)
    except RecursionError:
        message = "expressions lead too deeply into each other here to be printed"
        fault = document.diagnostic(EXPANSION_COST, Severity.ERROR, message)
        raise InvalidInput([fault]) from None
    made.problems.sort(key=lambda item: document.span(item.path))
    return made


@dataclass(frozen=True, slots=True)
class ModuleMaker:
    """Makes the files of a document; `texts` are the modules made so far, by path."""

    document: Document
    comments: Comments
    texts: dict[str, Program]

    def file(
        self,
        template: dict[str, Any],
        base: Path,
        within: str,
        place: ScopePlace,
        target: str = "",
    ) -> Conversion:
        """Return the file of one template; `within` is the module that holds it, '' for none.

        `place` is the scope that it goes to, as far as that is known, and `target` its kind;
        without that the schema of the template tells.
        """
        modules = set(self.texts)
        scope = FileScope(template, base, self.comments, place=place)
        scope.target = target or _target(template)
        scope.evaluate = self._evaluator(base)
        scope.linked = self._linked
        register(scope)
        declare(scope)
        _connect(scope)
        begin, kinds = list(start(scope)), list(types(scope))
        given, declared = list(parameters(scope)), list(variables(scope))
        own = list(functions(scope))
        bodies = [made for item in scope.resources for made in self._resource(scope, item, within)]
        last = list(outputs(scope))
        existing = existing_statements(Reader(scope, "existing"))
        declared += lookups(scope)
        if base and scope.only_json:
            for path in self.texts.keys() - modules:
                del self.texts[path]
            return Conversion(Program(text=f"{json.dumps(template, indent=2)}\n"), self.texts)
        statements = [
            *begin,
            *kinds,
            *scope.more_types,
            *given,
            *scope.more_parameters,
            *declared,
            *own,
            *existing,
            *bodies,
            *last,
        ]
        statements = without_needless(with_whole_names(with_asked_parents(statements)))
        statements = qualified(_without_spent(scope, statements))
        rest = [] if base else list(self.comments.take_below(()))
        head = statements[0] if statements else None
        if rest and head is not None:
            statements[0] = replace(head, comments=(*rest, *head.comments))
        after = () if statements else tuple(rest)
        return Conversion(
            Program(tuple(statements), after), self.texts, [*scope.problems, *scope.of_modules]
        )

    def _resource(
        self, scope: FileScope, declared: DeclaredResource, within: str
    ) -> list[Statement]:
        place = len(declared.path)
        inner = [item for item in scope.problems if item.path[:place] == declared.path]
        early = [item for item in inner if item.path[place : place + 1] != ("resources",)]
        before = len(scope.problems)
        for path, message in too_early(declared.raw, declared.path):
            scope.problem(path, message)
        made, *others = self._statements(scope, declared, within)
        lines = self.comments.take_below(declared.path) if not _has_children(declared) else ()
        made = replace(made, comments=(*made.comments, *lines))
        return [marked([*early, *scope.problems[before:]], made), *others]

    def _statements(
        self, scope: FileScope, declared: DeclaredResource, within: str
    ) -> list[Statement]:
        if declared.module:
            from generator.bicep.modules import module

            return [module(self, scope, declared, within)]
        if declared.deferred:
            from generator.bicep.deferred import deferred

            return deferred(self, scope, declared, within)
        return [statement(scope, declared)]

    def _linked(self, link: str) -> Any:
        """Return the template in a file that a deployment names, where it is there."""
        return read_beside(self.document.path, link)

    def _evaluator(self, base: Path) -> Callable[[str], Any]:
        """Return what works out expressions of a template; it is made once somebody asks."""
        made: list[Callable[[str], Any]] = []

        def work_out(text: str) -> Any:
            if not made:
                from generator.bicep.evaluation import evaluator  # few templates need it

                made.append(evaluator(self.document, base))
            return made[0](text)

        return work_out


def _without_spent(scope: FileScope, statements: list[Statement]) -> list[Statement]:
    """Leave out the variables that only said what Bicep wants as a literal.

    So are the resources outside of the template that turned out not to be asked.
    """
    if not scope.variables and not scope.existing and not any(r.deferred for r in scope.resources):
        return statements
    asked = {
        name
        for section in ("variables", "resources", "outputs")
        for name in _used(scope, member_of(scope.template, section))
    }
    asked |= {item.symbol for item in scope.resources if not item.deferred}
    names = [set(names_in(item.declaration)) for item in statements]
    left = list(zip(statements, names, strict=True))
    while True:
        used = {name for _, found in left for name in found}
        kept = [(item, found) for item, found in left if not _is_spent(item, used, asked)]
        if len(kept) == len(left):
            return [item for item, _ in kept]
        left = kept


def _is_spent(item: Statement, used: set[str], asked: set[str]) -> bool:
    own = item.declaration
    if isinstance(own, Resource):
        return own.existing and own.symbol not in used and own.symbol not in asked
    return isinstance(own, Var) and own.name not in used and f"variable {own.name}" in asked


def _has_children(declared: DeclaredResource) -> bool:
    return bool(member_of(declared.raw, "resources")) and not declared.module


def _connect(scope: FileScope) -> None:
    """Keep who refers to whom as the template says it, before anything is named by a symbol."""
    for name, raw in scope.raw_variables.items():
        for used in _used(scope, raw):
            scope.graph.add(f"variable {scope.variables[name]}", used)
    for declared in scope.resources:
        body = {key: item for key, item in declared.raw.items() if key.lower() != "resources"}
        for used in _used(scope, body):
            scope.graph.add(declared.node, used)
        if declared.parent is not None:
            scope.graph.add(declared.node, declared.parent.node)
    connect_waits(scope)


def _used(scope: FileScope, raw: Any) -> Iterator[str]:
    """Yield the variables that a value uses."""
    if isinstance(raw, str):
        for name in _USES.findall(raw) if is_expression(raw) else ():
            if name.lower() in scope.variables:
                yield f"variable {scope.variables[name.lower()]}"
    elif isinstance(raw, dict):
        for key, item in raw.items():
            yield from _used(scope, key)
            yield from _used(scope, item)
    elif isinstance(raw, list):
        for item in raw:
            yield from _used(scope, item)


def _target(template: dict[str, Any]) -> str:
    """Return the kind of scope that a template is for, by its schema."""
    schema = str(member_of(template, "$schema") or "").lower().rstrip("#")
    return _SCOPES.get(schema.rsplit("/", 1)[-1], "resourceGroup")
