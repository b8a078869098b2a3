"""The process that renders the fragments of a user; see `bounded`, which starts it."""

from __future__ import annotations

import json
import pickle
import sys
from typing import Any

from generator.diagnostics import TemplateError
from generator.files.reading import set_reach
from generator.rendering.bounded import MEMORY, SECONDS
from generator.rendering.compose import partials
from generator.rendering.fragments import fragments


def main() -> None:
    """Render what the other side sends, and write it as JSON: a message where it cannot be."""
    _bound()
    to, value, files, overlay = pickle.load(sys.stdin.buffer)  # noqa: S301 - from ourselves
    set_reach(to)
    try:
        said: Any = list(partials(value, files, fragments(overlay)))
    except TemplateError as error:
        said = str(error)
    sys.stdout.buffer.write(json.dumps(said).encode())


def _bound() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
