"""What a spec may say in the place of a constant: a template parameter, a secret, an expression.

`Expression` is to ARM what Markup is to HTML: only text made into one is evaluated by Azure; any
other text that looks like an expression is escaped when it is written.
"""

from __future__ import annotations

from typing import Any

from generator.language.template import MISSING, is_expression
from generator.lazy import dataclass, field, fields, replace

ARM_TYPES = {"string": "string", "integer": "int", "number": "int", "boolean": "bool"}
"""Type of a template parameter by the JSON Schema type of the key that it stands for."""

FIELDS = {"allowedValues": "allowed_values", "defaultExpression": "default_expression",
          "minValue": "min_value", "maxValue": "max_value", "minLength": "min_length",
          "maxLength": "max_length", "keyVaultId": "key_vault_id", "secretName": "secret_name",
          "secretVersion": "secret_version"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    """An ARM expression, without its brackets."""

    text: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A template parameter; MISSING and None say that the spec is silent."""

    name: str
    secure: bool = False
    type: str | None = None
    default: Any = MISSING
    default_expression: str | None = None
    value: Any = MISSING
    allowed_values: list[Any] | None = None
    description: str | None = None
    min_value: int | None = None
    max_value: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    key_vault_id: str | None = None
    secret_name: str | None = None
    secret_version: str | None = None
    path: tuple[str | int, ...] = field(default=(), compare=False)

    @property
    def expression(self) -> Expression:
        """The expression that gives the value on deployment."""
        return Expression(f"parameters('{self.name}')")

    def literal(self) -> Any:
        """Return the value known now: of the parameter file, else the default, else None."""
        if self.value is not MISSING:
            return self.value
        return None if self.default is MISSING else self.default

    def merged(self, other: Parameter) -> tuple[Parameter, list[str]]:
        """Join two declarations of one parameter; give the names of the fields that disagree."""
        changes: dict[str, Any] = {}
        clashes = []
        for item in fields(self):
            mine, theirs = getattr(self, item.name), getattr(other, item.name)
            if item.name == "path" or mine == theirs or theirs is None or theirs is MISSING:
                continue
            if mine is None or mine is MISSING:
                changes[item.name] = theirs
            else:
                clashes.append(item.name)
        return replace(self, **changes), clashes


Reference = Parameter | Expression


def reference_kind(value: object) -> str | None:
    """Return whether a mapping of the spec stands for a "parameter" or a "secret"."""
    if isinstance(value, dict):
        for kind in ("parameter", "secret"):
            if kind in value and not isinstance(value[kind], (dict, list)):
                return kind
    return None


def parameter_of(mapping: dict[str, Any], path: tuple[str | int, ...] = ()) -> Parameter:
    """Make a parameter of a checked `{parameter: ...}` or `{secret: ...}`."""
    kind = "secret" if "secret" in mapping else "parameter"
    rest: dict[str, Any] = {FIELDS.get(key, key): mapping[key] for key in mapping if key != kind}
    if kind == "secret":
        rest["type"] = "securestring"
    return Parameter(mapping[kind], secure=kind == "secret", path=path, **rest)


def arm_value(value: Any) -> Any:
    """Write a value as ARM JSON: references become expressions, look-alikes are escaped."""
    if isinstance(value, dict):
        return {arm_value(key): arm_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [arm_value(item) for item in value]
    if isinstance(value, Parameter):
        value = value.expression
    if isinstance(value, Expression):
        return f"[{value.text}]"
    return escaped(value) if isinstance(value, str) else value


def escaped(text: str) -> str:
    """Double the first bracket of a text that Azure would otherwise take for an expression."""
    looks_escaped = text.startswith("[[") and text.endswith("]")
    return f"[{text}" if is_expression(text) or looks_escaped else text


def quoted(text: str) -> str:
    """Write a text as a string of the expression language."""
    return "'" + text.replace("'", "''") + "'"


def operand(value: object) -> str:
    """Write a value as an operand inside an expression; booleans come out as true and false."""
    if isinstance(value, Parameter):
        text = value.expression.text
        return f"toLower(string({text}))" if value.type == "bool" else text
    if isinstance(value, Expression):
        return value.text
    return quoted(value if isinstance(value, str) else str(value).lower())


def joined(*parts: object) -> str | Expression:
    """Put texts and references together: a text if all are constant, else a format() call."""
    if not any(isinstance(part, (Parameter, Expression)) for part in parts):
        return "".join(str(part) for part in parts)
    pattern = ""
    operands: list[str] = []
    for part in parts:
        if isinstance(part, (Parameter, Expression)):
            pattern += f"{{{len(operands)}}}"
            operands.append(operand(part))
        else:
            pattern += str(part).replace("{", "{{").replace("}", "}}")
    if pattern == "{0}":
        return Expression(operands[0])
    return Expression(f"format({', '.join([quoted(pattern), *operands])})")
