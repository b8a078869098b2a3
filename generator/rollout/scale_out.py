"""What a new instance runs, in which order, and what can go wrong then.

A new instance is made from the model as it is then, whatever the others were made from. Sources:
the pages on modifying a scale set (image "latest"), on custom data, and on extension sequencing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.azure.handlers import serves
from generator.azure.images import IMAGE_IDS
from generator.azure.limits import limit
from generator.delivery.cloud_init import BESIDE_EXTENSIONS
from generator.lazy import dataclass, field, regex
from generator.redaction import masked, without_keys
from generator.rollout.traps.room import rooms
from generator.rollout.traps.scripts import addresses
from generator.rollout.traps.signatures import signature
from generator.scale_set.autoscale import bounds_of, settings_of
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from generator.language.template import Node
    from generator.rollout.records import Plan, ResourcePlan
    from generator.scale_set.view import Extension, ScaleSet

_PINNED = regex(
    r"\d+\.\d+|[/=_-]v\d+\b|\b[0-9a-f]{7,40}\b|\b20\d\d-?\d\d-?\d\d\b|[?&](?:versionid|snapshot)=",
    re.IGNORECASE,
)
"""What a URL has whose content stays what it is: a version, a hash, a date."""
_LARGEST_GROUP = limit("instances-in-a-placement-group")


@dataclass(frozen=True, slots=True)
class BootStep:
    """Something that a new instance does; steps of one `turn` run in any order."""

    turn: int
    what: str
    risks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScaleOut:
    """The start of new instances of a scale set; `total` is None where it is not known."""

    name: str
    more: int
    total: int | None
    steps: list[BootStep] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)


def scale_outs(plan: Plan, more: int, today: date | None) -> Iterator[ScaleOut]:
    """Yield the scale sets of the new template, with so many more instances each."""
    for item in plan.scale_sets:
        if item.new is not None:
            total = None if item.model.count is None else item.model.count + more
            yield ScaleOut(
                item.resource.name,
                more,
                total,
                list(boot_steps(item.model, today)),
                list(_limits(item, total)),
            )


def boot_steps(model: ScaleSet, today: date | None) -> Iterator[BootStep]:
    """Yield what a new instance does, in its order."""
    yield _image(model)
    turn = 2
    for step in _first_boot(model):
        yield BootStep(turn, step.what, step.risks)
        turn += 1
    applications = list(model.profile.at("applicationProfile", "galleryApplications"))
    for item in applications:
        yield _application(turn, item)
    if applications:
        turn += 1
    for number, wave in enumerate(waves(model)):
        for extension in wave:
            yield _extension(turn + number, extension, today)


def _image(model: ScaleSet) -> BootStep:
    reference = model.profile.at("storageProfile", "imageReference")
    if not reference.known():
        return BootStep(1, "starts from an image that is not known here")
    names = ("publisher", "offer", "sku", "version")
    parts = [as_written(reference.at(name)) for name in names if reference.at(name)]
    identity = next(filter(None, (as_written(reference.at(name)) for name in IMAGE_IDS)), "")
    shown = ":".join(parts) or identity
    version = as_written(reference.at("version")).lower()
    fixed = "/versions/" in identity.lower() or (version and version != "latest")
    managed = "/galleries/" not in identity.lower() and not reference.at("publisher")
    if fixed or managed or shown.startswith("["):
        return BootStep(1, f"starts from image {shown}")
    risk = (
        "the version is the latest of that day: it may be newer than what the others run, and "
        "it is not tested with this application"
    )
    return BootStep(1, f"starts from image {shown}", (risk,))


def _first_boot(model: ScaleSet) -> Iterator[BootStep]:
    if model.profile.at("osProfile", "customData"):
        windows = model.profile.at("osProfile", "windowsConfiguration")
        yield (
            BootStep(0, "gets custom data as a file; Windows does not run it")
            if windows
            else _CLOUD
        )
    if model.profile.at("userData"):
        yield BootStep(0, "can read user data from the metadata service")


_UNNOTICED = (
    "a failure of it fails nothing: the instance counts as provisioned; the health check is what "
    "notices"
)
_CLOUD = BootStep(
    0,
    "reads custom data at its first boot (cloud-init)",
    (_UNNOTICED, BESIDE_EXTENSIONS),
)


def _application(turn: int, item: Node) -> BootStep:
    identity = as_written(item.at("packageReferenceId"))
    name = identity.rpartition("/applications/")[2] or identity
    risks = []
    if identity.lower().endswith("/versions/latest"):
        risks.append("the version is the latest of that day, not that of the others")
    if not item.at("treatFailureAsDeploymentFailure").flag():
        risks.append("a failure of it is not told to the deployment")
    return BootStep(turn, f"installs VM Application {name}", tuple(risks))


def waves(model: ScaleSet) -> Iterator[list[Extension]]:
    """Yield the extensions in the order of their sequence, those that may run together."""
    left = model.extensions_by_name()
    while left:
        ready = [
            item for item in left.values() if not any(name in left for name in item.after)
        ] or list(left.values())  # a cycle, which validate reports
        yield ready
        for item in ready:
            left.pop(item.label.lower())


def _extension(turn: int, extension: Extension, today: date | None) -> BootStep:
    if serves(extension.handler, "health"):
        return BootStep(turn, f"is watched by '{extension.label}', which asks the application")
    risks = []
    for url in addresses(extension):
        shown = without_keys(url if url.startswith("[") else url.partition("?")[0])
        if not _PINNED.search(shown):
            risks.append(
                f"{shown} has no version in it: the instance runs what lies there then, which "
                "may not be what the others ran"
            )
        said = signature(url, f"{shown}", today)
        if said:
            risks.append(said)
    if not extension.properties.at("suppressFailures").flag():
        risks.append("where it fails, the instance fails to provision, and the scaling with it")
    return BootStep(turn, f"runs extension '{extension.label}'{_doing(extension)}", tuple(risks))


def _doing(extension: Extension) -> str:
    for settings in extension.sections:
        command = as_written(settings.at("commandToExecute"))
        if command:
            return f": {masked(command, 'commandToExecute')}"
        if settings.at("script"):
            return ": a script that is in the template"
        function = as_written(settings.at("configuration", "function"))
        if function:
            return f": DSC configuration {function}"
    return f" ({extension.kind})"


def _limits(item: ResourcePlan, total: int | None) -> Iterator[str]:
    """Yield what stands against so many instances."""
    model = item.model
    if total is None:
        yield "how many there are then is not known: give it with --capacity"
        return
    for room, what in rooms(model):
        if room < total:
            yield f"{total} instances do not fit: {what} has room for {max(room, 0)}"
    settings = settings_of(model)
    most = bounds_of(settings[0])[1] if settings else None
    if most is not None and total > most:
        yield f"autoscale allows {most} at most, and takes the others away again"
    if model.orchestration == "uniform":
        yield from _uniform_limits(model, total)
    if model.spot:
        yield "Spot instances come only where there is capacity to spare at that time"
    yield "the quota of the subscription is not known here: az vm list-usage --location <location>"


def _uniform_limits(model: ScaleSet, total: int) -> Iterator[str]:
    """Yield the switches that are on in Uniform sets unless a template says otherwise."""
    if model.at("singlePlacementGroup").flag() and total > _LARGEST_GROUP:
        yield (
            f"a single placement group holds {_LARGEST_GROUP} instances; set singlePlacementGroup "
            "to false"
        )
    if model.at("overprovision").flag() is not False:
        yield (
            "overprovision is on: Azure makes more than asked for and deletes the surplus, and "
            "extensions may run on that too"
        )
