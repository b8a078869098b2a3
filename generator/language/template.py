"""A deployment template as rules look at it: nodes that know where they stand.

A `Node` is the only way a rule reads JSON. It matches names without regard to case, as Azure
Resource Manager does, is falsy where nothing stands, and sees through an expression that is
nothing but `parameters('x')` or `variables('x')` with a literal behind it. Anything else that is
an expression has no value offline: `text()`, `number()` and `flag()` then give None, so a rule
that cannot know stays silent. What an expression or a copy loop may bring is UNKNOWN: the node is
then truthy (not for certain absent) but not `known()` (not for certain there).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from generator.diagnostics import Path


class _Sentinel(Enum):
    MISSING = "missing"


MISSING: Any = _Sentinel.MISSING
"""Where nothing stands: not even null. It stays itself when copied or sent to another process."""

UNKNOWN: Any = object()
_LOOKUP = re.compile(r"^\[\s*(parameters|variables)\s*\(\s*'([^']+)'\s*\)\s*\]$", re.IGNORECASE)
_MAY_BE_NOTHING = re.compile(r"\[\s*(if|coalesce|parameters|tryGet|json|null)\s*\(", re.IGNORECASE)
_DEEPEST_LOOKUP = 16
"""Variables may name variables; a chain longer than this is a cycle or as good as one."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a template and the path to it; `value` is MISSING where nothing can stand."""

    value: Any
    path: Path
    template: Template = field(repr=False, compare=False)

    def __bool__(self) -> bool:
        """Whether something other than null may stand here (ARM treats null as absent)."""
        resolved = self.resolved()
        return resolved is not MISSING and resolved is not None

    def __iter__(self) -> Iterator[Node]:
        """Go through the elements of an array; anything else has none."""
        resolved = self.resolved()
        if isinstance(resolved, list):
            for index, item in enumerate(resolved):
                yield Node(item, (*self.path, index), self.template)

    def at(self, *names: str) -> Node:
        """Give the property reached by `names`; absent ones give the path they would have."""
        value, path, template = self.value, self.path, self.template
        for name in names:
            # Rules ask for thousands of properties: no node is made on the way to one.
            resolved = template.resolve(value) if isinstance(value, str) else value
            key = name
            if isinstance(resolved, dict):
                if name not in resolved:
                    key = template.written(resolved, name)
                if key in resolved:
                    value, path = resolved[key], (*path, key)
                    continue
            open_ = is_expression(resolved) or _copies(resolved, key)
            value, path = (UNKNOWN if open_ else MISSING), (*path, key)
        return Node(value, path, template)

    def members(self) -> Iterator[tuple[str, Node]]:
        """Go through the properties of an object; anything else has none."""
        resolved = self.resolved()
        if isinstance(resolved, dict):
            for key, value in resolved.items():
                yield key, Node(value, (*self.path, key), self.template)

    def resolved(self) -> Any:
        """Give the value, with a bare parameter or variable replaced by its literal."""
        value = self.value
        return self.template.resolve(value) if isinstance(value, str) else value

    def known(self) -> bool:
        """Whether a value stands here for certain, and is no expression known only later."""
        return bool(self) and not is_expression(self.resolved())

    def stands(self) -> bool:
        """Whether a value stands here for certain, even one that is known only later."""
        if self.value is UNKNOWN or not is_expression(self.resolved()):
            return self.known()
        return not _MAY_BE_NOTHING.match(self.resolved())

    def text(self) -> str | None:
        """Give the text, or None where it is absent, no text, or known only on deployment."""
        resolved = self.resolved()
        return resolved if isinstance(resolved, str) and not is_expression(resolved) else None

    def number(self) -> int | None:
        """Give the whole number; ARM takes one in quotes as well."""
        resolved = self.resolved()
        if isinstance(resolved, str) and re.fullmatch(r"-?\d{1,18}", resolved):
            return int(resolved)
        return resolved if isinstance(resolved, int) and not isinstance(resolved, bool) else None

    def flag(self) -> bool | None:
        """Give the boolean; ARM takes "true" and "false" in quotes as well."""
        resolved = self.resolved()
        if isinstance(resolved, str) and resolved.lower() in {"true", "false"}:
            return resolved.lower() == "true"
        return resolved if isinstance(resolved, bool) else None


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a template, children included; `type` is the full one, in lower case."""

    node: Node
    type: str

    def at(self, *names: str) -> Node:
        """Give a property of the resource, as `Node.at` does."""
        return self.node.at(*names)


@dataclass(frozen=True, slots=True)
class Template:
    """The value of a template document, with its resources flattened.

    `base` is the path to a template that a nested deployment holds. `evaluators` give what an
    expression comes to, by the path of the template that it stands in; without one only bare
    parameters and variables are followed. `own_names` tells whether the parameters and variables
    are declared in it, `as_of` is the day that ages are counted to.
    """

    value: dict[str, Any]
    base: Path = ()
    evaluators: Mapping[Path, Callable[[str], Any]] = field(
        default_factory=dict, repr=False, compare=False
    )
    own_names: bool = True
    as_of: date | None = None
    # Many rules ask for the resources and the texts, so they are gathered once.
    _flat: list[Resource] = field(default_factory=list, init=False, repr=False, compare=False)
    _texts: list[Node] = field(default_factory=list, init=False, repr=False, compare=False)
    _names: dict[int, dict[str, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def root(self) -> Node:
        """The whole template."""
        return Node(self.value, self.base, self)

    def nested(self) -> Iterator[Template]:
        """Go through the templates that nested deployments hold, at any depth.

        Those of outer scope read the parameters and variables of the template around them.
        """
        for deployment in self.resources("Microsoft.Resources/deployments"):
            properties = deployment.at("properties")
            inner = properties.at("template")
            if not isinstance(inner.value, dict):
                continue
            scope = properties.at("expressionEvaluationOptions", "scope").text() or "outer"
            value, is_inner = inner.value, scope.lower() == "inner"
            if not is_inner:
                names = {key: self.value.get(key, {}) for key in ("parameters", "variables")}
                value = {**value, **names}
            outer = not is_inner and self.base in self.evaluators
            around = {inner.path: self.evaluators[self.base]} if outer else {}
            evaluators = {**self.evaluators, **around}
            template = Template(value, inner.path, evaluators, is_inner, self.as_of)
            yield template
            yield from template.nested()

    def resources(self, *types: str) -> Iterator[Resource]:
        """Go through the resources of `types` (all without), children after their parents."""
        wanted = {name.lower() for name in types}
        if not self._flat:
            self._flat.extend(self._all(self.root.at("resources"), ""))
        for resource in self._flat:
            if not wanted or resource.type in wanted:
                yield resource

    def _all(self, listing: Node, parent: str) -> Iterator[Resource]:
        symbolic = [node for _, node in listing.members()]
        for node in symbolic or listing:
            written = (node.at("type").text() or "").lower()
            full = f"{parent}/{written}" if parent and written.count("/") == 0 else written
            yield Resource(node, full)
            yield from self._all(node.at("resources"), full)

    def texts(self, *sections: str) -> Iterator[Node]:
        """Go through the texts in sections of the template (all without), as they are written.

        Those of templates that nested deployments hold are not among them, nor those of names that
        the template around this one declares.
        """
        if not self._texts:
            names = () if self.own_names else ("parameters", "variables")
            own = {key: value for key, value in self.value.items() if key.lower() not in names}
            self._texts.extend(Node(*found, self) for found in _texts(own, self.base))
        for node in self._texts:
            if not sections or str(node.path[len(self.base)]).lower() in sections:
                yield node

    def expressions(self, *sections: str) -> Iterator[Node]:
        """Go through those texts that are expressions."""
        return (node for node in self.texts(*sections) if is_expression(node.value))

    def written(self, value: dict[str, Any], name: str) -> str:
        """Give a name of an object as it is written there, or the name itself where it is not."""
        names = self._names.get(id(value))
        if names is None:
            names = {key.lower(): key for key in reversed(value)}
            self._names[id(value)] = names
        return names.get(name.lower(), name)

    def resolve(self, value: Any) -> Any:
        """Follow bare `parameters('x')` and `variables('x')` to a literal, if there is one."""
        for _ in range(_DEEPEST_LOOKUP):
            match = _LOOKUP.match(value) if isinstance(value, str) else None
            if match is None:
                return self._evaluated(value)
            found = self._lookup(match[1].lower(), match[2].lower())
            if found is MISSING:
                return value
            value = found
        return value

    def _evaluated(self, value: Any) -> Any:
        """Give what an expression comes to, where somebody can tell."""
        evaluator = self.evaluators.get(self.base)
        if evaluator is None or not isinstance(value, str) or not is_expression(value):
            return value
        return evaluator(value)

    def _lookup(self, table: str, name: str) -> Any:
        entries = self.value.get(table)
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if key.lower() == name:
                if table == "variables":
                    return entry
                return entry.get("defaultValue", MISSING) if isinstance(entry, dict) else MISSING
        return MISSING


def _copies(value: object, name: str) -> bool:
    """Whether a property copy loop of the object makes the property `name`."""
    loops = value.get("copy") if isinstance(value, dict) else None
    return isinstance(loops, list) and any(
        isinstance(loop, dict) and str(loop.get("name", "")).lower() == name.lower()
        for loop in loops
    )


def _texts(value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """Go through the texts in a value, but for those of nested templates."""
    waiting = [(value, path)]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, dict):
            nested = bool(path) and str(path[-1]).lower() == "properties"
            for key, item in value.items():
                if not (nested and key.lower() == "template" and _is_template(item)):
                    waiting.append((item, (*path, key)))
        elif isinstance(value, list):
            waiting += [(item, (*path, index)) for index, item in enumerate(value)]
        elif isinstance(value, str):
            yield value, path


def _is_template(value: object) -> bool:
    return isinstance(value, dict) and any(key.lower() == "resources" for key in value)


def is_expression(value: object) -> bool:
    """Whether ARM evaluates the value: text in brackets whose first one is not doubled."""
    return value is UNKNOWN or (
        isinstance(value, str)
        and value.startswith("[")
        and value.endswith("]")
        and not value.startswith("[[")
    )
