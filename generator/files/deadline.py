"""How long other programs may take together over one spec: bash, shellcheck and cloud-init.

What a pull request brings can be slow to read for any of them. Whoever runs out of time is told so:
a script that was not checked is none that was found good.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence

SECONDS = 5.0
_LEFT = {"seconds": SECONDS}


class OutOfTimeError(Exception):
    """A program was not run, or not to its end."""


def begin(seconds: float = SECONDS) -> None:
    """Let the programs that are run from here on take so much time together."""
    _LEFT["seconds"] = seconds


def run(
    arguments: Sequence[str], text: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program on a text; one that cannot be started says nothing.

    Raises OutOfTimeError where the time is up.
    """
    import subprocess  # most commands run none

    left = _LEFT["seconds"]
    start = time.monotonic()
    try:
        if left <= 0:
            raise OutOfTimeError
        return subprocess.run(  # noqa: S603 - a fixed program, the text only as its input
            arguments,
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=left,
            check=False,
            env=env,
        )
    except subprocess.TimeoutExpired:
        raise OutOfTimeError from None
    except OSError:
        return subprocess.CompletedProcess(arguments, 0, "", "")
    finally:
        _LEFT["seconds"] = left - (time.monotonic() - start)
