"""`scaleset drift`: say what differs between git and what runs.

It is the plan from what runs to what git has: what that would change is drift.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.filled import is_chosen
from generator.azure.resource_types import SCALE_SET
from generator.commands.plan.comparing import PlanRequest, compared_live
from generator.commands.reporting import count, say_findings, say_json, say_table
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.language.documents.casing import written
from generator.lazy import dataclass
from generator.redaction import SECRET
from generator.reports.plan.shown import cells, values
from generator.rollout.changes import Change
from generator.rollout.side import resources_of
from generator.scale_set.autoscale import bounds_of, settings_of
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.rollout.merging import Left
    from generator.rollout.records import Plan, ResourcePlan
    from generator.rollout.verdicts import Verdict

_HEAD = ("Resource", "Property", "Direction", "Runs", "Git", "Deploying git", "Where")
_DIRECTIONS = {"add": "git only", "remove": "live only", "change": "differs"}
_DEPLOYING = {"add": "adds it", "remove": "removes it", "change": "sets it"}
_LEFT = {"kept": "keeps it", "removed": "removes it", "unknown": "not documented"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A property of a resource that differs, or the whole resource, and what deploying git does.

    Where `unknown` says why nobody can know whether it differs, it is no drift.
    """

    item: ResourcePlan
    change: Change
    deploying: str
    unknown: str = ""

    @property
    def resource(self) -> str:
        """The resource as it is shown: the last part of its type, and its name."""
        return f"{self.item.resource.type.rpartition('/')[2]}/{self.item.resource.name}"

    @property
    def shown(self) -> str:
        """The property without what all have; of a whole resource nothing."""
        return self.change.path.replace("properties.", "")


def run(file: Path, request: PlanRequest, *, fails: bool) -> int:
    """Compare and report on standard output; give the exit code."""
    found, loaded = compared_live(file, request)
    _refuse_nothing(found, file)
    least = Severity.ERROR if request.quiet else Severity.INFO
    findings = [item for side in loaded for item in side.findings if item.severity >= least]
    say_findings(sorted(findings, key=lambda item: item.sort_key))
    differences = [one for item in found.all_resources for one in _differences(item)]
    drift = [one for one in differences if not one.unknown]
    unknown = [one for one in differences if one.unknown]
    {"json": _say_record, "markdown": _say_markdown, "table": _say_rows}[request.output](
        found, drift, unknown
    )
    broken = any(item.severity is Severity.ERROR for item in findings)
    return 1 if broken or (fails and drift) else 0


def _refuse_nothing(found: Plan, file: Path) -> None:
    """Raise where what runs has none of what git has: silence would not mean that they agree."""
    compared = {item.resource.key[0] for item in found.all_resources if item.new is not None}
    kinds = {key[0]: item.type for key, item in resources_of(found.new).items()}
    if not kinds:
        message = "there is nothing to compare: it deploys no resource"
    elif not compared or (SCALE_SET in kinds and SCALE_SET not in compared):
        missing = kinds.get(SCALE_SET) or next(iter(kinds.values()))
        message = f"there is nothing to compare: {found.old.label} has no {missing}"
    else:
        return
    raise InvalidInput([Diagnostic("live", Severity.ERROR, message, file.as_posix())])


def _differences(item: ResourcePlan) -> Iterator[Difference]:
    """Yield what differs of a resource that git has, and what cannot be known of it."""
    if item.new is None:
        return
    if item.old is None:
        why = ""
        if item.new.body.get("condition") is not None:
            why = "whether git has it depends on a condition that is not known"
        elif item.new.name.startswith("["):
            why = "its name is not known (give the parameters of names with -p)"
        yield Difference(item, Change((), "add", None, item.new.name), _DEPLOYING["add"], why)
        return
    told = (one for one in item.verdicts if one.change.path != "apiVersion")  # no set has one
    for verdict in told:
        does = "is refused" if verdict.effect == "refused" else _DEPLOYING[verdict.change.kind]
        yield Difference(item, verdict.change, does, _why_unknown(item, verdict))
    for left in item.left:
        gone = _gone(item, left)
        why = "where git leaves it out, Azure chooses it" if is_chosen(gone.names) else ""
        yield Difference(item, gone, _LEFT[left.then], why)
    for change in item.unseen:
        yield Difference(item, change, "sets it", "Azure never answers with secrets")


