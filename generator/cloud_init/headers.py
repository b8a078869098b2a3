"""The first line of a part: it alone tells cloud-init what to do with the text.

Source: cloud-init, explanation/format. The line is compared without regard to case and to white
space in front of it; a part that begins otherwise is skipped with a note in the log.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import Enum

from generator.lazy import regex


class Kind(Enum):
    """What a part is; the value is its content type in a MIME message."""

    ARCHIVE = "text/cloud-config-archive"
    PATCH = "text/cloud-config-jsonp"
    CONFIG = "text/cloud-config"
    SCRIPT = "text/x-shellscript"
    BOOT_HOOK = "text/cloud-boothook"
    INCLUDE_ONCE = "text/x-include-once-url"
    INCLUDE = "text/x-include-url"
    PART_HANDLER = "text/part-handler"
    JINJA = "text/jinja2"
    MIME = "multipart/mixed"


HEADERS = {
    "#cloud-config-archive": Kind.ARCHIVE,
    "#cloud-config-jsonp": Kind.PATCH,
    "#cloud-config": Kind.CONFIG,
    "#cloud-boothook": Kind.BOOT_HOOK,
    "#include-once": Kind.INCLUDE_ONCE,
    "#include": Kind.INCLUDE,
    "#part-handler": Kind.PART_HANDLER,
    "## template: jinja": Kind.JINJA,
    "#!": Kind.SCRIPT,
}
"""Each header before those that it begins with: the first that fits counts."""

_MIME_FIELD = regex(r"(?i)(mime-version|content-[a-z-]+|number-attachments):|from \S+ ")
_MIME_VERSION = "mime-version:"


def kind_of(text: str) -> Kind | None:
    """Return what cloud-init takes a text for, or None if it would skip it."""
    if _MIME_FIELD.match(text) and _MIME_VERSION in text[:4096].lower():
        return Kind.MIME
    start = text.lstrip()[:40].lower()
    return next((kind for header, kind in HEADERS.items() if start.startswith(header)), None)


def advice(text: str) -> str:
    """Describe what the first line of a text without a header was probably meant to be."""
    first = text.lstrip().partition("\n")[0].strip()
    if text.startswith("\ufeff"):
        return "a byte order mark precedes it; save the file as UTF-8 without one"
    if _MIME_FIELD.match(text.lstrip()):
        return "a MIME message begins with its fields, one of which is 'MIME-Version: 1.0'"
    if meant := _meant(first):
        return f"did you mean '{meant}'?"
    lines = [line.strip().lower() for line in text.splitlines()]
    for header in HEADERS:
        if header != "#!" and header in lines:
            return f"'{header}' must be the first line (it is line {lines.index(header) + 1})"
    if re.match(r"[a-z_-]+:(\s|$)", first) or first == "---":
        return "put '#cloud-config' in front of the YAML"
    return "begin with '#cloud-config' or, for a script, with '#!/bin/sh'"


def _meant(first: str) -> str | None:
    """Return the header that a line resembles, white space and signs set aside."""
    if re.match(r"#\s+!|!\s*/|/bin/", first):
        return "#!" + first.lstrip("#! \t")
    words = {re.sub(r"[^a-z]", "", header): header for header in HEADERS if header != "#!"}
    found = get_close_matches(re.sub(r"[^a-z]", "", first.lower()), words, n=1, cutoff=0.8)
    return words[found[0]] if found else None
