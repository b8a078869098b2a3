"""The model of a scale set as an update goes by it: its mode, its batches, its extensions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generator.azure.images import system_of_publisher
from generator.azure.limits import limit
from generator.language.documents.casing import written

_NUMBER = re.compile(r"-?\d{1,9}")
_DEFAULT_PERCENT = limit("rolling-percent")

PROFILE = ("properties", "virtualMachineProfile")


def at(value: Any, *names: str) -> Any:
    """Give what stands at a way of names, whatever their casing; None where nothing does."""
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(written(value, name))
    return value


def text_at(value: Any, *names: str) -> str:
    """Give the text at a way of names; an empty one where there is none."""
    found = at(value, *names)
    return found if isinstance(found, str) else ""


def number_at(value: Any, *names: str) -> int | None:
    """Give the whole number at a way of names, also one in quotes."""
    found = at(value, *names)
    if isinstance(found, str) and _NUMBER.fullmatch(found):
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def flag_at(value: Any, *names: str) -> bool:
    """Whether true stands at a way of names, also in quotes."""
    return str(at(value, *names)).lower() == "true"


def list_at(value: Any, *names: str) -> list[Any]:
    """Give the elements at a way of names that are objects."""
    found = at(value, *names)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of the model; names are in lower case but for `name`."""

    name: str
    handler: str
    after: tuple[str, ...]
    properties: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Publisher and type in lower case."""
        publisher, _, kind = self.handler.partition("/")
        return publisher, kind

    @property
    def settings(self) -> list[dict[str, Any]]:
        """The settings, public and protected, where they are known."""
        both = (at(self.properties, name) for name in ("settings", "protectedSettings"))
        return [item for item in both if isinstance(item, dict)]


def extension_of(item: dict[str, Any]) -> Extension:
    """Read an extension of a model, or one that is a resource of its own."""
    properties = at(item, "properties")
    properties = properties if isinstance(properties, dict) else {}
    after = at(properties, "provisionAfterExtensions")
    names = after if isinstance(after, list) else []
    handler = f"{text_at(properties, 'publisher')}/{text_at(properties, 'type')}".lower()
    return Extension(
        str(at(item, "name")), handler, tuple(str(name).lower() for name in names), properties
    )


@dataclass(frozen=True)
class Model:
    """A scale set as its resource describes it, expressions that only Azure knows included.

    `capacity` and others are None where the template leaves them out or open.
    """

    name: str = ""
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def profile(self) -> Any:
        """The model of an instance."""
        return at(self.body, *PROFILE)

    @property
    def orchestration(self) -> str:
        """Give "flexible" or "uniform"; source: Uniform is the default of templates."""
        mode = text_at(self.body, "properties", "orchestrationMode").lower()
        return "flexible" if mode == "flexible" else "uniform"

    @property
    def mode(self) -> str:
        """Give "manual", "automatic" or "rolling", or "" where it is open."""
        mode = text_at(self.body, "properties", "upgradePolicy", "mode").lower()
        if mode in {"manual", "automatic", "rolling"}:
            return mode
        return "" if mode or self.orchestration == "uniform" else "manual"

    @property
    def capacity(self) -> int | None:
        """The number of instances that the template asks for."""
        return number_at(self.body, "sku", "capacity")

    @property
    def zones(self) -> list[str]:
        """The availability zones; none for a regional set."""
        found = at(self.body, "zones")
        return [str(zone) for zone in found] if isinstance(found, list) else []

    @property
    def policy(self) -> Any:
        """The settings of rolling upgrades."""
        return at(self.body, "properties", "upgradePolicy", "rollingUpgradePolicy")

    def percent(self, name: str) -> int | None:
        """Give a percentage of the rolling policy, or its default; None where it is open."""
        if at(self.policy, name) is None:
            return _DEFAULT_PERCENT
        return number_at(self.policy, name)

    @property
    def operating_system(self) -> str:
        """Give "windows" or "linux", or "" where the template does not settle it."""
        names = {
            name
            for name in ("windows", "linux")
            if at(self.profile, "osProfile", f"{name}Configuration") is not None
        }
        names.add(text_at(self.profile, "storageProfile", "osDisk", "osType").lower())
        publisher = text_at(self.profile, "storageProfile", "imageReference", "publisher").lower()
        names.add(system_of_publisher(publisher) or "")
        found = names & {"windows", "linux"}
        return found.pop() if len(found) == 1 else ""

    @property
    def surges(self) -> bool:
        """Whether a rolling upgrade makes new instances in the place of the old ones."""
        return self.mode == "rolling" and flag_at(self.policy, "maxSurge")

    @cached_property
    def extensions(self) -> dict[str, Extension]:
        """The extensions by name in lower case, in the order of the model."""
        found = list_at(self.profile, "extensionProfile", "extensions")
        return {item.name.lower(): item for item in map(extension_of, found)}
