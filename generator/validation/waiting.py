"""The entries of a dependsOn that name no resource of their deployment: Azure refuses them.

An entry may be an id, the part of an id after its scope, a name, the name of a loop or a symbolic
name. What is not known yet is left alone, but for an id of a type that the template does not have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.language.expressions import Call, Text
from generator.language.values import Residual, Value, is_partial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.dependencies import Wait
    from generator.language.expand import Deployed
    from generator.language.instances import Instance

_SOURCE = re.compile(r"microsoft\.[a-z0-9.]+", re.IGNORECASE)
_TYPE = re.compile(r"[a-z0-9.]+(/[a-z0-9._@-]+)+", re.IGNORECASE)
_OPEN = "?"
_IDS = {
    "resourceid": 0, "subscriptionresourceid": 0, "managementgroupresourceid": 0,
    "tenantresourceid": 0, "extensionresourceid": 1,
}  # fmt: skip
"""The functions that give ids, and which argument may be the type at the earliest."""


def strangers(deployed: Deployed) -> Iterator[Diagnostic]:
    """Find the entries that name nothing; each once, even if a loop makes many copies of it."""
    if deployed.deployment.makes_nothing:
        return  # the names of what a loop of no iterations would make are not known
    told = set()
    for item in deployed.resources:
        for wait in item.waits:
            if wait.known or wait.path in told:
                continue
            found = _finding(wait, deployed.deployment.instances())
            if found is not None:
                told.add(wait.path)
                severity, message = found
                document = item.made.origin.frame.scope.document
                yield document.diagnostic("TPL036", severity, message, wait.path)


def _finding(wait: Wait, instances: list[Instance]) -> tuple[Severity, str] | None:
    if wait.said == "":
        return None  # what if() gives for nothing: whether Azure takes it is not documented
    kind = _type_in(wait.said)
    shown = _short(wait.said)
    if kind and not any(_may_be(made.type.lower(), kind) for made in instances):
        message = f"'{shown}' is no resource of this template, which has none of that type"
        return Severity.ERROR, f"{message}: remove it, as what exists already needs no waiting"
    candidates = [made for made in instances if not kind or made.type.lower() == kind]
    if is_partial(wait.said) or any(is_partial(made.name) for made in candidates):
        return None
    near = _near(str(wait.said), instances)
    if near is not None:
        message = f"'{shown}' names no resource of this template in full"
        return Severity.WARNING, f"{message}; '{_short(near.id)}' may be meant: use resourceId()"
    message = f"'{shown}' is no resource of this template: a deployment refuses to wait for it"
    return Severity.ERROR, message


def _may_be(type_: str, kind: str) -> bool:
    """Whether a resource may be of a type; it may be written by what it extends."""
    if "/providers/" in type_ or "/providers/" in kind:
        return type_.rsplit("/", 1)[-1] == kind.rsplit("/", 1)[-1]
    return f"{type_}/".startswith(f"{kind}/") or not _TYPE.fullmatch(type_)


def _near(said: str, instances: list[Instance]) -> Instance | None:
    """Give the resource of the same name in another scope, or of a name that ends like that."""
    relative = _relative(said).lower()
    for made in instances:
        if isinstance(made.id, str) and made.id.lower().endswith(f"/{relative}"):
            return made
    return None


def _relative(text: str) -> str:
    return text.rsplit("/providers/", 1)[-1]


def _short(value: Value) -> str:
    """Show what is meant without its scope, which may be a stand-in."""
    text = str(value) if isinstance(value, Residual) else _relative(str(value))
    return text if len(text) <= 120 else f"{text[:117]}..."


def _type_in(value: Value) -> str:
    """Give the type in an id, in lower case, as far as it is known; empty where it is not."""
    if isinstance(value, Residual):
        named = _type_argument(value)
        if named:
            return named
    parts = _relative(_with_gaps(value)).strip("/").lower().split("/")
    if len(parts) < 3 or not _SOURCE.fullmatch(parts[0]):
        return ""
    types = [parts[0]]
    for kind, name in zip(parts[1::2], parts[2::2], strict=False):
        if _OPEN in kind:
            break
        types.append(kind)
        if _OPEN in name:  # it may have slashes of its own
            break
    return "/".join(types) if len(types) > 1 else ""


def _type_argument(value: Residual) -> str:
    call = value.expression
    if not isinstance(call, Call) or call.name.lower() not in _IDS:
        return ""
    for argument in call.arguments[_IDS[call.name.lower()] :]:
        if isinstance(argument, Text) and "/" in argument.value:
            return argument.value.rstrip("/").lower()
        if not isinstance(argument, Text):
            return ""
    return ""


def _with_gaps(value: Value) -> str:
    """Give a text with a sign in the place of what is not known yet."""
    if isinstance(value, str):
        return value
    call = value.expression
    if not isinstance(call, Call) or call.name.lower() != "concat":
        return _OPEN
    parts = (node.value if isinstance(node, Text) else _OPEN for node in call.arguments)
    return "".join(parts)
