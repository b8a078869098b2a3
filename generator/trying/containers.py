"""A container of podman or docker as a root, of an image like that of the model.

Images of containers have neither systemd nor cloud-init, and less installed than those of machines.
"""

from __future__ import annotations

import json
import re
import subprocess
from secrets import token_hex
from typing import TYPE_CHECKING

from generator.azure.tables import table
from generator.files.programs import program
from generator.lazy import dataclass
from generator.trying.root import NoRootError, Root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.language.template import Node

ENGINES = ("podman", "docker")
_PATIENCE = 600
_WAIT = "while :; do sleep 2147483647 & wait; done"
"""It also takes the ends of processes whose parents are gone."""
_ASK = r"""
kind=$1 host=$2 port=$3 path=$4
exec 3<>"/dev/tcp/$host/$port" || { echo "0 Connection refused"; exit; }
[ "$kind" != tcp ] || { echo 200; exit; }
printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$path" "$host" >&3
IFS=' ' read -r _ status _ <&3
while IFS= read -r line <&3 && [ "$line" != $'\r' ]; do :; done
printf '%s ' "$status"
head -c 4096 <&3
"""


def engine() -> str | None:
    """Return the engine of containers that works here; None where none does."""
    for name in ENGINES:
        found = program(name)
        if found is not None and _said([found, "info"])[0] == 0:
            return found
    return None


def image_of(profile: Node) -> str | None:
    """Return the image of a container that is like the image of a model; None for no other."""
    at = profile.at("storageProfile", "imageReference").at
    written = ":".join(at(name).text() or "" for name in ("publisher", "offer", "sku")).lower()
    for row in table("container_images")["images"]:
        match = re.match(row["reference"], written)
        if match:
            return str(match.expand(row["image"]))
    return None


def _said(words: Sequence[str], seconds: float = _PATIENCE) -> tuple[int, str]:
    """Run an engine; return its exit code and what it said."""
    try:
        ran = subprocess.run(  # noqa: S603 - the engine, which the user has
            words, capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, str(error)
    return ran.returncode, (ran.stdout if ran.returncode == 0 else ran.stderr).strip()


@dataclass(slots=True)
class ContainerRoot(Root):
    """A container that does nothing but wait."""

    address: str = "127.0.0.1"
    engine: str = ""
    image: str = ""
    _name: str = ""

    def make(self) -> None:
        """Start the container; raises NoRootError."""
        apart = [] if self.network else ["--network", "none"]
        self._name = f"scaleset-try-{token_hex(6)}"
        named = ["--name", self._name, "--hostname", self.host_name]
        words = [self.engine, "run", "--detach", *named, *apart]
        waits = ["--user", "0", "--entrypoint", "sh", self.image, "-c", _WAIT]
        code, said = _said([*words, *waits])
        if code:
            last = said.rpartition("\n")[2] or "it said nothing"
            raise NoRootError(f"no container of {self.image} can be started: {last}")
        self.enter = [self.engine, "exec", "--interactive", self._name]

    def ask(self, arguments: Sequence[str], seconds: float) -> str:
        """Ask a port by bash, as not every image has Python."""
        kind, host, port, path, _ = json.loads(arguments[1])
        command = ["bash", "-c", _ASK, "bash", kind, host, str(port), path]
        return _said(self.words(command), seconds)[1]

    def way_in(self) -> str:
        """Return the command that leads in, and the one that removes it."""
        return (
            f"{self.engine} exec -it {self._name} sh; {self.engine} rm -f {self._name} removes it"
        )

    def remove(self) -> None:
        """Remove the container."""
        if self._name and not (self.keep and self.enter):
            _said([self.engine, "rm", "--force", self._name])
