"""The delivery methods: on which systems, when in the life of an instance, what an image can hold.

A method that is new needs a row here, a fragment, and a branch of the schema of the spec.
"""

from __future__ import annotations

from generator.lazy import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """A row of the table.

    Without `systems` it is for any; `elsewhere` is what to say on another one. An `extension` runs
    in the order of the extensions, what starts `at_first_boot` before all of them (see
    `cloud_init`); of others it is not documented. `stays` is why an image cannot hold it; empty
    where it can.
    """

    systems: tuple[str, ...] = ()
    elsewhere: str = ""
    extension: bool = False
    at_first_boot: bool = False
    stays: str = ""


METHODS = {
    "customScript": Method(extension=True),
    "dsc": Method(
        systems=("windows",),
        elsewhere="DSC is for Windows; on Linux use customScript or cloudInit",
        extension=True,
        stays="the DSC extension goes on to watch the configuration of running instances",
    ),
    "cloudInit": Method(
        systems=("linux",),
        elsewhere="Windows does not run cloud-init; use customScript or dsc",
        at_first_boot=True,
        stays="cloud-init runs at the first boot of each instance",
    ),
    "application": Method(
        stays="VM Applications are installed by the scale set, which also updates them",
    ),
    "extension": Method(
        extension=True,
        stays="an extension is a service of the running instance",
    ),
}
"""By the key of a step in a spec.

Sources: https://learn.microsoft.com/azure/virtual-machines/custom-data (cloud-init),
https://learn.microsoft.com/azure/virtual-machines/extensions/overview (extensions),
https://learn.microsoft.com/azure/virtual-machines/vm-applications (VM Applications).
"""


def runs_on(method: str, system: str) -> bool:
    """Whether a method is for an operating system."""
    return not METHODS[method].systems or system in METHODS[method].systems
