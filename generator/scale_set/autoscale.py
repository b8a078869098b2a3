"""The autoscale settings of a template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.azure.metrics import metric
from generator.azure.resource_types import AUTOSCALE, SCALE_SET
from generator.lazy import dataclass, regex
from generator.scale_set.references import name_of, referenced, referenced_name, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.azure.metrics import Metric
    from generator.language.template import Node, Template, TemplateResource
    from generator.scale_set.view import ScaleSet

KIND = "virtualMachineScaleSets"
_RESOURCE_ID = regex(
    r"\[\s*resourceId\s*\((?:[^')]*,)?\s*'(?P<type>[\w.]+(?:/[\w.]+)+)'", re.IGNORECASE
)
_PROVIDER = regex(
    r"/providers/(?P<type>[\w.]+/\w+)/[^/']+(?P<rest>(?:/[^/'\[\]]+)*)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule of autoscale: the setting that it is of, and the rule itself."""

    setting: TemplateResource
    rule: Node

    def at(self, name: str) -> Node:
        """Return a property of what sets it off."""
        return self.rule.at("metricTrigger", name)

    @property
    def name(self) -> str:
        """The name of the metric; empty where it is not known."""
        return self.at("metricName").text() or ""

    @property
    def namespace(self) -> str:
        """The namespace of the metric, in lower case."""
        return (self.at("metricNamespace").text() or "").lower()

    @property
    def resource_type(self) -> str:
        """The type of the resource whose metric it is, in lower case; empty where not known.

        A rule that names none is about the target of the setting.
        """
        node = self.at("metricResourceUri")
        return type_of_id(node or self.setting.at("properties", "targetResourceUri"))

    @property
    def metric(self) -> Metric | None:
        """What is known of the metric."""
        kind = self.resource_type
        return metric(self.name, kind, self.namespace) if kind and self.name else None

    def sets(self, sets: Iterable[TemplateResource]) -> list[TemplateResource]:
        """Return the scale sets of a template whose metric it may be."""
        node = self.at("metricResourceUri")
        target = node or self.setting.at("properties", "targetResourceUri")
        return list(referenced(target, KIND, sets)) if self.resource_type == SCALE_SET else []


def type_of_id(identifier: Node) -> str:
    """Return the type in an id, in lower case: of a text, or of the call that makes it."""
    text = identifier.resolved()
    if not isinstance(text, str):
        return ""
    if call := _RESOURCE_ID.match(text):
        return call["type"].lower().rstrip("/")
    written = _PROVIDER.search(skeleton(text))
    if not written:
        return ""
    rest = written["rest"].split("/")[1:]
    return "/".join([written["type"], *rest[::2]]).lower()


def triggers(template: Template) -> Iterator[Trigger]:
    """Yield the rules of all autoscale settings."""
    for setting in template.resources(AUTOSCALE):
        for profile in setting.at("properties", "profiles"):
            for rule in profile.at("rules"):
                yield Trigger(setting, rule)


def autoscale_profiles(template: Template) -> Iterator[Node]:
    """Yield the profiles of all autoscale settings."""
    for setting in template.resources(AUTOSCALE):
        yield from setting.at("properties", "profiles")


def settings_of(scale_set: ScaleSet) -> list[TemplateResource]:
    """Return the autoscale settings whose target a scale set may be."""
    node = scale_set.resource.node
    return list(node.template.once(_settings_by_target).get(name_of(node) or "", ()))


def _settings_by_target(template: Template) -> dict[str, list[TemplateResource]]:
    found: dict[str, list[TemplateResource]] = {}
    for setting in template.resources(AUTOSCALE):
        if name := referenced_name(setting.at("properties", "targetResourceUri"), KIND):
            found.setdefault(name, []).append(setting)
    return found


def bounds_of(setting: TemplateResource) -> tuple[int | None, int | None]:
    """Return the least and the largest number of instances that any profile of settings allows.

    A number is None unless every profile tells it.
    """
    profiles = list(setting.at("properties", "profiles"))
    least = [item.at("capacity", "minimum").number() for item in profiles]
    most = [item.at("capacity", "maximum").number() for item in profiles]
    low = min((n for n in least if n is not None), default=None)
    high = max((n for n in most if n is not None), default=None)
    return None if None in least else low, None if None in most else high
