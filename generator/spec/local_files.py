"""The files that a spec names: found below its folder, read once, the same on every machine.

Line ends become LF and a byte order mark goes, so that a checkout on Windows renders the bytes
that one on Linux renders.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.reading import LARGEST, LeadsOutside, read_bytes
from generator.lazy import dataclass, field
from generator.spec.faults import fault
from generator.spec.paths import place
from generator.spec.schema import schema_at

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.files.gathering import GatheredFile
    from generator.files.package import Package
    from generator.language.documents.source import Document

_LARGEST = limit("template-bytes")
"""No file of more than a template may have can travel in one."""
_RENDERED = frozenset(
    f"{name}.json" for name in ("azuredeploy", "azuredeploy.parameters", "azuredeploy.swap",
                                "azuredeploy.swap.parameters", "scaleset.schema")
) | {"main.bicep", "main.bicepparam"}  # fmt: skip
"""What is rendered beside a spec is no part of what it delivers."""
_OF_ENVIRONMENTS = ("azuredeploy.parameters.{}.json", "azuredeploy.swap.parameters.{}.json",
                    "main.{}.bicepparam")  # fmt: skip


@dataclass(slots=True)
class LocalFiles:
    """Texts of local files by the name that the spec gives them.

    `folder` is the folder of the spec; with `reach` "below" a file must lie below it.
    `environments` are those for which there are parameter files beside the spec. `gathered`
    are the files of steps, by what names them; `changed` the names whose bytes are not those of the
    text: a byte order mark, an encoding, or line ends; `published` the packages that storage has
    for them, by the names of the steps.
    """

    folder: FilePath
    reach: str = "below"
    environments: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    gathered: dict[tuple[str, ...], tuple[GatheredFile, ...]] = field(default_factory=dict)
    published: dict[str, Package] = field(default_factory=dict)

    def load(self, document: Document, value: Any, mistakes: list[Diagnostic]) -> None:
        """Read every file that a checked spec names; report those that cannot be used."""
        for path, name in named_files(value, ()):
            try:
                self.texts[name] = self._read(name)
            except (OSError, RuntimeError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                message = f"{place(path)}: cannot use '{name}': {reason}"
                mistakes.append(
                    document.diagnostic(fault("local-file"), Severity.ERROR, message, path)
                )
        for path, key in gathering_keys(value):
            self._gather(document, path, key, mistakes, publishes=bool(value.get("packages")))

    def _gather(
        self,
        document: Document,
        path: Path,
        key: str | list[str],
        mistakes: list[Diagnostic],
        *,
        publishes: bool,
    ) -> None:
        from generator.files.gathering import LARGEST_PACKAGE, Gathering, NotGathered

        own = document.path.replace("\\", "/").rpartition("/")[2]
        most = LARGEST_PACKAGE if publishes else LARGEST
        of_environments = {
            form.format(name) for name in self.environments for form in _OF_ENVIRONMENTS
        }
        apart = _RENDERED | of_environments | {own}
        gathering = Gathering(self.folder, self._root(self.folder), apart, most)
        found: dict[str, GatheredFile] = {}
        for index, name in enumerate(named_by(key)):
            where = path if isinstance(key, str) else (*path, index)
            try:
                found |= {item.name: item for item in gathering.files([name])}
            except NotGathered as error:
                message = f"{place(where)}: cannot use '{name}': {error}"
                mistakes.append(
                    document.diagnostic(fault("files-of-a-step"), Severity.ERROR, message, where)
                )
                return
        self.gathered[named_by(key)] = tuple(found[key] for key in sorted(found, key=str.encode))

    def _root(self, target: FilePath) -> FilePath:
        return self.folder if self.reach == "below" else FilePath(target.absolute().anchor)

    def _read(self, name: str) -> str:
        from generator.language.documents.source import decode

        target = self.folder / name
        try:
            data = read_bytes(target, root=self._root(target), most=_LARGEST + 1, cut=True)
        except LeadsOutside:
            message = "it lies outside of the folder of the spec (see --allow-outside)"
            raise ValueError(message) from None
        if len(data) > _LARGEST:
            raise ValueError("it is larger than 4 MB, the limit of a template")
        try:
            text = decode(data, name)
        except InvalidInput as error:
            raise ValueError(error.diagnostics[0].message) from None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.encode() != data:
            self.changed.add(name)
        return text


def named_files(value: Any, path: Path = ()) -> list[tuple[Path, str]]:
    """Return the files that a checked spec names, each with the path of its key."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in named_files(item, (*path, key))]
    if isinstance(value, list):
        return [
            found for index, item in enumerate(value) for found in named_files(item, (*path, index))
        ]
    schemas = schema_at(path)
    is_file = len(schemas) == len(path) + 1 and schemas[-1].get("x-file")
    return [(path, value)] if is_file and isinstance(value, str) else []


def gathering_keys(value: dict[str, Any]) -> list[tuple[Path, str | list[str]]]:
    """Return what the steps of a checked spec gather, each with the path of its key."""
    found: list[tuple[Path, str | list[str]]] = []
    for index, entry in enumerate(value.get("deliver") or ()):
        for method in ("customScript", "dsc"):
            step = entry.get(method)
            if step and step.get("files"):
                found.append((("deliver", index, method, "files"), step["files"]))
        unpack = (entry.get("cloudInit") or {}).get("unpack")
        if unpack:
            found.append((("deliver", index, "cloudInit", "unpack", "files"), unpack["files"]))
    return found


def named_by(key: str | list[str] | None) -> tuple[str, ...]:
    """Return the files, folders and globs that a key names."""
    return (key,) if isinstance(key, str) else tuple(key or ())
