"""A folder of many specs between two revisions: which of them change, the worst first.

What has the same bytes in the folder of a spec on both sides is the same, and is not rendered.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator.azure.given import of_this_run, take_over
from generator.commands.plan.comparing import compared, fails
from generator.commands.plan.sides import SideSource, holds_side
from generator.commands.reporting import columns
from generator.commands.specs import is_name_of_spec, specs_below
from generator.diagnostics import InvalidInput, Severity
from generator.files.arguments import walked
from generator.files.reading import read_bytes
from generator.files.repository import mistake
from generator.files.revisions import Revision, checked_out
from generator.files.writing import write_new
from generator.lazy import dataclass, replace
from generator.reports.pen import Pen
from generator.reports.plan.fleet import Fleet, FleetRow, row_of, write_fleet
from generator.wording.saying import say_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.commands.plan.comparing import PlanRequest

    Changed = tuple[str, Path | None, Path | None]

NOTHING = b"""{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": []
}
"""
"""A template without resources: what a file that is new or gone is compared with."""


@dataclass(frozen=True, slots=True)
class FleetSides:
    """The folders of both sides; a revision is None where it is the work tree."""

    folder: Path
    before: Revision
    after: Revision | None
    temporary: Path

    def specs(self) -> dict[str, tuple[Path | None, Path | None]]:
        """Return the specs of both sides by their paths below the folder."""
        found: dict[str, list[Path | None]] = {}
        for index, revision in enumerate((self.before, self.after)):
            root = self.folder if revision is None else revision.path(self.folder)
            for spec in specs_below(root) if root is not None else ():
                name = spec.relative_to(root).as_posix() if root else ""
                found.setdefault(name, [None, None])[index] = spec
        return {name: (pair[0], pair[1]) for name, pair in sorted(found.items())}


def fleet_of(folder: Path, revision: str, temporary: Path, *, scale_out: bool) -> FleetSides | None:
    """Return both sides of a folder of specs that is none itself; None for anything else."""
    if not folder.is_dir() or holds_side(folder) or next(specs_below(folder), None) is None:
        return None
    if scale_out:
        raise mistake(folder, "--scale-out is for one spec: name it or its folder")
    first, dots, second = revision.partition("..")
    before = checked_out(first, folder, temporary / "old")
    after = checked_out(second or "HEAD", folder, temporary / "new") if dots else None
    return FleetSides(folder, before, after, temporary)


def run_fleet(sides: FleetSides, request: PlanRequest, jobs: int) -> int:
    """Plan each spec that changes, write the table, and give the exit code."""
    pairs = sides.specs()
    everything = request.reach != "below" or _parameters_differ(sides, request)
    beside: dict[Path, bool] = {}
    changed = [
        (name, *pair) for name, pair in pairs.items() if everything or _differs(*pair, beside)
    ]
    write_new(sides.temporary / "nothing.json", NOTHING)
    rows = sorted(_planned(changed, sides, request, jobs), key=FleetRow.order)
    after = sides.after.name if sides.after else ""
    found = Fleet(sides.before.name, after, len(pairs), rows)
    say_report(request.output, write_fleet(request.output, found, Pen(columns(sys.stdout))))
    if any(row.effect == "error" for row in rows):
        return 2
    if any(row.fails for row in rows):
        return 1
    return 3 if request.exit_code and any(row.changes for row in rows) else 0


def _parameters_differ(sides: FleetSides, request: PlanRequest) -> bool:
    """Whether a parameter file that is given is another one in the revision."""
    for text in request.parameters:
        now = Path(text.removeprefix("@"))
        if not now.is_file():
            continue
        one = sides.before.path(now)
        other = sides.after.path(now) if sides.after else now
        if one is None or other is None or _bytes(one) != _bytes(other):
            return True
    return False


def _differs(old: Path | None, new: Path | None, beside: dict[Path, bool]) -> bool:
    """Whether a spec, or a file of its folder that is no spec, has other bytes.

    What lies beside a spec is compared once for all specs of a folder.
    """
    if old is None or new is None or _bytes(old) != _bytes(new):
        return True
    if new.parent not in beside:
        beside[new.parent] = _files(old.parent) != _files(new.parent)
    return beside[new.parent]


def _files(folder: Path) -> dict[str, bytes | None]:
    return {
        (base / name).relative_to(folder).as_posix(): _bytes(base / name)
        for base, names in walked(folder, [])
        for name in names
        if not is_name_of_spec(name)
    }


def _bytes(path: Path) -> bytes | None:
    try:
        return sha256(read_bytes(path)).digest()
    except OSError:
        return None


def _planned(
    changed: list[Changed], sides: FleetSides, request: PlanRequest, jobs: int
) -> Iterator[FleetRow]:
    one = partial(_row, sides, request)
    jobs = min(jobs or os.cpu_count() or 1, len(changed))
    if jobs <= 1:
        yield from map(one, changed)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, None, take_over, of_this_run()) as pool:
        yield from pool.map(one, changed, chunksize=max(1, len(changed) // (jobs * 4)))


def _row(sides: FleetSides, request: PlanRequest, changed: Changed) -> FleetRow:
    """Return the row of a spec; what is wrong with it stands there as well."""
    name, old, new = changed
    pair = ((old, sides.before), (new, sides.after))
    sources = [_source(path, revision, sides, request) for path, revision in pair]
    try:
        found, loaded = compared(sources, request)
    except InvalidInput as error:
        first = min(error.diagnostics, key=lambda item: item.sort_key)
        return FleetRow(name, "error", f"{first.path}: {first.message}")
    said = [item for one in loaded for item in one.findings if item.severity is Severity.ERROR]
    return row_of(name, found, fails=bool(said) or fails(found, request.fail_on))


def _source(
    path: Path | None, revision: Revision | None, sides: FleetSides, request: PlanRequest
) -> SideSource:
    """Return a spec of a side to read, or a side without resources."""
    if path is None:
        return SideSource(sides.temporary / "nothing.json", (), {})
    given = list(request.parameters)
    source = request.side(path)
    if revision is None:
        return source
    for index, text in enumerate(given):
        inside = revision.path(Path(text.removeprefix("@"))) if "=" not in text else None
        given[index] = str(inside) if inside else text
    return replace(source, parameters=given, label=revision.label, revision=revision.name)
