"""The pinned releases of the Azure SDK for Python: fetched, verified, and read as text."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.sdk import classic, typespec
from schemas.sdk.operations import Operation, operations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from schemas.sdk.model import Model


@dataclass(frozen=True, slots=True)
class Release:
    """A release: what it is called, and the SHA-256 of its wheel."""

    package: str
    version: str
    sha256: str
    folders: list[str]

    @property
    def is_beta(self) -> bool:
        """Whether a stable release knows better."""
        return "b" in self.version

    def fetch(self, folder: Path) -> Path:
        """Return the wheel, downloaded unless it is there; raise ValueError if it is another."""
        stem = f"{self.package.replace('-', '_')}-{self.version}"
        found = sorted(folder.glob(f"{stem}-*.whl"))
        if not found:
            _download(f"{self.package}=={self.version}", folder)
            found = sorted(folder.glob(f"{stem}-*.whl"))
        digest = hashlib.sha256(found[0].read_bytes()).hexdigest()
        if digest != self.sha256:
            raise ValueError(f"{found[0].name} is not the pinned one: its SHA-256 is {digest}")
        return found[0]


@dataclass(frozen=True, slots=True)
class Body:
    """What a resource of a type takes in an API version: a class among the classes of a module."""

    operation: Operation
    models: dict[str, Model]
    is_typespec: bool


def pinned(listed: list[dict[str, Any]]) -> list[Release]:
    """Return the releases in the order in which they are listed."""
    return [
        Release(item["package"], item["version"], item["sha256"], item.get("folders", []))
        for item in listed
    ]


def _download(requirement: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-deps", "--only-binary=:all:", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "-d", str(folder), requirement]
    subprocess.run(command, check=True)  # noqa: S603 - pip, for a release that sources.json pins


def bodies(wheel: Path, wanted: set[str], folders: list[str]) -> Iterator[Body]:
    """Yield what the operations of a wheel create, for types (in lower case) that we want.

    `folders` are those of the API versions to read, where there are many; none means all.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = [n for n in archive.namelist() if n.endswith(".py") and "/aio/" not in n]
        found = {name.partition("/operations/")[0] for name in names if "/operations/" in name}
        for folder in sorted(found):
            if not folders or folder.rpartition("/")[2] in folders:
                yield from _Folder(archive, folder, names).bodies(wanted)


@dataclass(frozen=True, slots=True)
class _Folder:
    """A client of a wheel: its modules of operations, of models and of enumerations."""

    archive: zipfile.ZipFile
    folder: str
    names: list[str]

    def bodies(self, wanted: set[str]) -> Iterator[Body]:
        found = [
            item
            for text in self._texts(r"operations/\w*_operations\.py")
            for item in operations(text)
            if item.type.lower() in wanted
        ]
        if found:
            # Of two modules of models the one for Python 3 has the annotations.
            source = [*self._texts(r"models/_models\.py"), *self._texts(r"models/_models_py3\.py")][
                -1
            ]
            enums = "\n".join(self._texts(r"models/_\w*enums\.py"))
            is_typespec = "rest_field(" in source
            models = (typespec if is_typespec else classic).models(source, enums)
            # The last one that is put in stays: that of the lowest rank.
            found.sort(key=lambda item: item.rank, reverse=True)
            best = {(item.type.lower(), item.version): item for item in found}
            for operation in best.values():
                yield Body(operation, models, is_typespec)

    def _texts(self, pattern: str) -> Iterator[str]:
        whole = re.compile(f"{re.escape(self.folder)}/{pattern}")
        for name in self.names:
            if whole.fullmatch(name):
                yield self.archive.read(name).decode()
