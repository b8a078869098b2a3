"""Where a linked template lies, as far as it lies beside the template that links to it.

A link is a path relative to the template that has it, or an address. Of addresses those can be
found here that start where the main template lies: with `deployment().properties.templateLink.uri`
or with the parameter `_artifactsLocation`, which stands for the folder of the main template by the
convention of the best practices for templates. What follows, such as a token, is left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.language.documents.casing import written
from generator.language.expressions.tree import Call, Expression, Text, to_text
from generator.language.expressions.values import Residual, Value, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expansion.scope import Scope

_HOME = "[deployment().properties.templateLink.uri]"
_NO_TEXT = ("array", "object")
_OF_BOTH = {"uri": (*_NO_TEXT, "int", "bool"), "contentversion": _NO_TEXT}
_REFUSED = {
    "templateLink": {
        **_OF_BOTH,
        "id": _NO_TEXT,
        "relativepath": _NO_TEXT,
        "querystring": _NO_TEXT,
    },
    "parametersLink": _OF_BOTH,
}
"""What the members of a link cannot be; what else is no text becomes one.

Source: the engine of Azure deployments in the Bicep CLI.
"""


def link_faults(name: str, link: Value) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Describe what is wrong with a link once it is evaluated, and the steps to it."""
    if isinstance(link, Residual):
        return
    if not isinstance(link, dict):
        yield f"'{name}' must be an object (is {kind_of(link)})", ()
        return
    for key, value in link.items():
        if not isinstance(value, Residual) and kind_of(value) in _REFUSED[name].get(
            key.lower(), ()
        ):
            yield f"'{key}' of '{name}' must be a string (is {kind_of(value)})", (key,)
    if name == "templateLink":
        leads = {key.lower() for key, value in link.items() if value not in (None, "")}
        if not leads & {"uri", "relativepath", "id"}:
            yield "templateLink has neither 'uri', 'relativePath' nor 'id'", ()
        elif leads >= {"uri", "id"}:
            both = "templateLink has both 'id' and 'uri': leave one of them out"
            yield both, (written(link, "id"),)


def file_of(relative: Value, address: Value, scope: Scope, here: str, home: str) -> Path | None:
    """Return the file of a linked template; None where it does not lie beside the main one.

    `relative` counts from `here`, the file that has the link; `home` is the main template.
    """
    if relative is not None:
        base, rest = _split(relative)
        found = _path(rest)
        return Path(here).parent / found if found and not base else None
    below = _below_home(address, scope)
    return Path(home).parent / below if below else None


def _below_home(address: Value, scope: Scope) -> str | None:
    """Return the path below the folder of the main template that an address leads to."""
    entry = scope.parameters.get("_artifactslocation")
    artifacts = entry.raw if entry is not None and isinstance(entry.raw, str) else None
    base, rest = _split(address)
    if base == _HOME:
        return _path(rest)
    if artifacts and not artifacts.startswith("[") and (base + rest).startswith(artifacts):
        return _path((base + rest)[len(artifacts) :])
    return None


def _path(text: str) -> str | None:
    return text.split("?", 1)[0].lstrip("/") or None


def _split(address: Value) -> tuple[str, str]:
    """Split an address into an expression that it starts with, and the text that follows it."""
    return _parts(address.expression) if isinstance(address, Residual) else ("", str(address))


def _parts(node: Expression) -> tuple[str, str]:
    if isinstance(node, Text):
        return "", node.value
    if not isinstance(node, Call) or node.name.lower() not in {"uri", "concat"}:
        return to_text(node), ""
    base, text = _parts(node.arguments[0])
    more, rest = _parts(node.arguments[1]) if len(node.arguments) > 1 else ("", "")
    rest = "" if more else rest
    if node.name.lower() == "uri":
        return base, text[: text.rfind("/") + 1] + rest
    return base, text + rest
