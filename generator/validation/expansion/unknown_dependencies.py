"""The entries of a dependsOn that name no resource of their deployment: Azure refuses them.

An entry may be an id, the part of an id after its scope, a name, the name of a loop or a symbolic
name. What is not known yet is left alone, but for an id of a type that the template does not have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.language.expressions.tree import Call, Text
from generator.language.expressions.values import Residual, Value, is_partial
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic, Path
    from generator.language.documents.source import Document
    from generator.language.expansion.dependencies import Wait
    from generator.language.expansion.expanded import Deployed
    from generator.language.expansion.instances import Instance

_SOURCE = regex(r"microsoft\.[a-z0-9.]+", re.IGNORECASE)
_TYPE = regex(r"[a-z0-9.]+(/[a-z0-9._@-]+)+", re.IGNORECASE)
_OPEN = "?"
_IDS = {
    "resourceid": 0, "subscriptionresourceid": 0, "managementgroupresourceid": 0,
    "tenantresourceid": 0, "extensionresourceid": 1,
}  # fmt: skip
"""The functions that give ids, and which argument may be the type at the earliest."""


@dataclass(frozen=True, slots=True)
class _Resources:
    """The resources of a deployment by what tells that an entry means none of them.

    `types` are all types in lower case, `open_types` those of resources whose name is not known
    yet. `ends` has what the known ids end with.
    """

    types: set[str] = field(default_factory=set)
    open_types: set[str] = field(default_factory=set)
    ends: dict[str, Instance] = field(default_factory=dict)

    def has_type(self, kind: str) -> bool:
        """Whether one may be of a type."""
        return kind in self.types or any(_may_be(known, kind) for known in self.types)

    def may_have(self, kind: str) -> bool:
        """Whether one of that type, of any if it is empty, has a name that is not known yet."""
        return kind in self.open_types if kind else bool(self.open_types)


def unknown_dependencies(deployed: Deployed) -> Iterator[Diagnostic]:
    """Find the entries that name nothing; each once, even if a loop makes many copies of it."""
    lost: dict[Path, tuple[Wait, Document]] = {}
    for item in deployed.resources:
        for wait in item.waits:
            # That if() gives an empty text for nothing is not documented; Azure may take it.
            if not wait.known and wait.said != "":
                lost.setdefault(wait.path, (wait, item.made.origin.frame.scope.document))
    if not lost or deployed.deployment.makes_nothing:
        return  # the names of what a loop of no iterations would make are not known
    instances = deployed.deployment.instances()
    if any(isinstance(made.name, str) and not all(made.name.split("/")) for made in instances):
        return  # an empty name is a fault of its own, and ids are put together of it
    resources = _sorted(instances)
    for path, (wait, document) in lost.items():
        found = _finding(wait.said, resources)
        if found is not None:
            severity, message = found
            yield document.diagnostic("REF004", severity, message, path)


def _sorted(instances: list[Instance]) -> _Resources:
    found = _Resources()
    for made in instances:
        found.types.add(made.type.lower())
        if is_partial(made.name):
            found.open_types.add(made.type.lower())
        segments = made.id.lower().split("/") if isinstance(made.id, str) else []
        for start in range(1, len(segments)):
            found.ends.setdefault("/".join(segments[start:]), made)
    return found


def _finding(said: Value, resources: _Resources) -> tuple[Severity, str] | None:
    kind = _type_in(said)
    shown = _short(said)
    if kind and not resources.has_type(kind):
        message = f"'{shown}' is no resource of this template, which has none of that type"
        return Severity.ERROR, f"{message}: {_instead(said, resources)}"
    if is_partial(said):
        return None
    if resources.may_have(kind):
        message = f"'{shown}' is a resource of this template only if one gets that name"
        hint = "name the resource in both places by the same expression"
        return (Severity.WARNING, f"{message}: {hint}") if kind else None
    near = resources.ends.get(_relative(str(said)).lower())
    if near is not None:
        return Severity.WARNING, _in_full(shown, _short(near.id))
    message = f"'{shown}' is no resource of this template: a deployment refuses to wait for it"
    return Severity.ERROR, message


def _instead(said: Value, resources: _Resources) -> str:
    """Describe what to do about an entry whose type the template does not have."""
    parent = "" if is_partial(said) else _relative(str(said)).lower().rpartition("/")[0]
    holder = resources.ends.get(parent.rpartition("/")[0])
    if holder is not None:  # as the subnets that stand in the properties of a network
        return f"name '{_short(holder.id)}', which makes what it holds"
    return "remove it, as what exists already needs no waiting"


def _in_full(shown: str, near: str) -> str:
    """Describe what an entry may mean that has only the end of an id."""
    if near.lower() == shown.lower():
        message = f"'{shown}' of this template is in another scope than this id says"
        return f"{message}: give both the same resource group, subscription or extended resource"
    message = f"'{shown}' names no resource of this template in full"
    return f"{message}; '{near}' may be meant: use resourceId()"


def _may_be(type_: str, kind: str) -> bool:
    """Whether a resource may be of a type; it may be written by what it extends."""
    if "/providers/" in type_ or "/providers/" in kind:
        return type_.rsplit("/", 1)[-1] == kind.rsplit("/", 1)[-1]
    return f"{type_}/".startswith(f"{kind}/") or not _TYPE.fullmatch(type_)


def _relative(text: str) -> str:
    return text.rsplit("/providers/", 1)[-1]


def _short(value: Value) -> str:
    """Show what is meant without its scope, which may be a stand-in."""
    text = str(value) if isinstance(value, Residual) else _relative(str(value))
    return text if len(text) <= 120 else f"{text[:117]}..."


def _type_in(value: Value) -> str:
    """Return the type in an id, in lower case, as far as it is known; empty where it is not."""
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
    """Return a text with a sign in the place of what is not known yet."""
    if isinstance(value, str):
        return value
    call = value.expression
    if not isinstance(call, Call) or call.name.lower() != "concat":
        return _OPEN
    parts = (node.value if isinstance(node, Text) else _OPEN for node in call.arguments)
    return "".join(parts)
