"""A package: the files of a step as one archive, which is stored under a name by its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass, field

if TYPE_CHECKING:
    from generator.files.gathering import GatheredFile


@dataclass(frozen=True, slots=True)
class Package:
    """The archive of a step: its SHA-256, how large it is, how it ends (tar.gz, zip), its files."""

    step: str
    sha256: str
    size: int
    ending: str
    files: tuple[GatheredFile, ...] = field(repr=False)

    @property
    def stem(self) -> str:
        """Its name without the ending: another content has another name."""
        return f"{self.step}-{self.sha256[:16]}"

    @property
    def name(self) -> str:
        """The name under which it is stored."""
        return f"{self.stem}.{self.ending}"
