"""Every JSON file is JSON, and has something in it.

A file that cannot be parsed never gets here: the reader says where it breaks. As arm-ttk does, a
value that counts as nothing (null, false, 0, an empty string or array) fails, an empty object not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK001", "JSONFiles-Should-Be-Valid", group="any")


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield the file where it holds nothing."""
    if not subject.value and subject.value != {}:
        yield Finding(
            (), "this file holds nothing; write an object, or delete it", fault="Invalid.JSON"
        )
