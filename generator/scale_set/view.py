"""The scale sets of a template and their extensions, as rules and plans look at them.

Machines on their own are here too where it costs nothing: their extensions and operating system
follow the same facts. What a template does not settle is None, so that who asks stays silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.handlers import serves
from generator.azure.images import system_of_publisher
from generator.azure.limits import limit
from generator.azure.resource_types import (
    MACHINE,
    MACHINE_EXTENSION,
    SCALE_SET,
    SCALE_SET_EXTENSION,
)
from generator.language.template import Node, Template, TemplateResource
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.azure.conflicts import Choices

UPGRADE_MODES = frozenset(("manual", "automatic", "rolling"))


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of a scale set or a machine: in the model or as a resource of its own."""

    node: Node
    inline: bool

    @property
    def properties(self) -> Node:
        """The publisher, type, settings and so on."""
        return self.node.at("properties")

    @property
    def name(self) -> str | None:
        """The extension's own name, without that of the scale set or machine before it."""
        name = self.node.at("name").text()
        return name.rsplit("/", 1)[-1] if name else None

    @property
    def handler(self) -> tuple[str, str] | None:
        """Publisher and type in lower case, or None where either is not known."""
        publisher = self.properties.at("publisher").text()
        kind = self.properties.at("type").text()
        return (publisher.lower(), kind.lower()) if publisher and kind else None

    @property
    def label(self) -> str:
        """The name as people know it, be it an expression that only the deployment knows."""
        return self.name or as_written(self.node.at("name"))

    @property
    def kind(self) -> str:
        """Publisher and type as a text in lower case; expressions as they are written."""
        names = (as_written(self.properties.at(name)) for name in ("publisher", "type"))
        return "/".join(names).lower()

    @property
    def after(self) -> tuple[str, ...]:
        """The names, in lower case, of the extensions that it is provisioned after."""
        listed = self.properties.at("provisionAfterExtensions")
        return tuple(as_written(item).lower() for item in listed)

    @property
    def settings(self) -> Node:
        """What anyone who reads the model may see."""
        return self.properties.at("settings")

    @property
    def protected(self) -> Node:
        """What only the machine can decrypt."""
        return self.properties.at("protectedSettings")

    @property
    def sections(self) -> list[Node]:
        """The settings, public and protected, that stand in the template as objects."""
        return [
            item for item in (self.settings, self.protected) if isinstance(item.resolved(), dict)
        ]

    @property
    def keeps_secrets_in_vault(self) -> bool:
        """Whether the protected settings come from a Key Vault, where no rule can see them."""
        return bool(self.properties.at("protectedSettingsFromKeyVault"))


