"""`scaleset plan`: say what an update does to running instances."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.plan.deploys import deployable
from generator.commands.plan.sides import Loaded, SideSource, holds_side, load, settle_region
from generator.commands.reporting import columns, in_color, say_findings
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.revisions import checked_out
from generator.files.writing import write_new
from generator.lazy import dataclass, replace
from generator.reports.formats import write_plan
from generator.reports.pen import Pen
from generator.rollout.plan import plan
from generator.rollout.scale_out import scale_outs
from generator.wording.saying import say, say_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.rollout.records import Plan, PlanOptions
    from generator.rollout.side import Side

_EMPTY = b"""{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": []
}
"""
_EFFECTS = {
    "refuse": {"refused"},
    "outage": {"refused", "outage"},
    "replace": {"refused", "outage", "replace"},
    "reimage": {"refused", "outage", "replace", "reimage"},
    "restart": {"refused", "outage", "replace", "reimage", "restart"},
    "rerun": {"refused", "outage", "replace", "reimage", "restart", "rerun"},
}
_DELETION = {"replace", "reimage", "restart", "rerun"}
"""What a deletion of instances is worse than."""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What the user asked for, besides the two sides."""

    parameters: Sequence[str]
    old_parameters: Sequence[str]
    place: dict[str, str]
    options: PlanOptions
    reach: str = "below"
    scale_out: int | None = None
    fail_on: frozenset[str] = frozenset()
    color: str = "auto"
    quiet: bool = False
    output: str = "text"
    exit_code: bool = False
    if_any: bool = False


def run(old: Path, new: Path | None, revision: str | None, request: PlanRequest) -> int:
    """Compare and report on standard output; give the exit code."""
    with tempfile.TemporaryDirectory(prefix="scaleset-") as folder:
        sources = _sources(old, new, revision, request, Path(folder))
        loaded = [load(source) for source in sources]
        region = None if "location" in request.place else settle_region(sources, loaded)
        before, after = loaded[0], loaded[-1]
        _refuse_unknown(loaded)
        refused = _refused(loaded)
        shell = request.options.shell
        pairs = zip(sources[::-1], loaded[::-1], strict=True)
        deploys = [deployable(source, item, shell) for source, item in pairs]
        options = replace(
            request.options, region=region, refused=refused, deploys=(deploys[0], deploys[-1])
        )
        found = plan(before.side, after.side, options)
        findings = _worth_saying(loaded, request)
        _say(found, len(loaded) > 1, findings, request)
    broken = any(item.severity is Severity.ERROR for item in findings)
    if broken or fails(found, request.fail_on):
        return 1
    changes = len(loaded) > 1 and any(item.kind != "none" for item in found.all_resources)
    return 3 if request.exit_code and changes else 0


def fails(found: Plan, fail_on: frozenset[str]) -> bool:
    """Whether the update does what the user wants to be stopped at."""
    gone = any(item.new is None for item in found.scale_sets)
    if found.complete and gone and fail_on & _DELETION:
        return True
    stops = {effect for level in fail_on & _EFFECTS.keys() for effect in _EFFECTS[level]}
    if "refused" in stops and found.fails:
        return True
    if "outage" in stops and found.outages:
        return True
    if "unknown" in fail_on and found.unknowns:
        return True
    return any(v.now in stops for item in found.all_resources for v in item.verdicts)


def _sources(
    old: Path, new: Path | None, revision: str | None, request: PlanRequest, folder: Path
) -> list[SideSource]:
    """Return the one or two files to read, the older first."""
    later = SideSource(new or old, request.parameters, request.place, request.reach)
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
    write_new(path, _EMPTY)
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


def _refused(loaded: list[Loaded]) -> tuple[Diagnostic, ...]:
    """Return the errors of the new template that the old one does not have."""
    if len(loaded) < 2 or _says_the_same(*(item.side for item in loaded)):
        return ()
    from generator.validation.refusals import refusals_of

    before, after = loaded
    found = refusals_of(after.side.expansion)
    old = {(i.rule, i.message) for i in refusals_of(before.side.expansion)} if found else set()
    new = {(i.rule, i.message): i for i in found if (i.rule, i.message) not in old}
    return tuple(new.values())


def _says_the_same(before: Side, after: Side) -> bool:
    """Whether two sides are one text with the same values."""
    texts = {
        side.expansion.deployments[0].deployment.source.document.text for side in (before, after)
    }
    values = [{name: item.value for name, item in side.given.items()} for side in (before, after)]
    return len(texts) == 1 and values[0] == values[1]


def _refuse_unknown(loaded: list[Loaded]) -> None:
    """Raise for values that no side has a parameter for; those of one side only are in order."""
    unfit = set.intersection(*(set(item.unknown) for item in loaded))
    if unfit:
        raise InvalidInput([loaded[-1].unknown[name] for name in sorted(unfit)])


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
