"""A stand-in for systemctl: no root here has systemd as its first process.

It starts what units say, as their user, with their environment, credentials and capabilities, and
again as they say. It knows no order, no sockets, no timers and no limits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.trying.root import Root

NEAR = "systemctl is a stand-in that starts the programs of units, without their order and limits"
_PLACE = "/usr/local/sbin/systemctl"
_STATE = "/run/scaleset/units"


def install(root: Root) -> None:
    """Put the stand-in where it is found before any other."""
    root.put(_PLACE, Path(__file__).with_name("systemctl.sh").read_bytes(), "0755")


def logs(root: Root, lines: int = 5) -> str:
    """Return what the services that are not alive said last."""
    _, said = root.call(
        'cd "$1" 2>/dev/null || exit 0; for log in *.log; do '
        'unit=${log%.log}; systemctl -q is-active "$unit" || tail -n "$2" "$log"; done',
        _STATE,
        str(lines),
    )
    return said.decode("utf-8", "replace")
