"""What extensions run on: the scale sets and machines of a template, with all their extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import (
    MACHINE,
    MACHINE_EXTENSION,
    SCALE_SET,
    SCALE_SET_EXTENSION,
)
from generator.lazy import dataclass
from generator.scale_set.references import name_of
from generator.scale_set.view import Extension, ScaleSet, operating_system

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource


@dataclass(frozen=True, slots=True)
class Identity:
    """The managed identities of a host; `users` is how many of users, None where unknown."""

    node: Node
    known: bool
    system: bool
    users: int | None

    @property
    def none(self) -> bool:
        """Whether it has none for certain."""
        return self.known and not self.system and self.users == 0


@dataclass(frozen=True, slots=True)
class Host:
    """A scale set or a machine, and the extensions that the template gives it."""

    resource: TemplateResource
    extensions: tuple[Extension, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether it is a scale set."""
        return self.resource.type == SCALE_SET

    @property
    def noun(self) -> str:
        """How messages name it."""
        return "scale set" if self.is_set else "machine"

    @property
    def profile(self) -> Node:
        """The object with osProfile and storageProfile."""
        properties = self.resource.at("properties")
        return properties.at("virtualMachineProfile") if self.is_set else properties

    @property
    def system(self) -> str | None:
        """Return "windows" or "linux"; None where the template does not settle it."""
        return operating_system(self.profile)

    @property
    def flexible(self) -> bool:
        """Whether it is a Flexible scale set."""
        return self.is_set and ScaleSet(self.resource).flexible

    @property
    def created(self) -> bool:
        """Whether the template has the model of it, and does not just change what is there."""
        return self.profile.known() and bool(self.profile.at("storageProfile"))

    @property
    def identity(self) -> Identity:
        """The managed identities that the template gives it."""
        node = self.resource.at("identity")
        kind, users = node.at("type"), node.at("userAssignedIdentities")
        if not node:
            return Identity(node, known=self.created, system=False, users=0)
        text = (kind.text() or "").lower().replace(" ", "")
        names = users.resolved()
        number = len(names) if isinstance(names, dict) else None
        if text and "userassigned" not in text:
            number = 0
        return Identity(node, bool(text), "systemassigned" in text, number)


def hosts(template: Template) -> Iterator[Host]:
    """Yield the scale sets and machines of a template, each with its extensions."""
    children = list(template.resources(*_PARENTS))
    for resource in template.resources(SCALE_SET, MACHINE):
        is_set = resource.type == SCALE_SET
        found = list(ScaleSet(resource).inline_extensions()) if is_set else []
        found += [
            Extension(child.node, inline=False) for child in children if _is_of(child, resource)
        ]
        yield Host(resource, tuple(found))


def host_of_each(template: Template) -> Iterator[tuple[Host | None, Extension]]:
    """Yield all extensions of a template, each with its host where that is in it."""
    seen = set()
    for host in hosts(template):
        for extension in host.extensions:
            if not extension.inline:
                seen.add((extension.node.path, id(extension.node.template)))
            yield host, extension
    for child in template.resources(*_PARENTS):
        if (child.node.path, id(child.node.template)) not in seen:
            yield None, Extension(child.node, inline=False)


_PARENTS = {SCALE_SET_EXTENSION: SCALE_SET, MACHINE_EXTENSION: MACHINE}


def _is_of(child: TemplateResource, parent: TemplateResource) -> bool:
    """Whether an extension is one of a resource: within it, or by the first part of its name."""
    if _PARENTS[child.type] != parent.type:
        return False
    place = parent.node.path
    if child.node.path[: len(place)] == place:
        return not parent.at("copy") or child.node.template is parent.node.template
    name, own = name_of(child.node), name_of(parent.node)
    return bool(name and own) and _owner(name or "") == own


def _owner(name: str) -> str:
    """Return the name of the parent in that of a child, which may be an expression."""
    if "(" not in name:
        return name.rpartition("/")[0]
    function, _, rest = name.partition("(")
    parts = _arguments(rest.removesuffix(")"))
    if function == "format" and parts[0].startswith("'{0}/") and len(parts) > 1:
        return parts[1].strip("'")
    for place, part in enumerate(parts):
        if function == "concat" and part.startswith("'/") and place:
            return parts[0] if place == 1 else f"concat({','.join(parts[:place])})"
    return ""


def _arguments(text: str) -> list[str]:
    """Split the arguments of a call at the commas between them; names have no brackets in texts."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
