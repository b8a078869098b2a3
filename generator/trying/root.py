"""A root that is thrown away, and how a program is run in it.

A root says by `enter` which words go before a command so that it runs inside; all else is the
same for a container and for a folder: files go in and out by programs of the root itself, so that
no link in it ever leads to this machine.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ENVIRONMENT = {"PATH": PATH, "LANG": "C.UTF-8"}
"""What a service of systemd has, as the agent is one: no HOME."""
_TICK = 0.02
_AT_FIRST = 0.3
"""Seconds in which a program is looked at without a pause: what fails at once is seen, too."""
_PATIENCE = 60
_INSIDE = 'cd "$1" && exec >"$2" 2>"$3" </dev/null && shift 3 && exec "$@"'
_PUT = 'mkdir -p "${1%/*}" && rm -f "$1" && (umask 077 && cat >"$1") && chmod "$2" "$1"'


class NoRootError(Exception):
    """The root cannot be made or used; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A program that was run: its exit code, None where the time was up first."""

    code: int | None
    seconds: float


@dataclass(slots=True)
class Root:
    """A root; it is made on entry and gone at the end."""

    label: str
    host_name: str = "localhost"
    network: bool = False
    keep: bool = False
    address: str = ""
    enter: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=lambda: dict(ENVIRONMENT))

    def __enter__(self) -> Self:
        """Make the root."""
        try:
            self.make()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the root, whatever happened."""
        self.remove()

    def make(self) -> None:
        """Make the root; raises NoRootError."""
        raise NotImplementedError

    def remove(self) -> None:
        """Remove the root and all that runs in it."""
        raise NotImplementedError

    def way_in(self) -> str:
        """Return the command that leads into a root that is kept."""
        raise NotImplementedError

    def ask(self, arguments: Sequence[str], seconds: float) -> str:
        """Run the program of `health` that asks a port of the root; return what it says."""
        raise NotImplementedError

    def shell(self) -> None:
        """Open a shell inside, on the terminal of the user."""
        enter = [word.replace("--interactive", "-it") for word in self.enter]
        given = [f"{k}={v}" for k, v in self.environment.items()]
        subprocess.run([*enter, "env", "-i", *given, "sh", "-i"], check=False)  # noqa: S603

    def words(self, command: Sequence[str], more: Mapping[str, str] | None = None) -> list[str]:
        """Return the words that run a command inside, in the environment of the agent."""
        given = {**self.environment, **(more or {})}
        return [*self.enter, "env", "-i", *(f"{k}={v}" for k, v in given.items()), *command]

    def call(self, script: str, *arguments: str, data: bytes = b"") -> tuple[int, bytes]:
        """Run a few lines of sh inside; return the exit code and what they print."""
        ran = subprocess.run(  # noqa: S603 - what the user asks to try
            self.words(["sh", "-c", script, "sh", *arguments]),
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
        return ran.returncode, ran.stdout

    def put(self, path: str, data: bytes, mode: str = "0644") -> None:
        """Write a file inside; raises NoRootError."""
        code, _ = self.call(_PUT, path, mode, data=data)
        if code:
            raise NoRootError(f"{path} cannot be written in the root")

    def read(self, path: str, most: int = 1 << 20) -> str:
        """Return the end of a file inside; empty where there is none."""
        _, data = self.call('tail -c "$2" "$1"', path, str(most))
        return data.decode("utf-8", "replace")

    def start(
        self, command: Sequence[str], folder: str, out: str, err: str
    ) -> subprocess.Popen[bytes]:
        """Start a program in a folder inside, its output in files there."""
        return subprocess.Popen(  # noqa: S603 - the same
            self.words(["sh", "-c", _INSIDE, "sh", folder, out, err, *command]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


class NoRoot(Root):
    """No root: what would be done is only listed."""

    def make(self) -> None:
        """Make nothing."""

    def remove(self) -> None:
        """Remove nothing."""


def wait(
    process: subprocess.Popen[bytes], seconds: float, watch: Callable[[int], None] | None = None
) -> Ran:
    """Wait for a program of a root, looking at it meanwhile; end it where its time is up."""
    begin = time.monotonic()
    while process.poll() is None:
        if watch is not None:
            watch(process.pid)
        if time.monotonic() - begin > seconds:
            end(process)
            return Ran(None, time.monotonic() - begin)
        if watch is None or time.monotonic() - begin > _AT_FIRST:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_TICK)
    return Ran(process.returncode, time.monotonic() - begin)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it started, that first which would go on after the others."""
    for pid in [process.pid, *descendants(process.pid)[::-1]]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def descendants(pid: int) -> list[int]:
    """Return the processes below one, the deepest first."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        try:
            top = waiting.pop()
            text = Path(f"/proc/{top}/task/{top}/children").read_text("ascii")
        except OSError:
            continue
        children = list(map(int, text.split()))
        found += children
        waiting += children
    return found[::-1]
