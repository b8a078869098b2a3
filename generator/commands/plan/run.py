"""`scaleset plan`: say what an update does to running instances."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.plan.comparing import PlanRequest, compared, compared_live, fails
from generator.commands.plan.fleet import NOTHING, fleet_of, run_fleet
from generator.commands.plan.sides import Loaded, SideSource, holds_side
from generator.commands.reporting import columns, in_color, say_findings
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.revisions import checked_out
from generator.files.writing import write_new
from generator.lazy import replace
from generator.reports.formats import write_plan
from generator.reports.pen import Pen
from generator.rollout.scale_out import scale_outs
from generator.wording.saying import say, say_report

if TYPE_CHECKING:
    from generator.rollout.records import Plan


def run(old: Path, new: Path | None, revision: str | None, request: PlanRequest) -> int:
    """Compare and report on standard output; give the exit code."""
    with tempfile.TemporaryDirectory(prefix="scaleset-") as folder:
        if revision is not None:
            fleet = fleet_of(old, revision, Path(folder), scale_out=request.scale_out is not None)
            if fleet is not None:
                return run_fleet(fleet, request, request.jobs)
        if request.live:
            found, loaded = compared_live(old, request)
        else:
            sources = _sources(old, new, revision, request, Path(folder))
            found, loaded = compared(sources, request)
        findings = _worth_saying(loaded, request)
        _say(found, len(loaded) > 1, findings, request)
    broken = any(item.severity is Severity.ERROR for item in findings)
    if broken or fails(found, request.fail_on):
        return 1
    changes = len(loaded) > 1 and any(item.kind != "none" for item in found.all_resources)
    return 3 if request.exit_code and changes else 0


def _sources(
    old: Path, new: Path | None, revision: str | None, request: PlanRequest, folder: Path
) -> list[SideSource]:
    """Return the one or two files to read, the older first."""
    later = request.side(new or old)
    if revision is not None:
        return _revisions(old, revision, later, folder, if_any=request.if_any)
    if request.if_any and _is_empty(old) and _is_empty(new or old):
        return _nothing_at_all(folder, 1 if new is None else 2)
    if new is None:
        return [later]
    given = request.old_parameters or request.parameters
    return [replace(later, path=old, parameters=given), later]


def _revisions(
    file: Path, revision: str, later: SideSource, folder: Path, *, if_any: bool
) -> list[SideSource]:
    """Return the file as it was in a revision, and as it is now, or in a second revision: A..B."""
    first, dots, second = revision.partition("..")
    before = _in_revision(first, file, later, folder / "old")
    if dots:
        after = _in_revision(second or "HEAD", file, later, folder / "new")
    else:
        after = later if holds_side(file) else None
    if before is None and after is None and if_any and file.is_dir():
        return _nothing_at_all(folder, 2)
    if before is None and after is None:
        message = f"it does not exist in revision '{first}', nor later"
        raise InvalidInput([Diagnostic("git", Severity.ERROR, message, file.as_posix())])
    return [before or _nothing(folder, first), after or _nothing(folder, second or "now")]


def _is_empty(path: Path) -> bool:
    """Whether it is a folder that holds nothing to plan."""
    return path.is_dir() and not holds_side(path)


def _nothing_at_all(folder: Path, sides: int) -> list[SideSource]:
    """Return sides without resources, where --if-any lets there be nothing to plan."""
    say("Nothing to plan: there is no spec and no template.", error=True)
    return [_nothing(folder, "nothing")] * sides


def _nothing(folder: Path, name: str) -> SideSource:
    """Return a side without resources, for a file that is new or gone."""
    path = folder / "nothing.json"
    write_new(path, NOTHING)
    return SideSource(path, (), {}, label=lambda _: f"{name}:(no file)")


def _in_revision(name: str, file: Path, later: SideSource, into: Path) -> SideSource | None:
    """Return a file as it was in a revision; None where it was not there."""
    found = checked_out(name, file, into)
    path = found.path(file)
    if path is None or not holds_side(path):
        return None
    given = []
    for text in later.parameters:  # a parameter file counts as it was at that time
        inside = found.path(Path(text.removeprefix("@"))) if "=" not in text else None
        given.append(str(inside) if inside else text)
    return replace(later, path=path, parameters=given, label=found.label, revision=name)


def _worth_saying(loaded: list[Loaded], request: PlanRequest) -> list[Diagnostic]:
    """Return the findings of both sides, what is said of both once, at the later one."""
    least = Severity.ERROR if request.quiet else Severity.INFO
    found: dict[tuple[str, str], Diagnostic] = {}
    for one in loaded:
        for item in one.findings:
            if item.severity >= least:
                found[item.rule, item.message] = item
    return sorted(found.values(), key=lambda item: item.sort_key)


def _say(found: Plan, compared: bool, findings: list[Diagnostic], request: PlanRequest) -> None:
    """Write the plan, where two sides were compared, and the scale-out, where that is asked for."""
    say_findings(findings)
    more = request.scale_out
    outs = list(scale_outs(found, more, request.options.today)) if more else None
    pen = Pen(columns(sys.stdout), color=in_color(request.color, sys.stdout))
    say_report(
        request.output, write_plan(request.output, found, compared, outs, pen), color=pen.color
    )
