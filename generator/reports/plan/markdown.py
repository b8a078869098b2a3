"""A plan as Markdown, for the comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.reports.markdown import as_code, as_text, fenced
from generator.reports.plan.shown import line
from generator.reports.plan.wording import (
    HEADINGS,
    SIGNS,
    about,
    batch_lines,
    beside,
    count_of,
    kept,
    other,
    outage_line,
    outcomes,
    part,
    says,
    title,
)
from generator.rollout.causes import causes_of
from generator.rollout.phases import phases_of
from generator.rollout.running import instances_now
from generator.wording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.reports.pen import Pen
    from generator.rollout.commands_left import Command
    from generator.rollout.records import Plan, ResourcePlan
    from generator.rollout.scale_out import ScaleOut
    from generator.rollout.verdicts import Verdict


def write(plan: Plan, compared: bool, outs: Sequence[ScaleOut] | None, _pen: Pen) -> Iterator[str]:
    """Yield the plan, where two templates were compared, and the scale-outs."""
    if compared:
        yield from write_plan(plan)
    for item in outs or ():
        yield from write_scale_out(item)
    if not outs and not compared:
        yield "There is no scale set in this template.\n"


def write_plan(plan: Plan) -> Iterator[str]:
    """Yield a plan, part by part."""
    yield f"### Plan: {as_code(plan.old.label)} to {as_code(plan.new.label)}\n"
    for item in plan.scale_sets:
        yield from _scale_set(plan, item)
    if not plan.scale_sets:
        yield "\nThere is no scale set in these templates.\n"
    if plan.resources:
        yield from _others(plan)
    for stage, heading in HEADINGS.items():
        found = [command for command in plan.commands if command.stage == stage]
        if found:
            yield from _commands(heading, found, plan.shell)


def _scale_set(plan: Plan, item: ResourcePlan) -> Iterator[str]:
    yield f"\n#### Scale set {as_code(item.resource.name)}\n\n{as_text(about(item))}\n"
    yield f"\n**{as_text(item.sum)}**\n"
    yield from _table(plan, item)
    if kept(item):
        yield f"\n{as_text(kept(item))}\n"
    yield from _outages(plan, item)
    now = list(instances_now(item))
    if now:
        yield "\n**Instances now**\n\n"
        yield from (f"- {as_text(text)}\n" for text in now)
    if item.traps:
        yield "\n**Watch out**\n\n"
        for trap in item.traps:
            yield f"- [{trap.id}]({trap.source}) {trap.name}: {as_text(trap.message)}\n"
    phases = list(phases_of(item))
    if phases or item.batches is not None:
        yield "\n**Phases**\n\n"
        yield from (f"{number}. {as_text(text)}\n" for number, text in enumerate(phases, 1))
        lines = batch_lines(item.batches) if item.batches else ()
        yield from (f"- {as_text(text)}\n" for text in lines)
    if item.notes:
        yield "\n**Not known**\n\n"
        yield from (f"- {as_text(note)}\n" for note in item.notes)
    if item.commands:
        yield from _commands("Left to do", item.commands, plan.shell)


def _commands(heading: str, found: Iterable[Command], shell: str) -> Iterator[str]:
    lines = [f"# {item.purpose}\n{printable(item.line)}\n" for item in found]
    language = "sh" if shell == "bash" else "powershell"
    yield f"\n**{heading}**\n\n{fenced(lines, language)}"


def _outages(plan: Plan, item: ResourcePlan) -> Iterator[str]:
    """Write who loses traffic from when to when."""
    found = plan.outages_at(item)
    if found:
        yield "\n**Watch out: outages**\n\n"
    for outage in found:
        path, position = plan.place_of_outage(outage)
        source = f"([source]({outage.fact.source}))"
        yield f"- {as_text(outage_line(outage))} {source} {as_text(path)}:{position.line}\n"


def write_scale_out(found: ScaleOut) -> Iterator[str]:
    """Write what new instances of a scale set do, in their order."""
    yield f"\n#### {as_code(found.name)}: {as_text(count_of(found))}\n\n"
    for step in found.steps:
        yield f"{step.turn}. {as_text(step.what)}\n"
        yield from (f"   - {as_text(risk)}\n" for risk in step.risks)
    yield "\n**Limits**\n\n"
    yield from (f"- {as_text(limit)}\n" for limit in found.limits)


def _table(plan: Plan, item: ResourcePlan) -> Iterator[str]:
    """Write a row for each cause, and below the table how its files differ."""
    if not item.verdicts:
        return
    causes = causes_of(item, plan.old, plan.new)
    yield "\n| running instances, when | cause | what it means |\n| --- | --- | --- |\n"
    for cause in causes:
        for text, verdicts in outcomes(cause):
            path, position = plan.place(item, verdicts[0].change)
            shown = [
                as_code(f"{SIGNS[v.change.kind]} {part(v.change)}: {line(v.change)}")
                for v in verdicts
            ]
            sources = dict.fromkeys(f"[source]({v.row.source})" for v in verdicts)
            told = f"{as_text(says(*verdicts))} ({', '.join(sources)})"
            named = [as_code(title(cause))] if cause.files else []
            yield (
                f"| {text} | {'<br>'.join([*named, *shown])}<br>{as_text(path)}:{position.line} "
                f"| {told} |\n"
            )
    for file in (file for cause in causes for file in cause.files if file.diff):
        lines = [f"{printable(text)}\n" for text in file.diff]
        yield f"\n{as_code(file.name)}\n\n{fenced(lines, 'diff')}"


def _others(plan: Plan) -> Iterator[str]:
    refused = any(item.effect == "refused" or item.traps for item in plan.resources)
    yield (
        f"\n<details{' open' if refused else ''}><summary>Other resources: "
        f"{len(plan.resources)}; {as_text(beside(plan))}</summary>\n\n"
        "| | resource | change |\n| --- | --- | --- |\n"
    )
    for item in plan.resources:
        resource = item.resource
        parts = [as_text(other(item, complete=plan.complete))]
        parts += [part for verdict in item.verdicts for part in _beside(verdict)]
        parts += [
            f"[{trap.id}]({trap.source}) {trap.name}: {as_text(trap.message)}"
            for trap in item.traps
        ]
        name = as_code(f"{resource.type} {resource.name}")
        yield f"| {SIGNS[item.kind]} | {name} | {'<br>'.join(parts)} |\n"
    yield "\n</details>\n"
    for item in plan.resources:
        yield from _outages(plan, item)


def _beside(verdict: Verdict) -> Iterator[str]:
    """Yield what a change beside the sets is, and what Azure does with it."""
    change, row = verdict.change, verdict.row
    if change.steps:
        yield f"{as_code(f'{SIGNS[change.kind]} {change.path}')}: {as_code(line(change))}"
    if verdict.effect == "refused":
        code = f" {as_code(row.code)}" if row.code else ""
        yield f"**REFUSED**{code}: {as_text(row.says)} ([source]({row.source}))"
    elif not (row.warns or row.is_other):
        yield f"{as_text(row.says)} ([source]({row.source}))"
    yield from (f"{number}. {as_text(step)}" for number, step in enumerate(row.steps, 1))
