"""What `cloud-init` itself says of the custom data in a rendered template.

Where the command is installed, the custom data is taken out of the template again, decoded, and
each #cloud-config in it is passed to `cloud-init schema`. It is another opinion beside our own
check, of whatever release is installed, so what it refuses is a warning.
"""

from __future__ import annotations

import base64
import tempfile
from email import message_from_bytes
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from generator.cloud_init.headers import Kind, kind_of
from generator.files.deadline import run
from generator.files.programs import program
from generator.files.writing import write_new
from generator.language.template import Template
from generator.lazy import regex
from generator.redaction import without_secrets
from generator.scale_set.payload import unpacked
from generator.scale_set.view import scale_sets

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_CALL = regex(r"^\[base64\(format\(variables\('(\w+)'\)")
_HOLE = regex(r"\{\{|\}\}|\{\d+\}")
_SAMPLE = "0"
"""Stands for the value of a parameter that only a deployment knows."""


def user_data(template: dict[str, Any]) -> bytes | None:
    """Return the user data that a rendered template carries, decoded; None where there is none.

    Parameters in it are replaced by a sample value.
    """
    for scale_set in scale_sets(Template(template)):
        text = scale_set.profile.at("osProfile", "customData").value
        if isinstance(text, str):
            return _decoded(text, template.get("variables", {}))
    return None


def _decoded(text: str, variables: dict[str, Any]) -> bytes | None:
    call = _CALL.match(text)
    if call:
        return _HOLE.sub(_filled, str(variables.get(call[1], ""))).encode()
    if text.startswith("["):
        return None
    try:
        data = base64.b64decode(text)
        return unpacked(data) if data.startswith(b"\x1f\x8b") else data
    except (ValueError, OSError, EOFError):
        return None  # `raw` has put something else there; the rules say what


def _filled(match: re.Match[str]) -> str:
    return match[0][0] if match[0] in {"{{", "}}"} else _SAMPLE


def cloud_configs(data: bytes) -> Iterator[str]:
    """Yield the #cloud-config texts of user data, also inside a MIME message."""
    text = data.decode("utf-8", "replace")
    if kind_of(text) is Kind.CONFIG:
        yield text
    elif kind_of(text) is Kind.MIME:
        try:
            parts = [(item, item.get_content_type()) for item in message_from_bytes(data).walk()]
        except RecursionError:  # in headers of many brackets; our own check tells of them
            return
        for part, declared in parts:
            if declared == Kind.CONFIG.value:
                yield bytes(part.get_payload(decode=True)).decode("utf-8", "replace")


_VALUE = regex(
    r"(?:\{.*\}|\[.*\]|'.*'|\".*\")(?= (?:is|does|has|should)\b(?! a (?:required|dependency)))"
)
"""A value of the file that cloud-init repeats in its message, and which may hold a password."""


_LONGEST = 4000
"""How long a message may be in which values are looked for."""


@lru_cache(maxsize=64)
def refusal(text: str) -> str | None:
    """Return what `cloud-init schema` says against a #cloud-config, or None.

    Raises OutOfTimeError where it did not come to its end.
    """
    command = program("cloud-init")
    if command is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = FilePath(folder) / "cloud-config.yaml"
        write_new(path, text.encode())
        result = run([command, "schema", "--config-file", str(path)])
    if result.returncode == 0:
        return None
    said = (result.stderr or result.stdout).replace(str(path), "it").strip()
    if len(said) > _LONGEST:
        return "its message is too long to be told"
    return " ".join(without_secrets(_VALUE.sub("the value", said)).split())[:300]
