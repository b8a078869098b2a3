"""Which template a parameter file belongs to, by the names of the two.

By custom `x.parameters.json` belongs to `x.json` beside it; a file for one environment has a word
more, before or after (`x.parameters.test.json`, `x.test.parameters.json`). The portal exports
`template.json` with `parameters.json`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

_NAME = regex(r"(?:(.+)\.)?parameters(?:[.-].+)?(\.jsonc?)", re.IGNORECASE)
_EXPORTED = "template"


def template_of(path: Path, known: Container[str]) -> Path | None:
    """Return the template beside a parameter file, among the `known` paths or on disk."""
    for name in _template_names(path.name):
        template = path.with_name(name)
        if template.as_posix() in known or template.is_file():
            return template
    return None


def _template_names(name: str) -> list[str]:
    """Return the names that the template of a parameter file may have, the likeliest first."""
    match = _NAME.fullmatch(name)
    if match is None:
        return []
    words = (match[1] or _EXPORTED).split(".")
    return [".".join(words[:count]) + match[2] for count in range(len(words), 0, -1)]
