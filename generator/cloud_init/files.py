"""Files as a part of user data: cloud-init writes them before it installs or runs anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "files.yaml"
_HEAD = '#cloud-config\nmerge_how: "dict(recurse_list)+list(append)"\nwrite_files:\n'
"""A list of a later part would take the place of that of an earlier one: this one is added to it.

Source: https://docs.cloud-init.io/en/latest/reference/merging.html
"""


def files_part(files: Iterable[tuple[str, str, str]]) -> str:
    """Return the part that writes files: of each its path, its mode, and gzip of it in base64."""
    entries = (
        {"path": path, "permissions": mode, "encoding": "gz+b64", "content": content}
        for path, mode, content in files
    )
    return _HEAD + "".join(f"- {json.dumps(entry)}\n" for entry in entries)
