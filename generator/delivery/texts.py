"""Texts of files with values put in: as they are, or as expressions of a template."""

from __future__ import annotations

from collections import Counter
from typing import Any

from generator.azure.limits import limit
from generator.delivery.environment import constant
from generator.lazy import dataclass, field
from generator.spec.references import Expression, Parameter, joined, operand, quoted

COMMAND_LIMIT = limit("windows-command-characters") - 191
"""What the command of a packed script may have: some room is left for what calls it."""
_LONGEST_INLINE = 400
"""A longer text stands in a variable: an expression must not grow beyond its limit."""


Text = str | Expression
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PackedText:
    """A text for one property, and the variables that its expression needs."""

    value: Text
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WindowsScript:
    """The command that runs a PowerShell script, and the custom data that carries it, if any."""

    command: PackedText
    custom_data: str | None = None


def interpolate(text: str, values: Values, variable: str) -> PackedText:
    """Put values in for @NAME@; references make the text an expression.

    Text that is long or has several lines then becomes the variable `variable`, in which
    format() finds {0}, {1}, ...; its own braces are doubled.
    """
    written = names_between(text)
    used = [name for name in values if name in written]
    if not used:
        return PackedText(text)
    pieces = _split(text, set(used))
    parts = [values[piece] if index % 2 else piece for index, piece in enumerate(pieces)]
    if not any(isinstance(part, (Parameter, Expression)) for part in parts):
        return PackedText("".join(constant(part) for part in parts))
    if len(text) <= _LONGEST_INLINE and "\n" not in text:
        return PackedText(joined(*parts))
    return _from_variable(pieces, values, variable)


def _split(text: str, names: set[str]) -> list[str]:
    """Split a text at each @NAME@ of these names, which are every second piece."""
    pieces: list[str] = []
    first, *rest = text.split("@")
    plain = [first]
    at = 0
    while at < len(rest):
        if rest[at] in names and at + 1 < len(rest):
            pieces += ["@".join(plain), rest[at]]
            plain = [rest[at + 1]]
            at += 2
        else:
            plain.append(rest[at])
            at += 1
    return [*pieces, "@".join(plain)]


def names_between(text: str) -> set[str]:
    """Return what stands between two @ of a text, each of which may be the name of a value."""
    return set(text.split("@")[1:-1])


def length(text: Text) -> int:
    """Return how many characters a text has; of an expression, without what it comes to."""
    return len(text.text if isinstance(text, Expression) else text)


def grown(text: str, values: Values) -> int:
    """Return how many characters a text has with its constant values put in."""
    counts = Counter(text.split("@")[1:-1])
    lengths = {k: len(constant(v)) for k, v in values.items() if not isinstance(v, Parameter)}
    more = (counts[name] * (length - len(name) - 2) for name, length in lengths.items())
    return len(text) + sum(more)


def _from_variable(pieces: list[str], values: Values, variable: str) -> PackedText:
    operands: dict[str, str] = {}
    places: dict[str, str] = {}
    parts = []
    for index, piece in enumerate(pieces):
        if not index % 2:
            parts.append(_braced(piece))
        elif isinstance(values[piece], (Parameter, Expression)):
            operands.setdefault(piece, operand(values[piece]))
            parts.append(places.setdefault(piece, f"{{{len(places)}}}"))
        else:
            parts.append(_braced(constant(values[piece])))
    call = f"format(variables({quoted(variable)}), {', '.join(operands.values())})"
    return PackedText(Expression(call), {variable: "".join(parts)})


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def powershell_bytes(text: str) -> bytes:
    """Encode a script for Windows PowerShell 5.1, which needs a mark to see UTF-8."""
    return text.encode("ascii" if text.isascii() else "utf-8-sig")
