"""The pinned archive of the compiler's types, read by provider."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from schemas.bicep_types.types_file import TypesFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.bicep_types.nodes import Body

_INDEX = "generated/index.json"


class ArchiveError(Exception):
    """The archive is not there, or it is another."""


@dataclass(slots=True)
class Archive:
    """The files of an archive by provider; `chosen` tells which entry stands for which type."""

    files: dict[str, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))
    chosen: dict[str, str] = field(default_factory=dict)
    license: str = ""

    def providers(self) -> list[str]:
        """Return the providers, in lower case."""
        return sorted(self.files)

    def bodies(self, provider: str) -> Iterator[Body]:
        """Yield what the types of a provider take in each version; their files are let go."""
        for path, content in sorted(self.files.pop(provider).items()):
            for number, body in TypesFile(content).bodies():
                # A type and version may stand in several files: the index says in which it counts.
                if self.chosen.get(f"{body.type}@{body.version}".lower()) == f"{path}#/{number}":
                    yield body


def verified(path: Path, sha256: str) -> Path:
    """Return the path of the archive; raise ArchiveError where it is not the pinned one."""
    if not path.is_file():
        raise ArchiveError(f"the archive of the types is not at {path}: see schemas/sources.json")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != sha256:
        message = f"{path} is not the archive that schemas/sources.json pins: its SHA-256 is"
        raise ArchiveError(f"{message} {digest}")
    return path


def read_archive(path: Path, only: str = "") -> Archive:
    """Read an archive; `only` is the one provider that is wanted, or empty."""
    found = Archive()
    with tarfile.open(path) as archive:
        for member in archive:
            parts = PurePosixPath(member.name).parts
            handle = archive.extractfile(member)
            if handle is None:
                continue
            if member.name == "LICENSE":
                found.license = handle.read().decode()
            elif member.name == _INDEX:
                rows = json.loads(handle.read())["resources"]
                found.chosen = {name.lower(): row["$ref"] for name, row in rows.items()}
            elif parts[-1] == "types.json" and only in {"", parts[-3]}:
                found.files[parts[-3]]["/".join(parts[1:])] = handle.read()
    return found
