"""What a trial may show of what a script prints: no value of a secret, and nothing like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.lazy import dataclass, field, replace
from generator.redaction import SECRET, without_secrets, without_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.trying.records import Step

_SHOWN = 4 * 1024
"""Bytes of each output that the handler reports; see main/cmds.go of it."""
_SHORTEST = 4
"""What is shorter is hidden as a word of its own only: it would be found in anything."""


def texts_of(value: Any) -> Iterator[str]:
    """Yield the texts in a value, and the lines of those that have several."""
    if isinstance(value, dict):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, str):
        yield value
        if "\n" in value:
            yield from value.splitlines()
    elif value is not None and not isinstance(value, bool):
        yield str(value)


@dataclass(slots=True)
class Mask:
    """Hides the values of secrets."""

    texts: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)

    def add(self, values: Iterable[Any]) -> None:
        """Hide these values too, as they are and as a shell or a URL would write them."""
        from base64 import b64encode
        from urllib.parse import quote

        for value in values:
            for text in texts_of(value):
                plain = text.strip()
                forms = {plain, quote(plain, safe=""), plain.replace("'", "'\\''")}
                forms.add(b64encode(f"{plain}\n".encode()).decode())  # echo | base64
                forms |= {plain.replace("\\", "\\\\").replace('"', '\\"')}
                of = self.texts if len(plain) >= _SHORTEST else self.short
                of.extend(form for form in forms if form and form not in of)

    def of(self, text: str, *, ours: bool = False) -> str:
        """Return a text without secrets; in one of ours nothing is looked for but their values."""
        shown: str = without_texts(text, self.texts)
        for word in self.short:
            shown = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", SECRET, shown)
        return shown if ours else without_secrets(shown)

    def of_step(self, step: Step) -> Step:
        """Return a step as it may be shown."""
        message, line, name = (
            self.of(step.message, ours=True),
            self.of(step.line),
            self.of(step.name, ours=True),
        )
        out, err = end_of(self.of(step.stdout)), end_of(self.of(step.stderr))
        return replace(step, message=message, line=line, name=name, stdout=out, stderr=err)


def end_of(text: str) -> str:
    """Return the end of an output, as much as Azure shows of it."""
    return text.encode()[-_SHOWN:].decode("utf-8", "ignore")
