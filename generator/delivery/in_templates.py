"""The custom scripts of a template, with what is known of their commands, scripts and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, WINDOWS_SCRIPT
from generator.delivery.command_words import HOLE
from generator.language.expressions.evaluate import parsed
from generator.language.expressions.tree import Call, ExpressionError, Property, Text
from generator.language.expressions.values import texts_joined
from generator.language.template import is_expression
from generator.lazy import dataclass
from generator.scale_set.view import extensions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Node, Template
    from generator.scale_set.view import Extension

_SYSTEMS = {LINUX_SCRIPT: "linux", WINDOWS_SCRIPT: "windows"}
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class CustomScript:
    """An extension that is a custom script, and the system of its handler."""

    extension: Extension
    system: str

    def nodes(self, name: str) -> list[Node]:
        """Return where a setting stands, protected or not."""
        found = (section.at(name) for section in self.extension.sections)
        return [node for node in found if node]

    @property
    def addresses(self) -> list[Node]:
        """The addresses that are written one by one."""
        return [item for node in self.nodes("fileUris") for item in node]

    def known_addresses(self, *, chosen: bool = True) -> list[str]:
        """Return the addresses with HOLE for what is open, as is a list that is not known.

        Of the values of parameters their defaults count as known, if what is `chosen` does.
        """
        text = known_text if chosen else written_text
        found = [text(item) for item in self.addresses]
        open_list = any(not isinstance(node.resolved(), list) for node in self.nodes("fileUris"))
        sections = (self.extension.settings, self.extension.protected)
        hidden = any(section and not section.known() for section in sections)
        return [*found, HOLE] if open_list or hidden or self.in_vault else found

    @property
    def in_vault(self) -> bool:
        """Whether the protected settings are in a Key Vault."""
        return self.extension.keeps_secrets_in_vault


def custom_scripts(template: Template) -> Iterator[CustomScript]:
    """Yield the custom scripts of a template."""
    for extension in extensions(template):
        system = _SYSTEMS.get(extension.handler or ("", ""))
        if system:
            yield CustomScript(extension, system)


def known_text(node: Node) -> str:
    """Return the text of a node, with HOLE for each part that only a deployment knows."""
    value = node.resolved()
    if not isinstance(value, str):
        return HOLE
    if not is_expression(value):
        return value
    try:
        return _text(parsed(value), _DEEPEST)
    except (ExpressionError, RecursionError):
        return HOLE


def written_text(node: Node) -> str:
    """Return the text of a node as the template has it, with HOLE for what it is given."""
    return _written(node.value, node.template, _DEEPEST)


def _written(value: object, template: Template, deepest: int) -> str:
    if not isinstance(value, str) or not deepest:
        return HOLE
    if not is_expression(value):
        return value
    try:
        return _text(parsed(value), deepest, template)
    except (ExpressionError, RecursionError):
        return HOLE


def _of_variable(expression: Expression, template: Template) -> Node | None:
    """Return the variable that an expression looks up, or a property of it."""
    if isinstance(expression, Property):
        base = _of_variable(expression.base, template)
        return base.at(expression.name) if base else None
    if not isinstance(expression, Call) or expression.full_name.lower() != "variables":
        return None
    name = expression.arguments[0] if expression.arguments else None
    return template.root.at("variables", name.value) if isinstance(name, Text) else None


def _text(expression: Expression, deepest: int, template: Template | None = None) -> str:
    """Return a text, with HOLE for what is open; variables are those of a template."""
    if isinstance(expression, Text):
        return expression.value
    parts = texts_joined(expression) if deepest else None
    if parts is not None:
        return "".join(_text(part, deepest - 1, template) for part in parts)
    if isinstance(expression, Call) and expression.full_name.lower() == "uri" and deepest:
        base, *rest = (_text(part, deepest - 1, template) for part in expression.arguments)
        return f"{base.rstrip('/')}/{''.join(rest).lstrip('/')}"
    found = _of_variable(expression, template) if template else None
    return HOLE if found is None else _written(found.value, found.template, deepest - 1)
