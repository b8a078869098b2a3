"""Joins the parts of user data into the one text that custom data carries.

One part is sent as it is. Several become a MIME message that is the same on every machine and in
every run: no date, and a boundary made from the content.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from generator.cloud_init.headers import Kind, kind_of
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class UserDataPart:
    """One file of user data: its name, by which it is reported, and its text."""

    name: str
    text: str


def pack(parts: Sequence[UserDataPart]) -> bytes:
    """Return the bytes of the user data: the only part unchanged, or a MIME message of all."""
    if len(parts) == 1:
        return parts[0].text.encode()
    bodies = [_body(part, number) for number, part in enumerate(parts, start=1)]
    digest = hashlib.sha256("\0".join(bodies).encode()).hexdigest()
    boundary = f"part-{digest[:32]}"
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\nMIME-Version: 1.0\n\n'
    sections = "".join(f"--{boundary}\n{body}\n" for body in bodies)
    return f"{head}{sections}--{boundary}--\n".encode()


def travels_as_base64(text: str) -> bool:
    """Whether a part of a message is encoded."""
    return not text.isascii() and kind_of(text) is not Kind.MIME


def _body(part: UserDataPart, number: int) -> str:
    """Return the fields and the text of one part.

    Scripts run in the order of their names, so the number of the part leads the name. cloud-init
    reads text that is not ASCII wrongly from a MIME message (Python's parser takes it for
    Latin-1), whatever its fields say, so it travels as base64.
    """
    kind = kind_of(part.text)
    if kind is Kind.MIME:
        return part.text
    base = part.name.replace("\\", "/").rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9._-]", "_", base)
    content_type = kind.value if kind else "text/plain"
    encoded = travels_as_base64(part.text)
    text = base64.encodebytes(part.text.encode()).decode() if encoded else part.text
    return (
        f'Content-Type: {content_type}; charset="utf-8"\n'
        f"Content-Transfer-Encoding: {'base64' if encoded else '7bit'}\n"
        f'Content-Disposition: attachment; filename="{number:03d}-{name}"\n'
        f"\n{text}"
    )