def _why_unknown(item: ResourcePlan, verdict: Verdict) -> str:
    """Return why a change may be none; empty where it is drift."""
    change = verdict.change
    if change.why == "anew":
        return "git has another value at each deployment"
    if verdict.perhaps or change.why:
        return "the value of git is not known (give parameters with -p)"
    if change.kind == "add" and SECRET in values(change):
        return "Azure never answers with secrets"
    if change.names == ("sku", "capacity") and isinstance(change.old, int):
        for setting in settings_of(item.model):
            least, most = bounds_of(setting)
            if (least is None or least <= change.old) and (most is None or change.old <= most):
                return f"autoscale chooses it: {change.old} run, git begins with {change.new}"
    return ""


def _gone(item: ResourcePlan, left: Left) -> Change:
    """Return what git leaves out and runs, with its place in what runs."""
    value: Any = item.old.body if item.old else {}
    path: list[str | int] = []
    for step in left.steps:
        if not isinstance(step, str) or not isinstance(value, dict):
            break
        path.append(written(value, step))
        value = value.get(path[-1])
    return Change(left.steps, "remove", left.value, None, tuple(path))


def _say_record(plan: Plan, drift: list[Difference], unknown: list[Difference]) -> None:
    """Print one JSON value, for programs."""
    say_json(
        {
            "live": plan.old.label,
            "git": plan.new.label,
            "drift": [_record(plan, one) for one in drift],
            "notKnown": [{**_named(plan, one), "because": one.unknown} for one in unknown],
            "notInGit": _beside(plan),
        }
    )


def _named(plan: Plan, one: Difference) -> dict[str, Any]:
    file, position = plan.place(one.item, one.change)
    return {
        "type": one.item.resource.type,
        "name": one.item.resource.name,
        "path": one.change.path or None,
        "file": file,
        "line": position.line,
        "column": position.column,
    }


def _record(plan: Plan, one: Difference) -> dict[str, Any]:
    live, git = values(one.change)
    return {
        **_named(plan, one),
        "direction": _DIRECTIONS[one.change.kind],
        "live": live,
        "git": git,
        "deploying": one.deploying,
    }


def _beside(plan: Plan) -> list[dict[str, str]]:
    """Return what runs and git does not have."""
    gone = (item.resource for item in plan.all_resources if item.new is None)
    return [{"type": item.type, "name": item.name} for item in gone]


def _row(plan: Plan, one: Difference) -> tuple[str, ...]:
    file, position = plan.place(one.item, one.change)
    where = f"{file}:{position.line}:{position.column}" if position.line else file
    return (
        one.resource, one.shown or "(the resource)", _DIRECTIONS[one.change.kind],
        *cells(one.change), one.deploying, where,
    )  # fmt: skip


def _notes(plan: Plan, unknown: list[Difference]) -> Iterator[str]:
    for one in unknown:
        yield f"not known: {one.resource} {one.shown}".rstrip() + f": {one.unknown}"
    for item in _beside(plan):
        yield f"not in git, and not compared: {item['type'].rpartition('/')[2]}/{item['name']}"


def _sum(plan: Plan, drift: list[Difference]) -> str:
    said = count(len(drift), "difference") if drift else "No drift"
    return f"{said}: {plan.new.label} against {plan.old.label}, which runs."


def _say_rows(plan: Plan, drift: list[Difference], unknown: list[Difference]) -> None:
    """Print a table, and below it what is not known."""
    from generator.wording.printable import printable

    if drift:
        say_table([_HEAD, *(_row(plan, one) for one in drift)])
        say("")
    say(printable(_sum(plan, drift)))
    for note in _notes(plan, unknown):
        say(printable(note))


def _say_markdown(plan: Plan, drift: list[Difference], unknown: list[Difference]) -> None:
    """Print a table in Markdown, for an issue or a pull request."""
    from generator.reports.markdown import as_code, as_text

    say(f"**{as_text(_sum(plan, drift))}**\n")
    if drift:
        say(f"| {' | '.join(_HEAD)} |\n|{' --- |' * len(_HEAD)}")
    for one in drift:
        resource, name, way, live, git, does, where = _row(plan, one)
        code = (as_code(text) if text else "" for text in (live, git))
        cells_ = (as_text(resource), as_text(name), way, *code, does, as_text(where))
        say(f"| {' | '.join(cells_)} |")
    notes = list(_notes(plan, unknown))
    if drift and notes:
        say("")
    for note in notes:
        say(f"- {as_text(note)}")
