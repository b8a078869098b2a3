"""Where a value gives a secret away: secure parameters, list functions, signatures in the clear.

Expressions are read token by token and followed through variables. What a function makes of its
argument decides: `length()` of a password tells nothing, `concat()` tells it all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.language.expressions.functions import is_list_function
from generator.language.template import is_expression
from generator.lazy import dataclass, field, regex
from generator.redaction import shows_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

_TOKEN = regex(r"'(?:[^']|'')*'|[A-Za-z_]\w*|\d+|\S")
_HARMLESS = {
    *("empty", "length", "equals", "not", "and", "or", "contains", "startswith", "endswith"),
    *("less", "lessorequals", "greater", "greaterorequals", "uniquestring", "guid"),
}
"""Functions whose result tells nothing of use about a secret argument."""
_SECRETIVE = regex(r"passw|pwd|secret|key|token|sas|credential|connection")
_LONGEST_WAY = 200
"""How many tokens are read of the properties and indexes that follow a variable."""
_STAGING = "_artifactslocationsastoken"
_LITERAL = "an access key or signature"
_DEFAULT = "the access key or signature in the default of a parameter"


@dataclass(frozen=True, slots=True)
class Leak:
    """A place that gives a secret away, and the name of the secret (never the secret).

    It is doubtful for the token of the staging folder, which is empty or lives for hours, for the
    default of a parameter, and for a property of a secure object that is not called like a secret.
    """

    node: Node
    secret: str
    doubtful: bool


@dataclass(slots=True)
class _Call:
    """A function whose brackets are open, and which of its arguments is being read."""

    name: str
    argument: int = 0

    @property
    def hides(self) -> bool:
        return self.name in _HARMLESS or (self.name == "if" and self.argument == 0)


@dataclass(frozen=True, slots=True)
class _Below:
    """A value that is still to be looked into."""

    value: Any


@dataclass(frozen=True, slots=True)
class _SecretReader:
    """Finds the secrets in one value; no part of a variable is followed twice."""

    template: Template
    secure: frozenset[str]
    followed: set[str] = field(default_factory=set)

    def secrets_of(self, value: Any) -> Iterator[str]:
        """Yield the secrets that a value gives away.

        It keeps a stack of its own: a chain of variables cannot exhaust that of Python.
        """
        opened = [self._steps(value)]
        while opened:
            step = next(opened[-1], None)
            if step is None:
                opened.pop()
            elif isinstance(step, _Below):
                opened.append(self._steps(step.value))
            else:
                yield step

    def _steps(self, value: Any) -> Iterator[str | _Below]:
        if isinstance(value, dict):
            yield from map(_Below, value.values())
        elif isinstance(value, list):
            yield from map(_Below, value)
        elif isinstance(value, str) and is_expression(value):
            yield from self._secrets_of_expression(value)
        elif isinstance(value, str) and shows_key(value):
            yield _LITERAL

    def _secrets_of_expression(self, text: str) -> Iterator[str | _Below]:
        tokens = _TOKEN.findall(text[1:-1])
        calls: list[_Call] = []
        hidden = 0
        for index, token in enumerate(tokens):
            if token == "(":  # noqa: S105 - a bracket, no password
                method = index > 1 and tokens[index - 2] == "."
                calls.append(_Call("" if method or not index else tokens[index - 1].lower()))
                hidden += calls[-1].hides
                if not hidden:
                    yield from self._secrets_of_call(tokens, index, calls[-1])
            elif token == ")" and calls:  # noqa: S105 - the same
                hidden -= calls.pop().hides
            elif token == "," and calls:  # noqa: S105 - the same
                hidden -= calls[-1].hides
                calls[-1].argument += 1
                hidden += calls[-1].hides
            elif token.startswith("'") and not hidden and shows_key(token):
                yield _LITERAL

    def _secrets_of_call(
        self, tokens: list[str], index: int, call: _Call
    ) -> Iterator[str | _Below]:
        argument = tokens[index + 1].strip("'") if index + 1 < len(tokens) else ""
        rest = tokens[index + 3 : index + 3 + _LONGEST_WAY]
        if call.name != "list" and is_list_function(call.name):
            yield f"{tokens[index - 1]}()"
        elif call.name == "parameters" and argument.lower() in self.secure:
            yield _named(argument, rest)
        elif call.name == "parameters" and _shows_key(self.template, argument):
            yield _DEFAULT
        elif call.name == "variables":
            part = " ".join([argument, *_way(rest)]).lower()
            if part not in self.followed:
                self.followed.add(part)
                yield _Below(_follow(_variable(self.template, argument), rest))


def _way(tokens: list[str]) -> list[str]:
    """Return the properties and indexes that directly follow a variable."""
    at = 0
    while at + 1 < len(tokens) and tokens[at] in {".", "["}:
        if tokens[at] == "[" and "]" not in tokens[at:]:
            break
        at = tokens.index("]", at) + 1 if tokens[at] == "[" else at + 2
    return tokens[:at]


def _variable(template: Template, name: str) -> Any:
    return template.root.at("variables", name).value


def _shows_key(template: Template, parameter: str) -> bool:
    """Whether a key stands in the default of a parameter that is a text."""
    default = template.root.at("parameters", parameter, "defaultValue").value
    return isinstance(default, str) and shows_key(default)


def _named(parameter: str, tokens: list[str]) -> str:
    """Name a secure parameter, with the properties that are taken of it."""
    name = parameter
    while len(tokens) > 1 and tokens[0] == ".":
        name = f"{name}.{tokens[1]}"
        tokens = tokens[2:]
    return f"the secure parameter '{name}'"


def _is_doubtful(secret: str) -> bool:
    parameter, _, taken = secret.lower().partition(".")
    return (
        secret == _DEFAULT or _STAGING in parameter or bool(taken and not _SECRETIVE.search(taken))
    )


def _follow(value: Any, tokens: list[str]) -> Any:
    """Follow the property names that follow a variable; an index stands for every element."""
    while len(tokens) > 1 and tokens[0] in {".", "["}:
        if tokens[0] == "[":
            if not isinstance(value, list) or "]" not in tokens:
                return value
            tokens = tokens[tokens.index("]") + 1 :]
            continue
        items = value if isinstance(value, list) else [value]
        value = [
            content
            for item in items
            if isinstance(item, dict)
            for name, content in item.items()
            if name.lower() == tokens[1].lower()
        ]
        tokens = tokens[2:]
    return value


def secrets_in(node: Node) -> Iterator[Leak]:
    """Yield the places at and below a node that give a secret away."""
    if node:
        yield from _search(node, node.template.secure_parameters())


def _search(node: Node, secure: frozenset[str]) -> Iterator[Leak]:
    if isinstance(node.value, str):
        reader = _SecretReader(node.template, secure)
        leaks = [
            Leak(node, secret, _is_doubtful(secret)) for secret in reader.secrets_of(node.value)
        ]
        if leaks:
            yield min(leaks, key=lambda leak: leak.doubtful)
        return
    for _, child in node.members():
        yield from _search(child, secure)
    for item in node:
        yield from _search(item, secure)
