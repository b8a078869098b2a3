"""How much of each file the tests run: `python -m tests.coverage coverage.json`.

Prints the files from the least covered on and fails where one falls below the bar without a reason.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

BAR = 85
_TRIED = ("cloud_init", "custom_script", "failing", "instance", "namespaces", "root")
BELOW = {
    "generator/__main__.py": "begins a process; what it calls is covered",
    "generator/rendering/bounded_child.py": "runs in a process of its own, which tests start",
    "generator/rendering/fragments.py": "renders fragments of a user in that process",
    "generator/rendering/overlay.py": "talks to that process",
    **dict.fromkeys(
        (f"generator/trying/{name}.py" for name in _TRIED),
        "tests/trying runs it in a real root, where SCALESET_ROOT is",
    ),
    "generator/start.py": "ends processes: tests/commands close streams and stop runs of their own",
}
"""Files that may stay below the bar, and why."""


def main(path: str) -> int:
    """Print the table; return 1 where a file is below the bar."""
    report = json.loads(Path(path).read_text("utf-8"))
    files = {name: entry["summary"]["percent_covered"] for name, entry in report["files"].items()}
    low = {name: share for name, share in files.items() if share < BAR}
    print(f"{report['totals']['percent_covered']:.1f} % of lines and branches")
    for name, share in sorted(low.items(), key=lambda item: item[1]):
        print(f"{share:6.1f} % {name}  {BELOW.get(name, '')}")
    return int(bool(low.keys() - BELOW.keys()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
