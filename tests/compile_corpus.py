"""Print all templates of the corpus as Bicep, compile them, compare their meaning; print a table.

usage: python -m tests.compile_corpus [--every N] [--decompile] [--servers N] [--json FILE] [FOLDER ...]

It needs the Bicep CLI (SCALESET_BICEP, or PATH) and the corpus (SCALESET_CORPUS), and takes some
minutes. A FOLDER is any folder with templates; without one the corpus and output/ are taken.
--every N takes each N-th template; --decompile asks `bicep decompile` for the same ones, each by a
process of its own and each alone in its folder, and tells how many of its files compile.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter

from generator import api
from generator.bicep.layout import program_text
from generator.bicep.parameters import convert_parameters
from generator.bicep.template import convert
from generator.diagnostics import InvalidInput
from generator.language.documents.kind import PARAMETERS, TEMPLATE, kind_of
from generator.language.documents.source import read_document
from tests.support.compiler import NO_COMPILER, Bicep, Compiled, RefusedError, cli
from tests.support.recompiled import Verdict, judge_printed, variables_of
from tests.support.workspace import CORPUS, OUTPUT

SETS = {
    "quickstarts": CORPUS / "quickstarts",
    "verified modules": CORPUS / "verified-modules",
    "starters": OUTPUT,
}
COLUMNS = (
    "templates",
    "crash",
    "compile",
    "clean",
    "compared",
    "equal",
    "as formatted",
    "parameter files",
    "compile",
)


@dataclass
class Entry:
    """A template, what was printed for it, and what became of that."""

    path: Path
    folder: Path
    verdict: Verdict = field(default_factory=Verdict)
    parameters: dict[Path, Compiled] = field(default_factory=dict)
    formatted: bool = False
    """Whether the formatter leaves all files as they were printed."""
    decompiled: Compiled | None = None
    """What the compiler says of what `bicep decompile` makes; None where that makes nothing."""


def templates(folder: Path):
    """Yield the templates below a folder."""
    for path in sorted(folder.rglob("*.json")):
        try:
            document = read_document(path)
        except (InvalidInput, OSError):
            continue
        if kind_of(document.value) == TEMPLATE:
            yield path, document


def print_all(folder: Path, work: Path, every: int) -> list[Entry]:
    """Print each n-th of the templates below a folder, and the parameter files beside them."""
    entries = []
    for number, (path, document) in enumerate(islice(templates(folder), 0, None, every)):
        entry = Entry(path, work / str(number))
        entries.append(entry)
        try:
            for name, text in api.to_bicep(path).files.items():
                target = entry.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            print_parameters(entry, document)
        except Exception as error:  # a crash is a verdict here
            entry.verdict = Verdict(crash=repr(error))
    return entries


def print_parameters(entry: Entry, document) -> None:
    """Print the parameter files that belong to a template: those that are named after it."""
    for beside in sorted(entry.path.parent.glob(f"{entry.path.stem}.param*.json")):
        try:
            given = read_document(beside)
        except InvalidInput:
            continue
        if kind_of(given.value) == PARAMETERS:
            made = convert(document).program
            program, _ = convert_parameters(given, document.value, made, "main.bicep")
            target = entry.folder / f"{beside.stem}.bicepparam"
            target.write_text(program_text(program), encoding="utf-8")


def judge_entry(bicep: Bicep, entry: Entry) -> None:
    """Ask the compiler all that is to be known of an entry."""
    if entry.verdict.crash:
        return
    printed = sorted([*entry.folder.rglob("*.bicep"), *entry.folder.rglob("*.bicepparam")])
    entry.verdict = judge_printed(bicep, entry.path, entry.folder / "main.bicep")
    entry.formatted = all(kept(bicep, path) for path in printed)
    if entry.verdict.state not in {"crash", "error"}:
        for path in sorted(entry.folder.glob("*.bicepparam")):
            if path.stem != "expanded":
                entry.parameters[path] = bicep.compile(path)


def decompile(bicep: Bicep, entry: Entry) -> None:
    """Ask `bicep decompile` for the same template, and the compiler about what it makes."""
    folder = entry.folder / "decompiled"
    folder.mkdir(parents=True)
    template = shutil.copy(entry.path, folder / "main.json")
    command = [cli(), "decompile", str(template)]
    globalization = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    subprocess.run(command, check=False, capture_output=True, env={**os.environ, **globalization})
    made = folder / "main.bicep"
    if made.is_file():
        entry.decompiled = bicep.compile(made)


def kept(bicep: Bicep, path: Path) -> bool:
    """Whether the formatter leaves a file as it was printed."""
    try:
        return bicep.format(path) == path.read_text(encoding="utf-8")
    except RefusedError:
        return False


def judge_all(
    entries: list[Entry], environment: dict[str, str], servers: int, *, peer: bool
) -> None:
    """Judge all entries, on several servers at once; those of the other converter too if asked."""
    free: SimpleQueue[Bicep] = SimpleQueue()
    started = [Bicep(environment) for _ in range(servers)]
    for server in started:
        free.put(server)

    def one(entry: Entry) -> None:
        server = free.get()
        try:
            judge_entry(server, entry)
            if peer:
                decompile(server, entry)
        finally:
            free.put(server)

    try:
        with ThreadPoolExecutor(servers) as pool:
            list(pool.map(one, entries))
    finally:
        for server in started:
            server.close()


def row(entries: list[Entry]) -> list[int]:
    """Count what the columns of the table say."""
    states = Counter(entry.verdict.state for entry in entries)
    compiled = [e for e in entries if e.verdict.state not in {"crash", "error"}]
    parameters = [made for e in entries for made in e.parameters.values()]
    return [
        len(entries),
        states["crash"],
        len(compiled),
        sum(not e.verdict.compiled.diagnostics for e in compiled),
        states["same"] + states["differs"],
        states["same"],
        sum(e.formatted for e in entries),
        len(parameters),
        sum(not made.errors() for made in parameters),
    ]


def show_peer(sets: dict[str, list[Entry]]) -> None:
    """Print what became of the files of `bicep decompile`."""
    print("\n| bicep decompile | templates | converted | compile | clean |\n|" + " --- |" * 5)
    for name, entries in sets.items():
        made = [entry.decompiled for entry in entries if entry.decompiled]
        compiled = [each for each in made if not each.errors()]
        clean = [each for each in compiled if not each.diagnostics]
        counts = (len(entries), len(made), len(compiled), len(clean))
        print(f"| {name} | {' | '.join(map(str, counts))} |")


def codes(entries: list[Entry]) -> dict[str, Counter]:
    """Count the files that have each code, errors apart from warnings."""
    found = {"Error": Counter(), "Warning": Counter()}
    for entry in entries:
        told = entry.verdict.compiled.diagnostics if entry.verdict.compiled else ()
        for level, code in {(item.level, item.code) for item in told if item.level in found}:
            found[level][code] += 1
    return found


def record(name: str, entry: Entry) -> dict:
    """Return an entry for the JSON file."""
    told = entry.verdict.compiled.diagnostics if entry.verdict.compiled else []
    parameters = {path.name: made.errors() for path, made in entry.parameters.items()}
    return {
        "set": name,
        "path": entry.path.as_posix(),
        "state": entry.verdict.state,
        "formatted": entry.formatted,
        "refused": entry.verdict.refused,
        "crash": entry.verdict.crash,
        "different": entry.verdict.different,
        "diagnostics": [str(item) for item in told],
        "parameters": parameters,
    }


def show(sets: dict[str, list[Entry]]) -> None:
    """Print the table, and below it what is not as it should be."""
    print(f"| set | {' | '.join(COLUMNS)} |\n| --- |{' --- |' * len(COLUMNS)}")
    for name, entries in sets.items():
        print(f"| {name} | {' | '.join(map(str, row(entries)))} |")
    everything = [entry for entries in sets.values() for entry in entries]
    for level, counted in codes(everything).items():
        listed = ", ".join(f"{code} {count}" for code, count in counted.most_common())
        print(f"\n{level}s, files with each: {listed or 'none'}")
    for entry in everything:
        for fault in entry.verdict.faults()[:3]:
            print(f"{entry.verdict.state} {entry.path}: {fault[:300]}")
        for path, made in entry.parameters.items():
            for fault in made.errors()[:1]:
                print(f"parameters {entry.path}, {path.name}: {fault[:300]}")


def main() -> int:
    """Do what the usage says."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--decompile", action="store_true")
    asked = parser.parse_args()
    if cli() is None:
        sys.exit(NO_COMPILER)
    folders = {folder.as_posix(): folder for folder in asked.folders} or SETS
    began = perf_counter()
    with tempfile.TemporaryDirectory() as work:
        sets = {
            name: print_all(folder.resolve(), Path(work) / str(number), asked.every)
            for number, (name, folder) in enumerate(folders.items())
        }
        everything = [entry for entries in sets.values() for entry in entries]
        judge_all(everything, variables_of(Path(work)), asked.servers, peer=asked.decompile)
    show(sets)
    if asked.decompile:
        show_peer(sets)
    print(f"{len(everything)} templates in {perf_counter() - began:.0f} s")
    if asked.json:
        records = [record(name, entry) for name, entries in sets.items() for entry in entries]
        asked.json.write_text(json.dumps(records, indent=1), encoding="utf-8")
    return any(entry.verdict.faults() for entry in everything)


if __name__ == "__main__":
    sys.exit(main())
