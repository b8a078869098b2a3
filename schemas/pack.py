"""Packs schemas/resources/ for the wheel: see generator/resources/store.py for the form.

As a build hook of hatch it adds the pack to a wheel; `python -m schemas.pack FOLDER` writes it. The
bytes depend on the texts alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

_BLOCK = 512 * 1024
_USUAL = {"root": "", "scopes": 8}
"""What a reader takes where a type does not say it."""
_ROUNDS = 15
"""More rounds of zopfli take minutes and save a few hundred bytes."""


def packed(tree: Path) -> tuple[bytes, bytes]:
    """Return the pack of a tree of texts, and its index."""
    pack, rows = bytearray(), [b"\n"]
    for block in _blocks(tree):
        made = _deflated("\n".join(text for _, text in block).encode())
        rows.append(f"@ {len(pack)} {len(made)}\n".encode())
        rows += [f"{name}\n".encode() for name, _ in block]
        pack += made
    return bytes(pack), b"".join(rows)


def _blocks(tree: Path) -> list[list[tuple[str, str]]]:
    """Return the types with their texts, in their order, so many at a time as a block holds."""
    blocks: list[list[tuple[str, str]]] = [[]]
    size = 0
    for name in sorted(path.relative_to(tree).as_posix()[:-5] for path in tree.rglob("*.json")):
        text = _shortened(json.loads((tree / f"{name}.json").read_text("utf-8")))
        if size + len(text) > _BLOCK:
            blocks.append([])
            size = 0
        blocks[-1].append((name, text))
        size += len(text)
    return blocks


def _shortened(data: dict[str, Any]) -> str:
    """Return the text of a type with the numbers of versions for their names.

    The versions are one string, with ~ for "-preview"; what nearly all types have alike is left
    out.
    """
    numbers = {version: number for number, version in enumerate(data["versions"])}

    def spans(written: Any) -> Any:
        if not isinstance(written, list):
            return written
        return [[*(numbers[version] for version in span[:-1]), span[-1]] for span in written]

    data["scopes"] = spans(data["scopes"])
    data["definitions"] = {
        name: {key: spans(written) for key, written in definition.items()}
        for name, definition in data["definitions"].items()
    }
    data["versions"] = " ".join(data["versions"]).replace("-preview", "~")
    data = {key: value for key, value in data.items() if _USUAL.get(key) != value}
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def _deflated(content: bytes) -> bytes:
    """Return what zlib reads; zopfli makes it, whose output no machine changes."""
    from zopfli.zlib import compress

    return bytes(compress(content, numiterations=_ROUNDS))


def write(tree: Path, folder: Path) -> list[Path]:
    """Write the pack of a tree and its index into a folder; give their paths."""
    paths = [folder / "resources.pack", folder / "resources.index"]
    for path, content in zip(paths, packed(tree), strict=True):
        path.write_bytes(content)
    return paths


def get_build_hook() -> Any:
    """Return the hook; hatch asks for it."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class PackHook(BuildHookInterface):  # type: ignore[misc]
        """Puts the pack where the package looks for it, unless it is installed from its sources."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if version == "editable":
                return
            folder = Path(tempfile.mkdtemp())
            for path in write(Path(self.root) / "schemas" / "resources", folder):
                build_data["force_include"][str(path)] = f"generator/schemas/{path.name}"

    return PackHook


if __name__ == "__main__":
    root = Path(__file__).with_name("resources")
    for written in write(root, Path(sys.argv[1])):
        print(f"wrote {written} ({written.stat().st_size:,} bytes)")