@dataclass(frozen=True, slots=True)
class ScaleSet:
    """One scale set resource of a template."""

    resource: TemplateResource

    def at(self, *names: str) -> Node:
        """Return a property below `properties`."""
        return self.resource.at("properties", *names)

    @property
    def name(self) -> str:
        """The name, be it an expression that only the deployment knows."""
        return as_written(self.resource.at("name"))

    @property
    def profile(self) -> Node:
        """The model of the machines."""
        return self.at("virtualMachineProfile")

    @property
    def has_model(self) -> bool:
        """Whether the template writes the model, and does not just scale an existing set."""
        return self.profile.known()

    @property
    def flexible(self) -> bool:
        """Whether the template says that the set is Flexible."""
        return self._mode == "flexible"

    @property
    def uniform(self) -> bool:
        """Whether the set is Uniform; a template that names no mode gets that one."""
        return self._mode == "uniform" or (self.has_model and not self.at("orchestrationMode"))

    @property
    def orchestration(self) -> str:
        """Return "flexible" or "uniform", which is what a template gets that does not say."""
        return "flexible" if self.flexible else "uniform"

    @property
    def _mode(self) -> str:
        return (self.at("orchestrationMode").text() or "").lower()

    @property
    def mode(self) -> str:
        """Return the upgrade mode in lower case, or "" where it is open.

        Flexible sets that name none have Manual; Uniform ones are refused.
        """
        mode = self.at("upgradePolicy", "mode")
        name = (mode.text() or "").lower()
        if name in UPGRADE_MODES:
            return name
        return "" if mode or not self.flexible else "manual"

    @property
    def count(self) -> int | None:
        """The number of instances that the template asks for; None where it is open."""
        return self.capacity.number()

    @property
    def capacity(self) -> Node:
        """The number of instances."""
        return self.resource.at("sku", "capacity")

    @property
    def zones(self) -> list[str]:
        """The availability zones that are known; none for a regional set."""
        return [str(zone.resolved()) for zone in self.resource.at("zones")]

    @property
    def zone_count(self) -> int | None:
        """The number of availability zones, 0 for a regional set, None where unknown.

        Azure chooses the zones of a set with a policy for their placement.
        """
        zones = self.resource.at("zones")
        if not zones and self.places_zones:
            return None
        if not zones:
            return 0
        resolved = zones.resolved()
        return len(resolved) if isinstance(resolved, list) else None

    @property
    def places_zones(self) -> bool:
        """Whether the set has a policy by which Azure chooses its zones."""
        return bool(self.resource.at("placement", "zonePlacementPolicy"))

    @property
    def rolling(self) -> bool:
        """Whether the upgrade mode is Rolling."""
        return self.mode == "rolling"

    @property
    def surges(self) -> bool:
        """Whether a rolling upgrade makes new instances in the place of the old ones."""
        return self.rolling and self.rolling_policy.at("maxSurge").flag() is True

    def percent(self, name: str) -> int | None:
        """Return a percentage of the rolling policy, or what Azure takes for it; None if open."""
        node = self.rolling_policy.at(name)
        return node.number() if node else limit("rolling-percent")

    @property
    def rolling_policy(self) -> Node:
        """The settings of rolling upgrades, which automatic OS upgrades follow as well."""
        return self.at("upgradePolicy", "rollingUpgradePolicy")

    @property
    def automatic_os_upgrade(self) -> Node:
        """The switch of automatic OS image upgrades."""
        return self.at("upgradePolicy", "automaticOSUpgradePolicy", "enableAutomaticOSUpgrade")

    @property
    def spot(self) -> bool:
        """Whether the instances are Spot instances."""
        return (self.profile.at("priority").text() or "").lower() in {"spot", "low"}

    @property
    def operating_system(self) -> str | None:
        """Return "windows" or "linux", or None where the template does not settle it."""
        return operating_system(self.profile)

    @property
    def probe(self) -> Node:
        """The load balancer probe that tells the health of an instance."""
        return self.profile.at("networkProfile", "healthProbe")

    def interfaces(self) -> Iterator[Node]:
        """Yield the network interfaces of an instance."""
        yield from self.profile.at("networkProfile", "networkInterfaceConfigurations")

    @property
    def health(self) -> str | None:
        """Return what tells the health of an instance; None where that is not settled."""
        if self.probe.known():
            return "probe"
        if self.health_extensions():
            return "extension"
        return "none" if self.lacks_health() else None

    @property
    def platform_patching(self) -> list[Node]:
        """The patch modes that leave patches to the platform."""
        modes = (
            self.profile.at("osProfile", f"{system}Configuration", "patchSettings", "patchMode")
            for system in ("windows", "linux")
        )
        return [mode for mode in modes if (mode.text() or "").lower() == "automaticbyplatform"]

    @property
    def in_service_fabric(self) -> bool:
        """Whether the instances are nodes of a cluster, which tells the health of its nodes."""
        found = [*self.inline_extensions()]
        found += child_extensions(self.profile.template, SCALE_SET_EXTENSION)
        return any(serves(item.handler, "serviceFabric") for item in found)

    def choices(self) -> Choices:
        """Return what the template chooses, for the table of conflicts."""
        identity = self.resource.at("identity", "type").text() or ""
        return {
            "orchestration": "flexible" if self.flexible else None,
            "mode": self.mode,
            "health": self.health,
            "repairs": self.at("automaticRepairsPolicy", "enabled").flag(),
            "osUpgrade": self.automatic_os_upgrade.flag(),
            "platformPatching": bool(self.platform_patching),
            "serviceFabric": self.in_service_fabric,
            "systemIdentity": "systemassigned" in identity.lower(),
        }

    def sizes(self) -> Iterator[Node]:
        """Yield the sizes of the instances: that of the set, or those of its mix."""
        mixed = self.at("skuProfile", "vmSizes")
        if mixed.known():
            for size in mixed:
                yield size.at("name")
        else:
            yield self.resource.at("sku", "name")

    def ip_configurations(self) -> Iterator[Node]:
        """Yield the IP configurations of all network interfaces of an instance."""
        for interface in self.interfaces():
            yield from interface.at("properties", "ipConfigurations")

    def inline_extensions(self) -> Iterator[Extension]:
        """Yield the extensions of the model."""
        for node in self.profile.at("extensionProfile", "extensions"):
            yield Extension(node, inline=True)

    def extensions_by_name(self) -> dict[str, Extension]:
        """Return the extensions of the model by their names in lower case, in its order."""
        return {item.label.lower(): item for item in self.inline_extensions()}

    def knows_inline_extensions(self) -> bool:
        """Whether the list of the model is all there: no expression, no copy loop."""
        listing = self.profile.at("extensionProfile", "extensions")
        return self.has_model and (not listing or (listing.known() and all(map(_known, listing))))

    def health_extensions(self) -> list[Extension]:
        """Return the Application Health extensions of the model."""
        return [item for item in self.inline_extensions() if serves(item.handler, "health")]

    def lacks_health(self) -> bool:
        """Whether nothing in the model can tell the health of an instance.

        Azure asks when it makes the set: an extension that is a resource of its own comes later.
        """
        if self.probe or not self.knows_inline_extensions():
            return False
        handlers = [item.handler for item in self.inline_extensions()]
        return not any(handler is None or serves(handler, "health") for handler in handlers)

    def health_advice(self) -> str:
        """Return what gives the model a source of health."""
        children = child_extensions(self.profile.template, SCALE_SET_EXTENSION)
        if any(serves(item.handler, "health") for item in children):
            return (
                "the Application Health extension that is a resource of its own comes too late: "
                "move it into 'extensionProfile'"
            )
        return "add the Application Health extension to 'extensionProfile'"


