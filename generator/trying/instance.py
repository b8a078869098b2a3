"""An instance in a root: what it gets at its first start, in the order in which it gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT, serves
from generator.azure.limits import limit
from generator.language.duration import seconds_of
from generator.lazy import dataclass, field
from generator.rollout.scale_out import waves
from generator.trying import custom_script
from generator.trying.health import asked, probes
from generator.trying.namespaces import ADDRESS
from generator.trying.records import FAILED, SKIPPED, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.language.template import Template
    from generator.scale_set.view import Extension, ScaleSet
    from generator.trying.root import Root
    from generator.trying.sources import Sources

_NOT_HERE = "not tried: only the agent of Azure installs this handler, with what the machine may do"


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
    carried: Mapping[str, Mapping[str, str]]
    root: Root
    options: Options
    tell: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)

    def start(self) -> None:
        """Deliver all that a new instance gets, and ask for its health."""
        left = self._budget()
        for wave in waves(self.model):
            for extension in wave:
                left -= self._extension(extension, left)
        self._health()

    def _add(self, step: Step) -> None:
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
            terms = custom_script.Terms(0, max(left, 0.1), self.options.sources, files)
            custom_script.run(self.root, extension, step, terms)

    def _health(self) -> None:
        for probe in probes(self.model, self.template, ADDRESS):
            if any(step.status == FAILED for step in self.steps):
                name = f"{probe.name}: {probe.question}"
                self._add(Step(name, "health", "", SKIPPED, message="not asked: a step failed"))
            else:
                self._add(asked(self.root, probe, self.options.patience))
