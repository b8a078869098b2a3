"""A spec that is being made: its keys, why they are so, and the files beside it."""

from __future__ import annotations

from textwrap import indent
from typing import Any

from generator.lazy import dataclass, field

_ORDER = (
    *("version", "name", "location", "os", "size", "count", "zones", "orchestration", "image"),
    *("computerNamePrefix", "admin", "identity", "deliver", "extensionsTimeBudget", "userData"),
    *(
        "health",
        "upgrade",
        "repairs",
        "osImageNotice",
        "terminateNotice",
        "ports",
        "network",
        "scaleIn",
    ),
    *("security", "osDisk", "dataDisks", "spot", "mix", "placement", "resiliency"),
    *("licenseType", "patching", "bootDiagnostics", "tags", "parameters", "raw"),
)
_WIDTH = 100


@dataclass(slots=True)
class Draft:
    """The keys of a spec, comments by top-level key, and the texts of files by name.

    `written` is the YAML of the values that were written before.
    """

    keys: dict[str, Any] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def set(self, path: str, value: Any) -> None:
        """Set the key at a dotted path."""
        *around, last = path.split(".")
        here = self.keys
        for step in around:
            here = here.setdefault(step, {})
        here[last] = value

    def drop(self, path: tuple[str | int, ...]) -> bool:
        """Take a key out again, and what is empty then; tell whether there was one."""
        here: Any = self.keys
        for step in path[:-1]:
            here = here[step]
        found = path[-1] in here if isinstance(here, dict) else True
        if found:
            gone = here.pop(path[-1])
            if path[0] == "deliver" and len(path) == 2:  # a step, and the file that only it needs
                files = {str(step.get("script")).removeprefix("./") for step in gone.values()}
                self.files = {name: t for name, t in self.files.items() if name not in files}
            if not here and len(path) > 1:
                self.drop(path[:-1])
        return found

    def add_file(self, stem: str, ending: str, text: str) -> str:
        """Add a file, by a name that none has; return its path from the spec."""
        name, number = f"{stem}{ending}", 2
        while name in self.files:
            name, number = f"{stem}-{number}{ending}", number + 1
        self.files[name] = text
        return f"./{name}"

    def say(self, key: str, text: str) -> None:
        """Add a comment above a top-level key."""
        listed = self.comments.setdefault(key, [])
        if text not in listed:
            listed.append(text)

    def text(self, heading: str) -> str:
        """Return the spec as YAML with its comments."""
        lines = [f"# {line}" for line in heading.splitlines()]
        for key in sorted(self.keys, key=_ORDER.index):
            lines += [f"# {text}" for text in self.comments.get(key, [])]
            value = self.keys[key]
            if key == "raw" and value:
                lines.append("raw:")
                parts = (self._shown({symbol: item}, _WIDTH - 2) for symbol, item in value.items())
                lines += [indent(part, "  ") for part in parts]
            else:
                lines.append(self._shown({key: value}, _WIDTH))
        return "\n".join(lines) + "\n"

    def _shown(self, value: dict[str, Any], width: int) -> str:
        """Return a value as YAML; one that was written before is not written again."""
        import yaml  # a spec is written by one command

        said = repr(value)
        if said not in self.written:
            text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=width)
            self.written[said] = text.rstrip("\n")
        return self.written[said]
