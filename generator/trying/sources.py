"""What stands in the place of the network: local files for the addresses that a step downloads."""

from __future__ import annotations

from pathlib import Path

from generator.delivery.custom_script import downloaded_as
from generator.files.reading import read_bytes
from generator.lazy import dataclass
from generator.redaction import without_keys

_MOST = 1 << 30
_PATIENCE = 60


class NoFileError(Exception):
    """A file that a step downloads is not to be had; the text says why."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Local files: by URL, by the beginning of URLs, or by the name alone ("")."""

    given: tuple[tuple[str, Path], ...] = ()
    network: bool = False

    def data(self, address: str) -> bytes:
        """Return what lies at an address; raises NoFileError."""
        plain = address.partition("?")[0].partition("#")[0]
        for url, path in self.given:
            found = _below(plain, address, url, path)
            if found is not None and found.is_file():
                return read_bytes(found)
        shown = without_keys(plain)
        if not self.network:
            raise NoFileError(
                f"{shown} is not downloaded here: give it with --files {shown}=PATH, or allow the "
                "network with --network"
            )
        return _downloaded(address, shown)


def _below(plain: str, address: str, url: str, path: Path) -> Path | None:
    """Return the file that a pair of URL and path has for an address, be it there or not."""
    name = downloaded_as(address, "linux")
    if not url:
        return path / name if path.is_dir() else None
    base = url.partition("?")[0].rstrip("/")
    if plain == base:
        return path / name if path.is_dir() else path
    if not plain.startswith(f"{base}/"):
        return None
    steps = plain[len(base) + 1 :].split("/")
    return None if ".." in steps else path.joinpath(*steps)


def _downloaded(address: str, shown: str) -> bytes:
    """Return what lies at an address in the network; raises NoFileError."""
    from urllib.request import urlopen

    if not address.lower().startswith(("http://", "https://")):
        raise NoFileError(f"{shown} is no URL that the handler downloads")
    try:
        with urlopen(address, timeout=_PATIENCE) as answer:  # noqa: S310 - http and https alone
            data: bytes = answer.read(_MOST)
    except (OSError, ValueError) as error:
        raise NoFileError(f"{shown} cannot be downloaded: {error}") from None
    return data


def parsed(text: str) -> tuple[str, Path]:
    """Return what `--files` is given: a folder, or URL=PATH; raises ValueError."""
    url, equals, path = text.rpartition("=")
    if "://" in text and not equals:
        raise ValueError("write the file or folder after the URL: URL=PATH")
    if "://" not in url:
        url, path = "", text
    found = Path(path)
    if not path or not found.exists() or (not url and not found.is_dir()):
        what = "folder" if not url else "file or folder"
        raise ValueError(f"there is no {what} '{path}'")
    return url, found