def as_written(node: Node) -> str:
    """Return the text at a node, or the expression that stands for it; empty for anything else."""
    found = node.resolved()
    return found if isinstance(found, str) else ""


def commands_of(extension: Extension) -> Iterator[str]:
    """Yield the commands of a custom script, texts or the expressions that stand for them."""
    for section in extension.sections:
        yield as_written(section.at("commandToExecute"))


def scale_set_of(
    body: Mapping[str, Any], name: str = "", template: Template | None = None
) -> ScaleSet:
    """Return the view of a scale set whose resource is given as JSON, in a template or alone."""
    node = Node({**body, "name": name}, (), template or Template({}))
    return ScaleSet(TemplateResource(node, SCALE_SET))


def extension_of(value: Any) -> Extension:
    """Return the view of an extension that is given as JSON."""
    return Extension(Node(value, (), Template({})), inline=True)


def _known(node: Node) -> bool:
    return node.known()


def scale_sets(template: Template) -> Iterator[ScaleSet]:
    """Yield the scale sets of a template."""
    for resource in template.resources(SCALE_SET):
        yield ScaleSet(resource)


def child_extensions(template: Template, *types: str) -> Iterator[Extension]:
    """Yield the extensions that are resources of their own, of scale sets and machines."""
    for resource in template.resources(*(types or (SCALE_SET_EXTENSION, MACHINE_EXTENSION))):
        yield Extension(resource.node, inline=False)


def extensions(template: Template) -> Iterator[Extension]:
    """Yield all extensions: of models first, then those that are resources."""
    for scale_set in scale_sets(template):
        yield from scale_set.inline_extensions()
    yield from child_extensions(template)


def profiles(template: Template) -> Iterator[Node]:
    """Yield the objects with osProfile and storageProfile, of scale sets and machines."""
    for resource in template.resources(SCALE_SET):
        yield resource.at("properties", "virtualMachineProfile")
    for resource in template.resources(MACHINE):
        yield resource.at("properties")


def operating_system(profile: Node) -> str | None:
    """Return "windows" or "linux" where the profile settles it without contradiction."""
    found = {
        name
        for name in ("windows", "linux")
        if profile.at("osProfile", f"{name}Configuration").known()
    }
    disk = (profile.at("storageProfile", "osDisk", "osType").text() or "").lower()
    publisher = profile.at("storageProfile", "imageReference", "publisher").text() or ""
    found |= {disk, system_of_publisher(publisher) or ""} & {"windows", "linux"}
    return found.pop() if len(found) == 1 else None
