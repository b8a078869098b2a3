"""The pages of docs/ that people wrote, and what of them runs.

- A block after a line that ends in "`NAME`:" is a file, and is written.
- A `console` block is run, its commands in the order of the page in one folder, and shows their
  output; a line `...` stands for any lines.
- A `yaml` block that is no file is a spec, or keys to lay over the last spec of the page.
- A `bash` or `powershell` block that is no file needs Azure or another machine: it is not run.

`python -m tests.docs.guides [PAGE...]` writes the output of `console` blocks anew.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest import mock

import yaml

from tests.support.command import Ran, run_here
from tests.support.workspace import MINIMAL, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = ROOT / "docs"
ELSEWHERE = {DOCS / "how-to" / "ci.md": "tests/commands/test_ci_page.py"}
"""Pages whose blocks are of other programs, and what follows those."""
PAGES = sorted(
    page
    for room in ("tutorial", "how-to", "explanation")
    for page in (DOCS / room).glob("*.md")
    if page not in ELSEWHERE
)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([^`\s]*[./][^`\s]*)`:\n+$")
_TOOLS = [
    "base64",
    "bash",
    "cat",
    "cp",
    "dirname",
    "git",
    "grep",
    "gzip",
    "head",
    "mkdir",
    "mv",
    "rm",
    "sed",
    "seq",
    "sh",
    "tar",
]
"""What a page may call; others, such as shellcheck, would have their own say on some machines."""
_PLAIN = re.compile(r"scaleset [^|&;<>$()`*]*")
_GIT = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "x"), ("EMAIL", "x@example.org"))}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A block of code, and the file that it is, if any."""

    language: str
    text: str
    file: str | None
    line: int

    @property
    def sessions(self) -> Iterator[tuple[str, str]]:
        """Yield each command of a `console` block with its output."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command = re.match(r"(?:.*\\\n)*.*\n", part)[0]
            yield command.rstrip("\n"), part[len(command) :].rstrip("\n")


@dataclass(frozen=True)
class Page:
    """A page, read."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def blocks(self) -> list[Block]:
        return [self._block(found) for found in _BLOCK.finditer(self.text)]

    def _block(self, found: re.Match[str]) -> Block:
        before = self.text[: found.start()]
        named = _FILE.search(before)
        return Block(found[1], found[2], named and named[1], before.count("\n") + 1)

    def filled(self, outputs: list[str]) -> str:
        """Return the page with these outputs in its `console` blocks, one for each."""
        left = iter(outputs)
        return _BLOCK.sub(
            lambda found: f"```console\n{next(left)}```" if found[1] == "console" else found[0],
            self.text,
        )


@dataclass
class Workspace:
    """The folder in which a page is followed."""

    root: Path
    spec: Path | None = None
    bin: Path = field(init=False)

    def __post_init__(self) -> None:
        self.bin = self.root / ".bin"
        self.bin.mkdir()
        python = f"PYTHONPATH={shlex.quote(str(ROOT))} exec {sys.executable}"
        for name, call in (("scaleset", f"{python} -m generator"), ("python3", python)):
            (self.bin / name).write_text(f'#!/bin/sh\n{call} "$@"\n')
            (self.bin / name).chmod(0o755)
        for name in _TOOLS:
            (self.bin / name).symlink_to(shutil.which(name) or "/dev/null")
        self.work = self.root / "work"
        self.work.mkdir()

    def write(self, block: Block) -> Path:
        """Write the file that a block is."""
        path = self.work / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        if path.name == "scaleset.yaml":
            self.spec = path
        return path

    def run(self, command: str) -> Ran:
        """Run a command; output and errors come in one stream, as on a terminal."""
        changed = {**_GIT, "PATH": str(self.bin), "COLUMNS": "100"}
        with mock.patch.dict(os.environ, changed):
            if _PLAIN.fullmatch(command):
                return run_here(shlex.split(command)[1:], self.work, together=True)
            ran = subprocess.run(
                ["bash", "-c", command], cwd=self.work, check=False, encoding="utf-8",
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
        return Ran(ran.returncode, ran.stdout, "")

    def tried(self, block: Block) -> Ran:
        """Check a spec, or keys laid over the last one."""
        keys = yaml.safe_load(block.text)
        text = block.text
        if not {"name", "os", "size"} <= keys.keys():
            base = self.spec.read_text(encoding="utf-8") if self.spec else MINIMAL
            text = yaml.safe_dump(yaml.safe_load(base) | keys, sort_keys=False)
        folder = self.spec.parent if self.spec else self.work
        path = folder / "tried.yaml"
        path.write_text(text, encoding="utf-8")
        with mock.patch.dict(os.environ, {"PATH": str(self.bin)}):
            ran = run_here(["check", path.name], folder, together=True)
        path.unlink()
        return ran


def matches(shown: str, real: str) -> bool:
    """Whether the output shown is the real one; a line `...` is any lines.

    Columns may be of another width: lines that are left out decide it.
    """
    pattern = "".join(
        r"(?:.*\n)*" if line == "..." else re.escape(_narrow(line)) + r"\n"
        for line in shown.splitlines()
    )
    text = _narrow(real.rstrip("\n")) + "\n" if real.strip() else ""
    return re.fullmatch(pattern, text) is not None


def _narrow(text: str) -> str:
    return re.sub(r"(?<=\S) {2,}", "  ", text)


def shortened(real: str, shown: str) -> str:
    """Return an output without the lines that the one shown before left out, if it left any."""
    before = [line for line in shown.splitlines() if line != "..."]
    if "..." not in shown.splitlines():
        return real
    lines: list[str] = []
    for line in real.splitlines():
        if get_close_matches(line, before, 1, 0.8):
            lines.append(line)
        elif lines[-1:] != ["..."]:
            lines.append("...")
    return "\n".join(lines)


def followed(page: Page, space: Workspace) -> Iterator[tuple[Block, str, str, Ran]]:
    """Follow a page; yield each command with the output shown and what it really gave."""
    for block in page.blocks:
        if block.file:
            space.write(block)
        elif block.language == "console":
            for command, shown in block.sessions:
                yield block, command, shown, space.run(command)
        elif block.language == "yaml":
            yield block, "scaleset check", "", space.tried(block)


def main() -> None:
    """Write the output of `console` blocks anew where it is another."""
    for path in [Path(name).resolve() for name in sys.argv[1:]] or PAGES:
        if path in ELSEWHERE:
            print(f"{path.name}: nothing is run here; {ELSEWHERE[path]} holds it")
            continue
        page = Page(path)
        texts: dict[int, str] = {}
        with TemporaryDirectory() as folder:
            for block, command, shown, ran in followed(page, Workspace(Path(folder))):
                if block.language == "yaml":
                    print(path.name, block.line, ran.out)
                    continue
                real = ran.out.strip("\n")
                kept = shown if matches(shown, ran.out) else shortened(real, shown)
                text = f"$ {command}\n{kept}\n" if kept else f"$ {command}\n"
                texts[block.line] = texts.get(block.line, "") + text
        path.write_text(page.filled(list(texts.values())), encoding="utf-8")


if __name__ == "__main__":
    main()
