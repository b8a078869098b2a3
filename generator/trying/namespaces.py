"""A folder as a root of its own: mounts, processes, users, network, host name and IPC apart.

The folder is laid below a layer in memory and never written. Whatever runs inside has no rights
outside of its namespaces: the kernel's settings are read-only there, there are no devices, and the
clock cannot be set. All of it goes with its first process, which ends when this one does.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from generator.files.programs import program
from generator.files.reading import read_bytes
from generator.lazy import dataclass, field
from generator.trying.root import NoRootError, Root

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDED = ("unshare", "nsenter", "mount", "pivot_root")
_ALL = "0 0 4294967295\n"
_READY = b"ready\n"

_LAY = r"""
set -eu
mount -t tmpfs -o mode=0700 scaleset "$1"
cd "$1"
mkdir lower upper work root
mount --bind "$2" lower
mount -o remount,bind,ro lower
mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay root 2>/dev/null ||
  cp -a lower/. root/
cd root
mkdir -p dev proc sys run
mount -t proc -o nosuid,nodev,noexec proc proc
for name in sys bus fs irq acpi scsi; do
  [ ! -d "proc/$name" ] || {
    mount --bind "proc/$name" "proc/$name"
    mount -o remount,bind,ro "proc/$name"
  }
done
for name in sysrq-trigger kcore keys timer_list; do
  [ ! -e "proc/$name" ] || mount --bind /dev/null "proc/$name"
done
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
mount -t tmpfs -o mode=0755,nosuid,nodev run run
mount -t tmpfs -o mode=0755,nosuid dev dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
mount -t tmpfs -o mode=1777,nosuid,nodev shm dev/shm
for name in null zero full random urandom tty; do
  : >"dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for name in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${name%:*}" "dev/${name#*:}"; done
cd "$1"
work=$1 name=$3 inside=$4 keep=$5
shift 5
exec unshare --user --mount --uts --ipc "$@" sh -c "$inside" sh "$work" "$name" "$keep"
"""
_MOVE_IN = r"""
set -eu
read -r pid _ </proc/self/stat
echo "$pid"
read -r _
cd "$1"
echo "$2" >/proc/sys/kernel/hostname
mount --rbind root root
cd "$1/root"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys 2>/dev/null || :
pivot_root . .
umount -l .
cd /
exec 3<&0
if [ "$3" = keep ]; then sleep 2147483647 & else cat <&3 >/dev/null & fi
echo ready
exec >&- 2>&-
wait
"""
ADDRESS = "10.0.0.4"
"""The first address of an instance in a subnet of Azure; beside the loopback's own."""
_UP = f"""
import fcntl, socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def address(text): return struct.pack("<H2s4s8x", socket.AF_INET, b"", socket.inet_aton(text))
def ask(request, name, rest): fcntl.ioctl(s, request, struct.pack("16s24s", name, rest))
ask(0x8914, b"lo", struct.pack("<h", 0x41))
ask(0x8916, b"lo:1", address("{ADDRESS}"))
ask(0x891C, b"lo:1", address("255.255.255.255"))
"""


def lacking() -> list[str]:
    """Return what this machine lacks for it, in sentences."""
    if not sys.platform.startswith("linux"):
        return ["namespaces are of Linux"]
    if os.geteuid():
        return ["--root needs the rights of root: begin the command with sudo"]
    found = [name for name in NEEDED if program(name) is None]
    return [f"{', '.join(found)} of util-linux is not installed"] if found else []


@dataclass(slots=True)
class FolderRoot(Root):
    """A folder in namespaces of its own."""

    address: str = ADDRESS
    folder: Path = Path()
    first: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    pid: str = ""
    _work: str = ""

    def make(self) -> None:
        """Make the namespaces; raises NoRootError."""
        if not os.path.lexists(self.folder / "bin" / "sh"):
            shown = self.folder.as_posix()
            raise NoRootError(f"{shown} is no Linux tree: it has no /bin/sh; debootstrap makes one")
        self._work = tempfile.mkdtemp(prefix="scaleset-try-")
        apart = [] if self.network else ["--net"]
        own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        lay = ["sh", "-c", _LAY, "sh", self._work, str(self.folder.resolve())]
        self.first = subprocess.Popen(  # noqa: S603 - our own lines of sh
            [*own, *lay, self.host_name, _MOVE_IN, "keep" if self.keep else "", *apart],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": os.defpath + ":/usr/sbin:/sbin", "container": "scaleset"},
            start_new_session=True,
        )
        inward, outward = self.first.stdin, self.first.stdout
        if inward is None or outward is None:
            raise NoRootError("no pipe to the root")
        self.pid = outward.readline().decode().strip()
        with suppress(OSError):
            for name in ("uid_map", "gid_map") if self.pid else ():
                Path(f"/proc/{self.pid}/{name}").write_text(_ALL, "ascii")
            inward.write(b"go\n")
            inward.flush()
        if outward.readline() != _READY:
            said = self.first.stderr.read().decode("utf-8", "replace") if self.first.stderr else ""
            why = said.strip().rpartition("\n")[2] or "it ended immediately"
            raise NoRootError(f"the namespaces of the root cannot be made here: {why}")
        spaces = ["--user", "--mount", "--uts", "--ipc", "--pid", "--root", "--wd"]
        self.enter = ["nsenter", "--target", self.pid, *spaces, *apart]
        if apart:
            self._in_network(["-c", _UP], 20)
        else:  # the network of this machine has its own addresses, and knows names
            self.address = "127.0.0.1"
            self.put("/etc/resolv.conf", read_bytes(Path("/etc/resolv.conf")))

    def _in_network(self, arguments: Sequence[str], seconds: float) -> str:
        """Run our Python in the network of the root, with the files of this machine."""
        spaces = [] if self.network else ["--user", "--net"]
        words = ["nsenter", "--target", self.pid, *spaces, sys.executable, "-I", *arguments]
        try:
            ran = subprocess.run(  # noqa: S603 - our own program
                words, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return ""
        return ran.stdout

    def ask(self, arguments: Sequence[str], seconds: float) -> str:
        """Run a program of Python in the network of the root."""
        return self._in_network(["-c", *arguments], seconds)

    def way_in(self) -> str:
        """Return the command that leads in, and the one that removes it."""
        return f"{shlex.join(self.enter)} sh; kill -9 {self.pid} removes it"

    def remove(self) -> None:
        """End the first process, and all others with it; the layer in memory goes too."""
        for pipe in (self.first.stdin, self.first.stdout, self.first.stderr) if self.first else ():
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        if self.keep and self.enter and self.first is not None:
            self.first.returncode = 0  # nobody waits for it
            return
        if self.first is not None:
            with suppress(subprocess.TimeoutExpired):
                self.first.wait(5)
            self.first.kill()
            self.first.wait()
        with suppress(OSError):
            if self._work:
                Path(self._work).rmdir()
