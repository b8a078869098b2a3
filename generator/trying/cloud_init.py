"""cloud-init in a root: its own stages on the real custom data, as at the first boot.

Source: https://docs.cloud-init.io/en/latest/explanation/boot.html (stages),
https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html (the seed).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.language.documents.casing import member_of
from generator.lazy import dataclass, field, regex
from generator.trying.failing import Scripts, said_by
from generator.trying.records import Step
from generator.trying.root import end, wait

if TYPE_CHECKING:
    import subprocess

    from generator.language.template import Node
    from generator.trying.root import Root

NEAR = (
    "its own modules, with the data source NoCloud in the place of Azure; no network, disks or "
    "growing of file systems"
)
WITHOUT = (
    "not run: the root has no cloud-init; 'apt-get install cloud-init' in it, or in the image, "
    "adds it"
)
_SEED = "/var/lib/cloud/seed/nocloud"
_SETTINGS = "/etc/cloud/cloud.cfg.d/99_scaleset_try.cfg"
_STAGES = {
    "local": ("init", "--local"),
    "network": ("init",),
    "config": ("modules", "--mode=config"),
    "final": ("modules", "--mode=final"),
}
_KEYS = {
    "local": "init-local",
    "network": "init",
    "config": "modules-config",
    "final": "modules-final",
}
_ERROR = regex(r"^\('([\w-]+)', (.*)\)$")
_LOG = "/var/log/cloud-init-output.log"
_NOISE = regex(r"^(?:\d{4}-\d\d-\d\d .*\[\w+\]|ci-info|Cloud-init v\.|\s*$)")
"""Lines of the log that cloud-init writes of itself: its errors are told apart."""
_OUT, _ERR = "/run/scaleset/cloud-init.out", "/run/scaleset/cloud-init.err"


@dataclass(slots=True)
class CloudInit:
    """The stages of cloud-init in a root; the last goes on beside the extensions."""

    root: Root
    seconds: float
    last: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _seen: int = 0

    def is_there(self) -> bool:
        """Whether the root has cloud-init."""
        return self.root.call("command -v cloud-init")[0] == 0

    def seed(self, data: bytes, profile: Node, host_name: str) -> None:
        """Lay down what the platform tells: user data, the name, the account."""
        system = profile.at("osProfile")
        metadata: dict[str, Any] = {"instance-id": "i-scaleset-try", "local-hostname": host_name}
        keys = system.at("linuxConfiguration", "ssh", "publicKeys")
        found = [member_of(item.resolved(), "keyData") for item in keys]
        metadata["public-keys"] = [key for key in found if isinstance(key, str)]
        user = system.at("adminUsername").text()
        settings: dict[str, Any] = {
            "datasource_list": ["NoCloud"],
            "network": {"config": "disabled"},
            "locale": False,  # a root has few; custom data may say another
        }
        if user:
            settings["system_info"] = {"default_user": {"name": user}}
        self.root.put(f"{_SEED}/user-data", data, "0600")
        self.root.put(f"{_SEED}/meta-data", json.dumps(metadata).encode())
        self.root.put(_SETTINGS, json.dumps(settings).encode())
        self.root.call("mkdir -p /run/cloud-init /run/scaleset && touch /run/cloud-init/enabled")

    def begin(self) -> list[Step]:
        """Run all stages but the last, and start that; return those that have ended."""
        steps = []
        for stage, words in _STAGES.items():
            self.last = self.root.start(["cloud-init", *words], "/", _OUT, _ERR)
            if stage != "final":
                steps.append(self._ended(stage))
        return steps

    def finish(self) -> Step:
        """Wait for the last stage."""
        return self._ended("final")

    def stop(self) -> None:
        """End what still runs."""
        if self.last is not None and self.last.poll() is None:
            end(self.last)

    def _ended(self, stage: str) -> Step:
        step = Step(f"cloud-init {stage}", "cloudInit", NEAR)
        if self.last is None:
            return step
        ran = wait(self.last, self.seconds)
        step.seconds, step.code = ran.seconds, ran.code
        said = self.root.read(_LOG)
        step.stdout, self._seen = _plain(said[self._seen :]), len(said)
        step.stderr = self.root.read(_ERR)
        errors = self._errors(stage)
        if ran.code is None:
            return step.failed(f"it had not ended after {self.seconds:g} s")
        if errors or ran.code:
            self._tell(step)
            return step.failed("; ".join(errors) or f"exit code {ran.code}")
        return step

    def _errors(self, stage: str) -> list[str]:
        """Return what cloud-init counts as errors of a stage."""
        try:
            status = json.loads(self.root.read("/run/cloud-init/status.json"))
        except ValueError:
            return []
        errors = member_of(member_of(member_of(status, "v1"), _KEYS[stage]), "errors")
        found = list(map(str, errors)) if isinstance(errors, list) else []
        return [_ERROR.sub(r"\1: \2", text) for text in found]

    def _tell(self, step: Step) -> None:
        """Put the line that tells into a step, where a script said one."""
        stop = said_by(step.stdout)
        if stop.line:
            name = stop.file.rpartition("/")[2]
            step.place, step.line = Scripts({name: self.root.read(stop.file)}).shown(stop)


def _plain(log: str) -> str:
    lines = [line for line in log.splitlines() if not _NOISE.match(line)]
    return "".join(f"{line}\n" for line in lines)
