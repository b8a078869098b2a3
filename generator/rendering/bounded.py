"""Fragments of a user, rendered in a process of their own: for a few seconds, in some memory.

The sandbox keeps a fragment from everything but time and memory: a loop over a large range, a power
or a text that doubles takes either without end, and no other thread gets a turn meanwhile.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from generator.diagnostics import TemplateError

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from generator.spec.spec import Spec

SECONDS = 3
"""Of the processor."""
_PATIENCE = 5 if sys.platform == "win32" else 60
"""Of the clock, which is all that Windows counts; elsewhere a busy machine may take that long."""
MEMORY = 400 * 2**20
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from generator.rendering.bounded_child import main; main()"
)


def partials_of(spec: Spec, overlay: FilePath) -> list[tuple[str, dict[str, Any]]]:
    """Return the partial templates that a spec is put together of, by the fragments they are from.

    Raises TemplateError where a fragment is broken, or does not come to its end.
    """
    from generator.files.reading import reach

    work = pickle.dumps((reach(), spec.value, spec.files, overlay))
    try:
        ran = subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, "-P", "-c", _CHILD, json.dumps(sys.path)],
            input=work,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        said = json.loads(ran.stdout or _no_words(ran.stderr))
    except (subprocess.TimeoutExpired, ValueError):
        message = (
            f"the fragments of {overlay.as_posix()} take more than {SECONDS} seconds or "
            f"{MEMORY // 2**20} MB: look for long loops, powers and texts that grow"
        )
        raise TemplateError(message) from None
    if isinstance(said, str):
        raise TemplateError(said)
    return [(name, partial) for name, partial in said]


def _no_words(error: bytes) -> str:
    """Return, as JSON, why a process ended without an answer; '' where that is its bounds."""
    last = error.decode("utf-8", "replace").strip().rpartition("\n")[2]
    name = last.partition(":")[0]
    bounded = not last or name == "MemoryError"
    return "" if bounded else json.dumps(f"the fragments cannot be rendered ({name})")
