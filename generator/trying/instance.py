"""An instance in a root: what it gets at its first start, in the order in which it gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, serves
from generator.azure.limits import limit
from generator.language.duration import seconds_of
from generator.lazy import dataclass, field
from generator.rollout.scale_out import waves
from generator.scale_set.payload import payload_of
from generator.scale_set.view import as_written
from generator.trying import custom_script, services
from generator.trying.cloud_init import WITHOUT, CloudInit
from generator.trying.health import asked, probes, refuse_taken
from generator.trying.records import FAILED, LISTED, Step
from generator.trying.root import NoRoot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.language.template import Template
    from generator.scale_set.view import Extension, ScaleSet
    from generator.trying.root import Root
    from generator.trying.sources import Sources

    Files = Mapping[str, Mapping[str, str]]
    """The texts of the files that a spec delivers, by extension."""

_NOT_HERE = "not tried: only the agent of Azure installs this handler, with what the machine may do"


SEQUENCE = frozenset(
    ("settings", "protectedsettings", "protectedsettingsfromkeyvault", "forceupdatetag")
)
"""What gives the settings of an extension the next number, by which a handler runs again."""
CHANGED = SEQUENCE | {"typehandlerversion", "autoupgrademinorversion"}
"""What brings an extension to a running instance once more; effects.json has the sources."""


def what_reruns(old: Extension, new: Extension) -> frozenset[str]:
    """Return what has changed of that which brings an extension to a running instance."""
    one, other = (
        {key.lower(): value for key, value in (item.properties.resolved() or {}).items()}
        for item in (old, new)
    )
    return frozenset(key for key in CHANGED if one.get(key) != other.get(key))


def data_of(model: ScaleSet) -> object:
    """Return the custom data of a model, as it is written."""
    return model.profile.at("osProfile", "customData").value


def notes_of(model: ScaleSet) -> list[str]:
    """Return what a model has that is not here, in sentences."""
    found = []
    image = model.profile.at("storageProfile", "imageReference")
    names = [image.at(key).text() or "" for key in ("publisher", "offer", "sku", "id")]
    shown = ":".join(filter(None, names)) or "an image"
    found.append(f"The root is not the image of the model ({shown}): other things are installed.")
    found.append(f"No agent, no metadata service, no identity; {services.NEAR}.")
    disks = sum(1 for _ in model.profile.at("storageProfile", "dataDisks"))
    if disks:
        found.append(f"The {disks} data disks of the model are not here: /dev/disk is empty.")
    for item in model.profile.at("applicationProfile", "galleryApplications"):
        name = as_written(item.at("packageReferenceId")).partition("/applications/")[2]
        found.append(f"VM Application {name} is not installed: its package lies in a gallery.")
    return found


@dataclass(slots=True)
class Options:
    """How an instance is tried: seconds for all extensions, None as the model has it."""

    sources: Sources
    timeout: float | None = None
    patience: float = 60


@dataclass(slots=True)
class NewInstance:
    """An instance of a set; `tell` gets each step as soon as it has ended."""

    model: ScaleSet
    template: Template
    carried: Files
    root: Root
    options: Options
    tell: Callable[[Step], None]
    host_name: str = "localhost"
    part: str = ""
    numbers: dict[str, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def start(self) -> None:
        """Deliver all that a new instance gets, and ask for its health."""
        if self.root.network and not isinstance(self.root, NoRoot):
            refuse_taken(self.root, list(probes(self.model, self.template, self.root.address)))
        left = self._budget()
        boot = self._boot(left)
        for wave in waves(self.model):
            for extension in wave:
                left -= self._extension(extension, left)
        if boot is not None:
            self._add(boot.finish())
        self._health()

    def _boot(self, seconds: float) -> CloudInit | None:
        """Run cloud-init up to its last stage, which extensions do not wait for."""
        data = payload_of(self.model.profile.at("osProfile", "customData"))
        written = self.model.profile.at("osProfile", "customData")
        boot = CloudInit(self.root, seconds)
        if not isinstance(self.root, NoRoot):
            services.install(self.root)
        if not written:
            return None
        step = Step("cloud-init", "cloudInit", "")
        if data is None or data.data is None:
            self._add(step.failed(f"custom data {custom_script.missing(as_written(written))}"))
        elif isinstance(self.root, NoRoot):
            step.status = LISTED
            self._add(step)
        elif not boot.is_there():
            self._add(step.skipped(WITHOUT))
        else:
            boot.seed(data.data, self.model.profile, self.host_name)
            for stage in boot.begin():
                self._add(stage)
            return boot
        return None

    def again(self, new: ScaleSet, template: Template, files: Files) -> None:
        """Bring a later model to the instance, as an upgrade of a running one does."""
        old, self.model, self.template, self.carried = self.model, new, template, files
        self.part, self.steps = "again", []
        if data_of(old) != data_of(new):
            step = Step("custom data", "cloudInit", "")
            self._add(step.skipped("changed: an instance gets it only when it is reimaged"))
        before, left = old.extensions_by_name(), self._budget()
        for wave in waves(new):
            for extension in wave:
                left -= self._later(before.pop(extension.label.lower(), None), extension, left)
        for gone in before.values():
            step = Step(f"extension '{gone.label}'", "extension", "")
            self._add(step.skipped("removed from the instance; what it did stays"))
        self._health()

    def _later(self, old: Extension | None, new: Extension, left: float) -> float:
        """Bring an extension to a running instance; return how many seconds it took."""
        key = new.label.lower()
        changed = CHANGED if old is None else what_reruns(old, new)
        if serves(new.handler, "health"):
            return 0
        step = Step(f"extension '{new.label}'", "extension", "")
        if not changed:
            self._add(step.skipped("not run again: nothing of it that matters has changed"))
            return 0
        if old is not None and not changed & SEQUENCE:
            self._add(step.skipped("its handler is upgraded; the script does not run again"))
            return 0
        self.numbers[key] = self.numbers.get(key, 0) + (old is not None)
        return self._extension(new, left)

    def _add(self, step: Step) -> None:
        step.part = self.part
        self.steps.append(step)
        self.tell(step)

    def _budget(self) -> float:
        written = self.model.profile.at("extensionProfile", "extensionsTimeBudget").text() or ""
        budget = seconds_of(written) or limit("extensions-minutes") * 60
        return budget if self.options.timeout is None else min(self.options.timeout, budget)

    def _extension(self, extension: Extension, left: float) -> float:
        """Run an extension; return how many seconds it took."""
        if serves(extension.handler, "health"):
            return 0  # it is asked at the end
        step = Step(f"extension '{extension.label}'", "extension", "")
        failed = [item.name for item in self.steps if item.status == FAILED]
        names = [f"extension '{name}'" for name in extension.after]
        waits = [item for item in failed if item.lower() in names]
        if waits:
            step.skipped(f"not run: it is provisioned after {waits[0]}, which failed")
        elif extension.handler != LINUX_SCRIPT:
            step.skipped(_NOT_HERE)
        else:
            self._script(extension, step, left)
        self._add(step)
        return step.seconds

    def _script(self, extension: Extension, step: Step, left: float) -> None:
        step.kind, step.near = "customScript", custom_script.NEAR
        if extension.keeps_secrets_in_vault:
            step.failed("its settings are in a Key Vault, which cannot be read here")
        else:
            files = self.carried.get(extension.label.lower(), {})
            number = self.numbers.get(extension.label.lower(), 0)
            terms = custom_script.Terms(number, max(left, 0.1), self.options.sources, files)
            custom_script.run(self.root, extension, step, terms)

    def _health(self) -> None:
        for probe in probes(self.model, self.template, self.root.address):
            if any(step.status == FAILED for step in self.steps):
                name = f"{probe.name}: {probe.question}"
                self._add(Step(name, "health", "").skipped("not asked: a step failed"))
            else:
                self._add(asked(self.root, probe, self.options.patience))
