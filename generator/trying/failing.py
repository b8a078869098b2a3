"""Where a script stopped: the file, the line and what stands there.

Nothing is put before or into the script: that could change what it does. A shell, Python and Perl
say the line with most mistakes; where they do not, the place up to which bash has read its script
tells, which it keeps exact before each program that it starts.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, field, regex
from generator.trying.root import descendants

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHELL = regex(r"^(?P<file>[^\s:]*): (?:line )?(?P<line>\d+): ")
_PYTHON = regex(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)')
_PERL = regex(r" at (?P<file>\S+) line (?P<line>\d+)\.$")
_OF_BASH = "255"
"""The descriptor by which bash reads its script."""
_LARGEST = 1 << 22
_PIDFD_GETFD = 438
"""The number of the system call, the same on every processor; see pidfd_getfd(2)."""


@dataclass(slots=True)
class Reached:
    """How far bash came in its script, looked at while it runs and once it has ended.

    Before bash starts a program it sets the offset of its file behind the command, and reads on
    only after it: a program that ends the script leaves it there. While it works by itself it has
    read ahead, so an offset at the end of what it read tells nothing.
    """

    path: str = ""
    text: bytes = b""
    offset: int = 0
    last: int = 0
    exact: bool = False
    waits: bool = False
    _pid: int = 0
    _held: int = -1

    def look(self, pid: int) -> None:
        """Look at the processes below one; of several scripts the innermost counts."""
        for child in descendants(pid):
            try:
                own = f"/proc/{child}/fd/{_OF_BASH}"
                path = str(Path(own).readlink())
                if not path.startswith("/") or path.startswith("/dev/"):
                    continue
                if child != self._pid:
                    self._hold(child)
                    with Path(own).open("rb") as script:
                        self.text = script.read(_LARGEST)
                    self.path, self.offset, self._pid = path, 0, child
                place = Path(f"/proc/{child}/fdinfo/{_OF_BASH}").read_text("ascii")
                self._see(int(place.split()[1]))
                self.waits = bool(descendants(child))
            except (OSError, ValueError, IndexError):
                continue
            return

    def _see(self, offset: int) -> bool:
        told = 0 < offset < len(self.text)
        self.last = offset
        if told:
            self.offset = offset
        return told

    def _hold(self, pid: int) -> None:
        """Share the open file of a process, whose offset stays when the process is gone."""
        self.close()
        with suppress(OSError, AttributeError):
            process = os.pidfd_open(pid)
            self._held = _libc().syscall(_PIDFD_GETFD, process, int(_OF_BASH), 0)
            os.close(process)

    def close(self) -> None:
        """Keep the last offset of the file that is shared, and let go of it."""
        if self._held >= 0:
            with suppress(OSError):
                self.exact = self._see(os.lseek(self._held, 0, os.SEEK_CUR))
            os.close(self._held)
            self._held = -1

    @property
    def line(self) -> int:
        """The line that ends where bash has read to; 0 where that is not known."""
        return _line(self.text[: self.offset])

    @property
    def line_of_wait(self) -> int:
        """The line at which bash, which has not ended, waits for a program: it may be the last."""
        return _line(self.text) if self.waits and self.last >= len(self.text) else self.line


def _line(text: bytes) -> int:
    return text.rstrip(b"\n").count(b"\n") + 1 if text else 0


def _libc() -> Any:
    import ctypes  # only where a script runs

    return ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Stop:
    """A place: the file as it is called in the root, and the line."""

    file: str = ""
    line: int = 0


def said_by(stderr: str) -> Stop:
    """Return the last place that a program told when it failed."""
    for text in reversed(stderr.splitlines()[-200:]):
        match = _SHELL.match(text) or _PYTHON.match(text) or _PERL.search(text)
        if match:
            return Stop(match["file"], int(match["line"]))
    return Stop()


@dataclass(frozen=True, slots=True)
class Scripts:
    """The texts of what ran, by name, and those of the files that a spec made them of."""

    own: Mapping[str, str]
    carried: Mapping[str, str] = field(default_factory=dict)

    def shown(self, stop: Stop) -> tuple[str, str]:
        """Return a place as a user knows it, and the line there; empty where it is not known."""
        name = stop.file.rpartition("/")[2]
        if not stop.line:
            return "", ""
        lines = self.own.get(name, "").splitlines()
        text = lines[stop.line - 1] if stop.line <= len(lines) else ""
        for path, source in self.carried.items():
            theirs = source.splitlines()
            before = max(0, len(lines) - len(theirs))  # lines that the rendering put in front
            number = stop.line - before
            same = bool(lines) and theirs[1:] == lines[before + 1 :]
            if same and 0 < number <= len(theirs) and theirs[number - 1] == text:
                return f"{path}:{number}", text.strip()
        return f"{name or 'command'}:{stop.line}", text.strip()
