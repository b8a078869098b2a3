"""Environment variables of a step: how each value reaches a process, byte for byte.

A constant is quoted for the shell that sets it. The value of a parameter is known at the deployment
only, where nothing can quote it: the template carries it as base64, which no shell changes, and the
instance decodes it. So nothing that a value holds is ever read by a shell.

An environment holds no NUL; Windows takes an empty value for no variable, and one name for two
that differ in case. Sources: about_Environment_Variables (PowerShell), environ(7).
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, regex
from generator.spec.references import Expression, Parameter, operand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Given = Mapping[str, Any]

_PLAIN = regex(r"[ #-$&-~]*")
"""What a string of PowerShell on a command line of cmd.exe holds: ASCII, no quote, no % or !."""
_READ_ONLY = "BASHOPTS BASH_VERSINFO EUID PPID SHELLOPTS UID"
_ITS_OWN = (
    "BASHPID BASH_ARGC BASH_ARGV BASH_COMMAND BASH_LINENO BASH_SOURCE BASH_SUBSHELL DIRSTACK "
    "EPOCHREALTIME EPOCHSECONDS FUNCNAME GROUPS HISTCMD LINENO RANDOM SECONDS SRANDOM"
)
FIXED_BY_BASH = frozenset(f"{_READ_ONLY} {_ITS_OWN}".split())
"""Names that bash keeps for itself. Source: bash(1), Shell Variables."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A value that stands in base64 already, or a placeholder for that."""

    text: str


def in_order(environment: Given) -> Iterator[tuple[str, Any]]:
    """Yield names and values; PATH comes last, for until then programs decode the others."""
    yield from sorted(environment.items(), key=lambda item: item[0].upper() == "PATH")


def exports(environment: Given) -> tuple[list[str], dict[str, str | Expression]]:
    """Return the lines of sh that set variables, and what stands in them for @...@."""
    lines, values = [], {}
    for name, value in in_order(environment):
        key = f"environment {name}"
        if isinstance(value, (Parameter, Encoded)) or not constant(value).isprintable():
            # In one line, as what carries a script counts them. The point keeps ends of lines.
            decoded = f"{name}=$(echo @{key}@ | base64 -d; echo .)"
            lines.append(f'{decoded}; export {name}="${{{name}%.}}"')
            values[key] = encoded(value)
        else:
            lines.append(f"export {name}=@{key}@")
            values[key] = shlex.quote(constant(value)).replace("@", "@''")  # is no @NAME@ then
    return lines, values


def constant_exports(environment: Given) -> list[str]:
    """Return the lines of sh that set variables whose values are constants."""
    return [
        f"export {name}={shlex.quote(constant(value))}" for name, value in in_order(environment)
    ]


def assignments(environment: Given) -> list[str | Expression]:
    """Return the pieces of the statements of PowerShell that set variables."""
    pieces: list[str | Expression] = []
    for name, value in in_order(environment):
        pieces += [f"$env:{name}=", *powershell_text(value), ";"]
    return pieces


def powershell_text(value: Any) -> list[str | Expression]:
    """Return the pieces of a text of PowerShell that stands in quotes on a command line of cmd."""
    if not isinstance(value, (Parameter, Expression, Encoded)):
        text = constant(value)
        if _PLAIN.fullmatch(text):
            return ["'" + text.replace("'", "''") + "'"]
    return [
        "[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('",
        encoded(value),
        "'))",
    ]


def encoded(value: Any) -> str | Expression:
    """Return a value in base64; of what only a deployment knows, the expression of it."""
    if isinstance(value, Parameter):
        text = operand(value)
        return Expression(f"base64({f'string({text})' if value.type == 'int' else text})")
    if isinstance(value, Expression):
        return Expression(f"base64({value.text})")
    if isinstance(value, Encoded):
        return value.text
    import base64

    return base64.b64encode(constant(value).encode()).decode("ascii")


def constant(value: object) -> str:
    """Write a constant as text."""
    return str(value).lower() if isinstance(value, bool) else str(value)
