"""Packs schemas/resources/ and api-versions.json for the wheel: see generator/resources/store.py.

As a build hook of hatch it adds the pack to a wheel, and makes the wheel smaller by `wheel.py`;
`python -m schemas.pack FOLDER` writes the pack. Its bytes depend on the texts and on the release
of liblzma.
"""

from __future__ import annotations

import heapq
import json
import lzma
import os
import re
import runpy
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

_BLOCK = 70_000
"""With what is shared it takes a millisecond to unpack.

The longest text counts twice: it takes as long to read.
"""
_SHARED = 20_000
"""So much text stands before that of each block: with more the pack is smaller, and slower."""
_PIECE = 8
"""What a text shares with others is looked for in pieces of this length."""
_LONG = _BLOCK // 3
"""A text this long keeps its words: finding their numbers takes longer than unpacking them."""
_OFTEN = 3
"""A word in so many blocks is shorter as a number."""
_SETTINGS = {"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 0, "pb": 0}
_USUAL = {"root": "", "scopes": 8}
"""What a reader takes where a type does not say it."""
_WORD = re.compile(r"[A-Za-z$@][A-Za-z0-9_.$@ -]{3,}")
_REFERENCE = re.compile(r'#([^"\[{ ]+)')
NEXT = "\x01"
SHORT = (
    '":"s","', '":"ro","', '":"!s","', '":"b","', '":"n","', '"},{"', f'":"{NEXT}","', ':{"e":["',
    '"],"open":true}', '","', '":"',
)  # fmt: skip
FIRST = 14
FIRST_WORD = 128
"""As the reader has these four; a build has no package to import them from."""


def packed(tree: Path, table: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Return the pack of a tree of texts with a table of API versions, its index and its words."""
    listed = {name.lower(): (name, versions) for name, versions in table["types"].items()}
    pack, rows = bytearray(), [table["date"]]
    types = _types(tree, listed)
    rows += [f"{name} {_versions([], versions.split())}" for name, versions in listed.values()]
    words = _words(types)
    short = {word: chr(number) for number, word in enumerate(words, FIRST_WORD)}
    blocks = _blocks([(row, _with_numbers(text, short)) for row, text in types])
    shared = _shared([[text for _, text in block] for block in blocks])
    made = [
        lzma.compress(
            "\n".join([shared, *(text for _, text in block)]).encode(),
            lzma.FORMAT_ALONE,
            filters=[_SETTINGS],
        )
        for block in blocks
    ]
    begin = len(os.path.commonprefix(made))  # noqa: RUF071 - of bytes
    pack += made[0][:begin]
    for block, compressed in zip(blocks, made, strict=True):
        rows += [f"@ {len(pack)} {len(compressed) - begin}", *(row for row, _ in block)]
        pack += compressed[begin:]
    return bytes(pack), "\n".join([*rows, ""]).encode("ascii"), "\n".join(words).encode("ascii")


def _types(tree: Path, listed: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return types as rows of the index with their texts.

    What is `listed` of them goes into their rows.
    """
    types = []
    for name in sorted(path.relative_to(tree).as_posix()[:-5] for path in tree.rglob("*.json")):
        data = json.loads((tree / f"{name}.json").read_text("utf-8"))
        _, versions = listed.pop(name, ("", ""))
        row = f"{data['type']} {_versions(data['versions'], versions.split())}"
        types.append((row, _shortened(data)))
    return types


def _blocks(types: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Return types, so many at a time as a block holds."""
    blocks: list[list[tuple[str, str]]] = [[]]
    size = longest = 0
    for row, text in types:
        if size + len(text) + max(longest, len(text)) > _BLOCK and blocks[-1]:
            blocks.append([])
            size = longest = 0
        blocks[-1].append((row, text))
        size, longest = size + len(text), max(longest, len(text))
    return blocks


def _shared(blocks: list[list[str]]) -> str:
    """Return texts that have much in common with those of other blocks, the best of them last."""
    short = [text for block in blocks for text in block if 100 < len(text) < _SHARED // 5]
    pieces = {text: _pieces(text) for text in short}
    found = Counter(piece for block in blocks for piece in set().union(*map(_pieces, block)))

    def worth(text: str) -> float:
        return sum(found[piece] - 1 for piece in pieces[text]) / -len(text)

    waiting = [(worth(text), text) for text in pieces]
    heapq.heapify(waiting)
    chosen: list[str] = []
    while waiting and sum(map(len, chosen)) < _SHARED:
        before, text = heapq.heappop(waiting)
        now = worth(text)
        if now > before:  # it has much in common with what was chosen
            heapq.heappush(waiting, (now, text))
        else:
            chosen.append(text)
            for piece in pieces[text]:
                found[piece] = 1
    return "".join(reversed(chosen))


def _pieces(text: str) -> set[str]:
    return {text[at : at + _PIECE] for at in range(len(text) - _PIECE)}


def _words(types: list[tuple[str, str]]) -> list[str]:
    """Return the words that stand in many blocks, in their order."""
    found = Counter(
        word
        for block in _blocks(types)
        for word in {word for _, text in block for word in _WORD.findall(text)}
    )
    return sorted(word for word, blocks in found.items() if blocks >= _OFTEN)


def _with_numbers(text: str, short: dict[str, str]) -> str:
    """Return a text with numbers in the place of words, unless it is long."""
    shorter = _WORD.sub(lambda found: short.get(found[0], found[0]), text)
    return shorter if len(shorter) < _LONG else text


def _versions(own: list[str], listed: list[str]) -> str:
    """Return the versions of a schema and of the table in one text."""
    extra = [item for item in listed if item not in own]
    marked = [item if item in listed else f"+{item}" for item in own]
    return " ".join([*marked, *(f"-{item}" for item in extra)]).replace("-preview", "~")


def _shortened(data: dict[str, Any]) -> str:
    """Return the text of a type: without what its row says, nor what nearly all have alike."""
    numbers = {version: number for number, version in enumerate(data["versions"])}

    def spans(written: Any) -> Any:
        if not isinstance(written, list):
            return written
        return [[*(numbers[version] for version in span[:-1]), span[-1]] for span in written]

    named = {
        name: {key: _joined(spans(written)) for key, written in definition.items()}
        for name, definition in data["definitions"].items()
    }
    data["scopes"] = spans(data["scopes"])
    ordered = _unnamed(named)
    data["definitions"] = ordered or named
    told = {"type", "versions"}
    data = {k: value for k, value in data.items() if k not in told and _USUAL.get(k) != value}
    text = _text(data)
    if ordered and not data.get("reviewed"):
        text = _numbered(text)
    for number, long in enumerate(SHORT, FIRST):
        text = text.replace(long, chr(number))
    return text


def _numbered(text: str) -> str:
    """Return a text that has numbers in the place of names, and a mark where a number is next."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        if found[1] in numbers:
            return f"#{numbers[found[1]]}"
        numbers[found[1]] = len(numbers) + 1
        return NEXT

    return _REFERENCE.sub(number, text)


def _joined(spans: Any) -> Any:
    """Return spans as one text, where each of them is one."""
    if not isinstance(spans, list) or any(
        not isinstance(span[-1], str) or " " in span[-1] for span in spans
    ):
        return spans
    return " ".join(",".join(map(str, span[:-1])) + span[-1] for span in spans)


def _unnamed(named: dict[str, dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Return definitions in the order of the first references to them; None if that tells not."""
    order = [""]
    for name in order:  # it grows
        found = _REFERENCE.findall(_text(named.get(name, {})))
        order += [other for other in dict.fromkeys(found) if other not in order]
    return [named[name] for name in order] if set(order) == set(named) else None


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


ADDED = ("resources.pack", "resources.index", "resources.words", "sources.json")
"""What a wheel has in the place of the tree, the table and what sources.json says of all."""


def write(tree: Path, folder: Path) -> list[Path]:
    """Write what a wheel has of a tree into a folder; give the paths."""
    here = Path(__file__).parent
    table, told = (
        json.loads((here / name).read_text("utf-8")) for name in ("api-versions.json", ADDED[-1])
    )
    paths = [folder / name for name in ADDED]
    contents = *packed(tree, table), _text(sources(told)).encode()
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


def sources(written: dict[str, Any]) -> dict[str, Any]:
    """Return what a wheel says of the sources of the schemas: names and releases, no hashes."""
    releases = [{key: row[key] for key in ("package", "version")} for row in written["releases"]]
    return {
        "bicep-types-az": {"release": written["bicep-types-az"]["release"]},
        "releases": releases,
    }


def templates(folder: Path) -> dict[str, str]:
    """Return the texts of templates/ by their names, as generator/files/templates.py reads them.

    One file of a hundred takes 200 bytes less for each, and texts that are alike are packed once.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


def get_build_hook() -> Any:
    """Return the hook; hatch asks for it."""
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class PackHook(BuildHookInterface):  # type: ignore[misc] # hatchling is there only where a wheel is built
        """Puts the pack where the package looks for it, unless it is installed from its sources."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if version == "editable":
                return
            folder = Path(tempfile.mkdtemp())
            for path in write(Path(self.root) / "schemas" / "resources", folder):
                build_data["force_include"][str(path)] = f"generator/schemas/{path.name}"
            texts = folder / "templates.json"
            texts.write_text(_text(templates(Path(self.root) / "templates")), encoding="utf-8")
            build_data["force_include"][str(texts)] = f"generator/{texts.name}"

        def finalize(self, version: str, _data: dict[str, Any], artifact_path: str) -> None:
            if version != "editable":
                shrink = runpy.run_path(str(Path(self.root) / "schemas" / "wheel.py"))["shrink"]
                shrink(Path(artifact_path))

    return PackHook


if __name__ == "__main__":
    root = Path(__file__).with_name("resources")
    for written in write(root, Path(sys.argv[1])):
        print(f"wrote {written} ({written.stat().st_size:,} bytes)")
