"""The table of traps: their names, what they are about, and where the facts are from."""

from __future__ import annotations

from generator.lazy import dataclass


@dataclass(frozen=True, slots=True)
class TrapKind:
    """A kind of trap: its name, what it is about, where the fact is from, who looks for it.

    One that is `anywhere` is looked for at resources beside the sets as well.
    """

    name: str
    about: str
    source: str
    search: str
    anywhere: bool = False


_DOCS = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-"
KINDS = {
    "CHG001": TrapKind(
        "immutable-change",
        "A property changed that Azure takes for a new scale set only",
        f"{_DOCS}upgrade-scale-set",
        "refusals:immutable",
    ),
    "CHG002": TrapKind(
        "extension-still-needed",
        "An extension is removed, and another one is still provisioned after it",
        "https://github.com/Azure/WALinuxAgent/issues/2933",
        "refusals:still_needed",
    ),
    "EXT006": TrapKind(
        "script-will-not-rerun",
        "A file behind a URL changed, and neither the URL nor `forceUpdateTag` did",
        f"{_DOCS}upgrade-scale-set",
        "scripts:will_not_rerun",
    ),
    "EXT090": TrapKind(
        "script-meets-old-custom-data",
        "A command of Windows runs again on instances whose custom data is the one of before",
        "https://learn.microsoft.com/azure/virtual-machines/custom-data",
        "custom_data:meets_the_old_one",
    ),
    "BOOT004": TrapKind(
        "custom-data-at-first-boot",
        "Custom data changed, which instances read at first boot only",
        "https://learn.microsoft.com/azure/virtual-machines/custom-data",
        "custom_data:at_first_boot",
    ),
    "CHG003": TrapKind(
        "capacity-reset",
        "The template states a capacity that autoscale may have changed since",
        "https://github.com/Azure/vm-scale-sets/issues/70",
        "capacity:reset",
    ),
    "CHG004": TrapKind(
        "renamed",
        "A scale set or an extension got another name, which makes a second one",
        "https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-modes",
        "names:renamed",
    ),
    "CHG005": TrapKind(
        "only-a-tag-under-manual",
        "Only a timestamp or `forceUpdateTag` changed, and the mode is Manual",
        f"{_DOCS}upgrade-policy",
        "scripts:only_a_tag",
    ),
    "CHG006": TrapKind(
        "expiring-signature",
        "A signed URL in the model stops working, and with it each new instance",
        "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-windows",
        "signatures:expiring",
    ),
    "CHG007": TrapKind(
        "one-unhealthy-instance-stops-it",
        "A single unhealthy instance is more than the rolling policy tolerates",
        f"{_DOCS}configure-rolling-upgrades",
        "health:one_stops_it",
    ),
    "CHG008": TrapKind(
        "room-for-a-surge",
        "An upgrade with `maxSurge`, or the new capacity, needs more addresses or ports than "
        "there are",
        f"{_DOCS}maxsurge",
        "room:too_small",
    ),
    "CHG009": TrapKind(
        "anew-at-each-deployment",
        "A value is made by `utcNow()` or `newGuid()`: every deployment is an update",
        f"{_DOCS}upgrade-scale-set",
        "scripts:anew",
    ),
    "CHG010": TrapKind(
        "automatic-extension-upgrade",
        "A newer API version turns automatic extension upgrades on where the template is silent",
        "https://learn.microsoft.com/azure/virtual-machines/automatic-extension-upgrade",
        "api_version:default_changed",
    ),
    "CHG011": TrapKind(
        "two-models-under-manual",
        "Under mode Manual, autoscale and repairs make instances of the new model beside the old",
        f"{_DOCS}automatic-instance-repairs",
        "drift:two_models",
    ),
    "CHG020": TrapKind(
        "stopped-beside",
        "A resource that a scale set waits for is refused: the deployment stops before the set",
        "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
        "refusals:stopped",
    ),
    "CHG021": TrapKind(
        "likely-refused",
        "A change that Azure is likely to refuse: no answer of Azure is recorded for it, or only "
        "one for something like it",
        "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors",
        "refusals:likely",
        anywhere=True,
    ),
    "CHG022": TrapKind(
        "taken-with-a-price",
        "A change that Azure takes, and that makes something else fail later or elsewhere",
        "https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-modes",
        "refusals:with_a_price",
        anywhere=True,
    ),
    "CHG030": TrapKind(
        "pool-of-azure-pipelines",
        "Azure Pipelines runs the set as an agent pool, and the deployment takes back what it set",
        "https://learn.microsoft.com/azure/devops/pipelines/agents/scale-set-agents",
        "elastic_pool:redeployed",
    ),
    "CHG050": TrapKind(
        "size-does-not-fit",
        "A changed size, image or other part of the model is one that the size cannot run",
        "https://learn.microsoft.com/azure/virtual-machines/generation-2",
        "sizes:does_not_fit",
    ),
    "CHG080": TrapKind(
        "too-many-unhealthy-now",
        "More instances are unhealthy now than the rolling policy tolerates",
        f"{_DOCS}configure-rolling-upgrades",
        "health:too_many_now",
    ),
    "CHG081": TrapKind(
        "protected-keep-the-old-model",
        "Upgrades pass by instances that are protected from actions of the set",
        f"{_DOCS}instance-protection",
        "health:protected",
    ),
    "CHG082": TrapKind(
        "older-model-comes-along",
        "Instances have an older model than the one that is deployed: an upgrade brings them more",
        f"{_DOCS}upgrade-policy",
        "health:older_model",
    ),
    "CHG070": TrapKind(
        "new-state-fails",
        "The new template has an error that the old one did not have: its deployment fails or "
        "does harm",
        "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/overview",
        "new_state:is_refused",
    ),
}
"""By id. Source of each: the documentation, or the issue where the maintainers say it."""
