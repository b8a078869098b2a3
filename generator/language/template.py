"""A deployment template as rules look at it: nodes that know where they stand.

A `Node` is the only way a rule reads JSON. It matches names without regard to case, as Azure
Resource Manager does, is falsy where nothing stands, and sees through an expression that is
nothing but `parameters('x')` or `variables('x')` with a literal behind it. Anything else that is
an expression has no value offline: `text()`, `number()` and `flag()` then give None, so a rule
that cannot know stays silent. What an expression or a copy loop may bring is UNKNOWN: the node is
then truthy (not for certain absent) but not `known()` (not for certain there).

With an `Evaluator` it sees through all that a deployment need not be asked for, and goes through
the iterations of copy loops: a resource in a loop comes once for each, at its one place.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from generator.azure.resource_types import DEPLOYMENT, child_type
from generator.language.documents.casing import written
from generator.lazy import dataclass, field, regex, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import TypeVar

    from generator.diagnostics import Path

    Made = TypeVar("Made")


class _Sentinel(Enum):
    MISSING = "missing"


MISSING: Any = _Sentinel.MISSING
"""Where nothing stands: not even null. It stays itself when copied or sent to another process."""

UNKNOWN: Any = object()
_LOOKUP = regex(r"^\[\s*(parameters|variables)\s*\(\s*'([^']+)'\s*\)\s*\]$", re.IGNORECASE)
_MAY_BE_NOTHING = regex(r"\[\s*(if|coalesce|parameters|tryGet|json|null)\s*\(", re.IGNORECASE)
_SECURE = {"securestring", "secureobject"}
_DEEPEST_LOOKUP = 16
"""Variables may name variables; a chain longer than this is a cycle or as good as one."""


def is_symbolic(template: dict[str, Any]) -> bool:
    """Whether a template has a languageVersion, by which names are symbolic and scopes inner."""
    return template.get(written(template, "languageVersion")) is not None


class Evaluator(Protocol):
    """Evaluates the expressions of a template, at one iteration of the loops around them."""

    def __call__(self, text: str) -> Any:
        """Return the value of an expression, or the expression itself where it is unknown."""

    def turns(self, loop: dict[str, Any], *, of_values: bool) -> Sequence[Evaluator] | None:
        """Return what evaluates each turn of a copy loop; None where their number is not known."""


class Turns(list[Any]):
    """What a property loop makes: its input as often as it turns, and the nodes of the turns."""

    def __init__(self, nodes: list[Node]) -> None:
        """Keep the nodes."""
        super().__init__(node.value for node in nodes)
        self.nodes = nodes


@dataclass(slots=True)
class Node:
    """A value of a template and the path to it; `value` is MISSING where nothing can stand.

    None is ever changed. It is not frozen, because rules ask for thousands and that takes time.
    """

    value: Any
    path: Path
    template: Template = field(repr=False, compare=False)

    def __bool__(self) -> bool:
        """Whether something other than null may stand here (ARM treats null as absent)."""
        resolved = self.resolved()
        return resolved is not MISSING and resolved is not None

    def __iter__(self) -> Iterator[Node]:
        """Yield the elements of an array; anything else has none."""
        resolved = self.resolved()
        if isinstance(resolved, Turns):
            yield from resolved.nodes
        elif isinstance(resolved, list):
            for index, item in enumerate(resolved):
                yield Node(item, (*self.path, index), self.template)

    def at(self, *names: str) -> Node:
        """Return the property reached by `names`; absent ones give the path they would have."""
        value, path, template = self.value, self.path, self.template
        for name in names:
            # Rules ask for thousands of properties: no node is made on the way to one.
            bracket = isinstance(value, str) and value.startswith("[")
            resolved = template.resolve(value) if bracket else value
            key = name
            if isinstance(resolved, dict):
                if name not in resolved:
                    key = template.written(resolved, name)
                if key in resolved:
                    value, path = resolved[key], (*path, key)
                    continue
            if isinstance(resolved, dict) and "copy" in resolved:
                value, path = template.looped(resolved, path, key)
            else:
                value = UNKNOWN if is_expression(resolved) else MISSING
                path = (*path, key)
        return Node(value, path, template)

    def members(self) -> Iterator[tuple[str, Node]]:
        """Yield the properties of an object; anything else has none."""
        resolved = self.resolved()
        if isinstance(resolved, dict):
            for key, value in resolved.items():
                yield key, Node(value, (*self.path, key), self.template)

    def resolved(self) -> Any:
        """Return the value, with a bare parameter or variable replaced by its literal."""
        value = self.value
        bracket = isinstance(value, str) and value.startswith("[")
        return self.template.resolve(value) if bracket else value

    def known(self) -> bool:
        """Whether a value stands here for certain, and is no expression known only later."""
        return bool(self) and not is_expression(self.resolved())

    def stands(self) -> bool:
        """Whether a value stands here for certain, even one that is known only later."""
        if self.value is UNKNOWN or not is_expression(self.resolved()):
            return self.known()
        return not _MAY_BE_NOTHING.match(self.resolved())

    def from_parameter(self) -> bool:
        """Whether the value is the default of a parameter, or made of one, in place of its own."""
        seen, value = 0, self.value
        while isinstance(value, str) and is_expression(value) and seen < _DEEPEST_LOOKUP:
            match = _LOOKUP.match(value)
            if match is None or match[1].lower() == "parameters":
                return match is not None or "parameters" in value.lower()
            seen, value = seen + 1, self.template.root.at("variables", match[2]).value
        return False

    def text(self) -> str | None:
        """Return the text, or None where it is absent, no text, or known only on deployment."""
        resolved = self.resolved()
        return resolved if isinstance(resolved, str) and not is_expression(resolved) else None

    def number(self) -> int | None:
        """Return the integer; ARM takes one in quotes as well."""
        resolved = self.resolved()
        if isinstance(resolved, str) and re.fullmatch(r"-?\d{1,18}", resolved):
            return int(resolved)
        return resolved if isinstance(resolved, int) and not isinstance(resolved, bool) else None

    def flag(self) -> bool | None:
        """Return the boolean; ARM takes "true" and "false" in quotes as well."""
        resolved = self.resolved()
        if isinstance(resolved, str) and resolved.lower() in {"true", "false"}:
            return resolved.lower() == "true"
        return resolved if isinstance(resolved, bool) else None


@dataclass(frozen=True, slots=True)
class TemplateResource:
    """One resource of a template, children included; `type` is the full one, in lower case."""

    node: Node
    type: str

    def at(self, *names: str) -> Node:
        """Return a property of the resource, as `Node.at` does."""
        return self.node.at(*names)


@dataclass(frozen=True, slots=True)
class Template:
    """The value of a template document, with its resources flattened.

    `base` is the path to a template that a nested deployment holds. Without an `evaluator` only
    bare parameters and variables are followed; `evaluators` are those of the templates within, by
    their paths, as many as a loop around them has turns. `own_names` tells whether the parameters
    and variables are declared in it, `as_of` is the day that ages are counted to.
    """

    value: dict[str, Any]
    base: Path = ()
    evaluator: Evaluator | None = field(default=None, repr=False, compare=False)
    evaluators: Mapping[Path, Sequence[Evaluator]] = field(
        default_factory=dict, repr=False, compare=False
    )
    own_names: bool = True
    as_of: date | None = None
    # Every rule asks for some resources: they are flattened once, and kept by what was asked for.
    _kept: dict[tuple[str, ...], list[TemplateResource]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _secure: list[frozenset[str]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )
    _texts: list[Node] = field(default_factory=list, init=False, repr=False, compare=False)
    _expressions: dict[tuple[str, ...], list[Node]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _names: dict[int, dict[str, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _made: dict[tuple[Any, ...], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def root(self) -> Node:
        """The whole template."""
        return Node(self.value, self.base, self)

    def nested(self) -> Iterator[Template]:
        """Yield the templates that nested deployments hold, at any depth.

        Those of outer scope read the parameters and variables of the template around them.
        """
        seen: set[Path] = set()
        default = "inner" if is_symbolic(self.value) else "outer"
        for deployment in self.resources(DEPLOYMENT):
            properties = deployment.at("properties")
            inner = properties.at("template")
            if not isinstance(inner.value, dict):
                continue
            scope = properties.at("expressionEvaluationOptions", "scope").text() or default
            value = inner.value
            evaluators: Sequence[Evaluator | None] = self.evaluators.get(inner.path, (None,))
            is_inner = scope.lower() == "inner"
            if not is_inner:
                names = {key: self.value.get(key, {}) for key in ("parameters", "variables")}
                value, evaluators = {**value, **names}, (deployment.node.template.evaluator,)
            elif inner.path in seen:
                continue
            seen.add(inner.path)
            for evaluator in evaluators:
                template = replace(
                    self, value=value, base=inner.path, evaluator=evaluator, own_names=is_inner
                )
                yield template
                yield from template.nested()

    def resources(self, *types: str) -> Sequence[TemplateResource]:
        """Return the resources of `types` (all without), children after their parents."""
        found = self._kept.get(types)
        if found is None:
            if types:
                wanted = {name.lower() for name in types}
                found = [resource for resource in self.resources() if resource.type in wanted]
            else:
                found = list(self._all(self.root.at("resources"), ""))
            self._kept[types] = found
        return found

    def once(self, make: Callable[..., Made], *of: str) -> Made:
        """Return what `make` makes of the template, and of some words, which it does once."""
        key = (make, *of)
        if key not in self._made:
            self._made[key] = make(self, *of)
        made: Made = self._made[key]
        return made

    def secure_parameters(self) -> frozenset[str]:
        """Return the names of the parameters of a secure type, in lower case."""
        if not self._secure:
            declared = self.root.at("parameters").members()
            kinds = {name: (entry.at("type").text() or "").lower() for name, entry in declared}
            secure = (name for name, kind in kinds.items() if kind in _SECURE)
            self._secure.append(frozenset(name.lower() for name in secure))
        return self._secure[0]

    def _all(self, listing: Node, parent: str) -> Iterator[TemplateResource]:
        symbolic = [node for _, node in listing.members()]
        for node in symbolic or listing:
            for turn in self._turns(node):
                written = (turn.at("type").text() or "").lower()
                full = child_type(parent, written)
                yield TemplateResource(turn, full)
                yield from turn.template._all(turn.at("resources"), full)  # noqa: SLF001 - another of its kind

    def _turns(self, node: Node) -> Iterator[Node]:
        """Yield what a resource is at each turn of its loop; itself where it has none."""
        loop = node.at("copy").value
        turns = None
        if self.evaluator and isinstance(loop, dict):
            turns = self.evaluator.turns(loop, of_values=False)
        for evaluator in turns or ():
            yield Node(node.value, node.path, self._at_turn(evaluator))
        if not turns:
            yield node

    def _at_turn(self, evaluator: Evaluator) -> Template:
        return replace(self, evaluator=evaluator)

    def looped(self, value: dict[str, Any], path: Path, name: str) -> tuple[Any, Path]:
        """Return what a property loop of an object makes under a name, and where it is written."""
        loops = value["copy"]
        for index, loop in enumerate(loops if isinstance(loops, list) else ()):
            if not isinstance(loop, dict) or str(loop.get("name", "")).lower() != name.lower():
                continue
            turns = self.evaluator.turns(loop, of_values=True) if self.evaluator else None
            if turns is None:
                return UNKNOWN, (*path, name)
            key = self.written(loop, "input")
            place = (*path, "copy", index, key)
            made = [Node(loop.get(key), place, self._at_turn(turn)) for turn in turns]
            return Turns(made), place
        return MISSING, (*path, name)

    def texts(self, *sections: str) -> Iterator[Node]:
        """Yield the texts in sections of the template (all without), as they are written.

        Words without a dot and a bracket say nothing and are left out. Those of templates that
        nested deployments hold are not among them, nor those of names that the template around
        this one declares.
        """
        if not self._texts:
            names = () if self.own_names else ("parameters", "variables")
            own = {key: value for key, value in self.value.items() if key.lower() not in names}
            self._texts.extend(Node(*found, self) for found in _texts(own, self.base))
        for node in self._texts:
            if not sections or str(node.path[len(self.base)]).lower() in sections:
                yield node

    def expressions(self, *sections: str) -> Sequence[Node]:
        """Return those texts that are expressions."""
        found = self._expressions.get(sections)
        if found is None:
            every = self.expressions() if sections else self.texts()
            place = len(self.base)
            found = [
                node
                for node in every
                if is_expression(node.value)
                and (not sections or str(node.path[place]).lower() in sections)
            ]
            self._expressions[sections] = found
        return found

    def written(self, value: dict[str, Any], name: str) -> str:
        """Return a name of an object as it is written there, or the name itself where it is not."""
        names = self._names.get(id(value))
        if names is None:
            names = {key.lower(): key for key in reversed(value)}
            self._names[id(value)] = names
        return names.get(name.lower(), name)

    def resolve(self, value: Any) -> Any:
        """Return what an expression comes to, as far as somebody can tell."""
        if self.evaluator is not None:
            return self.evaluator(value) if is_expression(value) else value
        for _ in range(_DEEPEST_LOOKUP):
            match = _LOOKUP.match(value) if isinstance(value, str) else None
            if match is None:
                return value
            found = self._lookup(match[1].lower(), match[2].lower())
            if found is MISSING:
                return value
            value = found
        return value

    def _lookup(self, table: str, name: str) -> Any:
        entries = self.value.get(table)
        for key, entry in entries.items() if isinstance(entries, dict) else ():
            if key.lower() == name:
                if table == "variables":
                    return entry
                return entry.get("defaultValue", MISSING) if isinstance(entry, dict) else MISSING
        return MISSING


def _texts(value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the texts in a value that are no mere word, but for those of nested templates."""
    waiting = [(value, path)]
    while waiting:
        value, path = waiting.pop()
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(item, str):
                if "." in item or item.startswith("["):
                    yield item, (*path, key)
            elif isinstance(item, (dict, list)) and item:
                nested = isinstance(key, str) and key.lower() == "template" and _is_template(item)
                if not nested or str(path[-1:]).lower() != "('properties',)":
                    waiting.append((item, (*path, key)))


def _is_template(value: object) -> bool:
    return isinstance(value, dict) and any(key.lower() == "resources" for key in value)


def is_loops(value: Any) -> bool:
    """Whether a value is a list of property loops, not a property that is called copy."""
    return isinstance(value, list) and all(
        isinstance(item, dict) and {"name", "count", "input"} <= {key.lower() for key in item}
        for item in value
    )


def is_expression(value: object) -> bool:
    """Whether ARM evaluates the value: text in brackets whose first one is not doubled."""
    if isinstance(value, str):
        return value.startswith("[") and value.endswith("]") and not value.startswith("[[")
    return value is UNKNOWN
