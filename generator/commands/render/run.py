"""`scaleset render`: render specs, then write, compare, print or explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.commands.render.leftovers import leftovers
from generator.commands.render.stale import (
    committed_text,
    difference,
    schema_copy,
    staleness,
    state,
)
from generator.commands.reporting import count, findings_value, in_progress, say_json, show_findings
from generator.commands.specs import Target, find_specs, targets
from generator.files.writing import write_together
from generator.lazy import dataclass
from generator.rendering.render import Rendering, render_each
from generator.reports.pen import Pen
from generator.reports.validation import github
from generator.spec.paths import dotted
from generator.spec.references import Expression, Parameter
from generator.validation.report import Report
from generator.validation.selection.options import ValidateOptions
from generator.wording.commands import for_bash, path_for_bash
from generator.wording.printable import printable
from generator.wording.saying import say, say_as_is, say_json_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.rendering.options import RenderOptions

_LEFT_OVER = "an earlier render wrote it, and this one does not; delete it"
_MOST_COMMANDS = 5
"""For more specs than this the commands are not printed one by one."""


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What the user asked for."""

    specs: list[Path]
    options: RenderOptions
    output_dir: Path | None
    resource_group: str
    jobs: int
    quiet: bool
    output: str
    color: str = "auto"
    if_any: bool = False
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A rendering, where its files go, and what the command did with each (by path)."""

    target: Target
    rendering: Rendering
    files: dict[str, str]


def run(request: RenderRequest, action: str) -> int:
    """Render what is asked for and act on it; give the exit code."""
    found = targets(_specs(request), request.output_dir)
    if not found:
        return _say_nothing(request)
    if action == "stdout" and len(found) != 1:
        say(f"scaleset: --stdout takes one spec, not {count(len(found), 'spec')}", error=True)
        return 2
    specs, folders = [item.spec for item in found], [item.folder for item in found]
    work = render_each(specs, request.options, request.jobs, folders)
    renderings = list(in_progress("Rendering", work, len(found), quiet=request.quiet))
    return _ACTIONS[action](list(zip(found, renderings, strict=True)), request)


def _specs(request: RenderRequest) -> list[Path]:
    excludes = ValidateOptions(exclude=request.exclude).excludes
    return find_specs(request.specs, if_any=request.if_any, excludes=excludes)


def _say_nothing(request: RenderRequest) -> int:
    message = "nothing to render: there is no scaleset.yaml here"
    if request.output == "json":
        say_json([])
    elif request.output == "github":
        say_as_is([f"::notice title=scaleset::{message}\n"])
    elif not request.quiet:
        say(f"{message[0].upper()}{message[1:]}.")
    return 0


def _annotate(findings: list[Diagnostic]) -> None:
    say_as_is(github.write(Report(findings), Pen()))


def _texts(target: Target, rendering: Rendering) -> dict[Path, str]:
    """Return what goes where; a copy of the schema beside the spec is kept up to date."""
    texts = {target.folder / item.name: item.text for item in rendering.artifacts}
    return texts | schema_copy(target.spec) if texts else texts


def _write(pairs: list[tuple[Target, Rendering]], request: RenderRequest) -> int:
    each = [_texts(target, rendering) for target, rendering in pairs]
    texts = {path: text for files in each for path, text in files.items()}
    changed = write_together(texts, {target.folder for target, _ in pairs})
    done = []
    for (target, rendering), files in zip(pairs, each, strict=True):
        states = {path.as_posix(): "wrote" if changed[path] else "unchanged" for path in files}
        states |= {p.as_posix(): "left over" for p in leftovers(target, rendering, request.options)}
        done.append(Done(target, rendering, states))
    return _report(done, request)


def _report(done: list[Done], request: RenderRequest) -> int:
    failed = sum(item.rendering.failed for item in done)
    if request.output == "json":
        say_json([_as_value(item, request) for item in done])
        return 1 if failed else 0
    if request.output == "github":
        _annotate([finding for item in done for finding in item.rendering.findings])
        return 1 if failed else 0
    for item in done:
        show_findings(item.rendering.findings, request.color)
        if not request.quiet:
            _say_files(item, request, len(done))
    if failed and len(done) > 1:
        say(f"{failed} of {count(len(done), 'spec')} could not be rendered.", error=True)
    elif failed:
        say("Nothing was written.", error=True)
    return 1 if failed else 0


def _say_files(item: Done, request: RenderRequest, total: int) -> None:
    for path, what in item.files.items():
        advice = f": {_LEFT_OVER}" if what == "left over" else ""
        say(f"{what} {printable(path)}{advice}")
    if item.rendering.failed or total > _MOST_COMMANDS:
        return
    say(f"\nDeploy with:\n  {deploy_command(item.target, request)}")
    for name, file in _of_environments(item, request):
        say(f"For {name} with --parameters {for_bash('@' + file)}")
    if item.rendering.asked_for:
        say(f"az asks for: {', '.join(item.rendering.asked_for)}")
    for note in item.rendering.notes:
        say(f"Note: {printable(note)}")


def _of_environments(item: Done, request: RenderRequest) -> list[tuple[str, str]]:
    """Return the environments of a spec, each with its parameter file."""
    begin = f"{request.options.product}.parameters."
    names = [artifact.name for artifact in item.rendering.artifacts]
    return [
        (name.removeprefix(begin).removesuffix(".json"), (item.target.folder / name).as_posix())
        for name in names
        if name.startswith(begin) and name != f"{begin}json"
    ]


def deploy_command(target: Target, request: RenderRequest) -> str:
    """Write the command that deploys what was rendered."""
    name = request.options.product
    template = path_for_bash(target.folder / f"{name}.json")
    parameters = for_bash("@" + (target.folder / f"{name}.parameters.json").as_posix())
    return (
        f"az deployment group create --resource-group {for_bash(request.resource_group)} "
        f"--template-file {template} --parameters {parameters}"
    )


def _as_value(item: Done, request: RenderRequest) -> dict[str, Any]:
    return {
        "spec": item.rendering.spec,
        "files": [{"path": path, "state": what} for path, what in item.files.items()],
        "findings": findings_value(item.rendering.findings),
        "command": deploy_command(item.target, request),
        "askedFor": item.rendering.asked_for,
        "notes": item.rendering.notes,
    }


def _check(pairs: list[tuple[Target, Rendering]], request: RenderRequest) -> int:
    done = []
    diffs = []
    told = []
    for target, rendering in pairs:
        files = {}
        for path, text in _texts(target, rendering).items():
            committed, why = committed_text(path)
            files[path.as_posix()] = state(committed, text)
            if committed != text:
                diffs.append(difference(path.as_posix(), committed or "", text, why))
        for path in leftovers(target, rendering, request.options):
            files[path.as_posix()] = "left over"
            diffs.append(f"{path.as_posix()}: {_LEFT_OVER}")
        done.append(Done(target, rendering, files))
        old = [path for path, what in files.items() if what != "current"]
        told += [*rendering.findings, *staleness(target.spec, old, diffs[-len(old) :])]
    stale = [path for item in done for path, what in item.files.items() if what != "current"]
    if request.output == "json":
        say_json([_as_value(item, request) for item in done])
    elif request.output == "github":
        _annotate(told)
    else:
        _say_staleness(done, diffs, stale, request)
    return 1 if stale or any(item.rendering.failed for item in done) else 0


def _say_staleness(
    done: list[Done], diffs: list[str], stale: list[str], request: RenderRequest
) -> None:
    for item in done:
        show_findings(item.rendering.findings, request.color)
    for diff in diffs:
        say(diff)
    if stale:
        say(
            f"{count(len(stale), 'file')} not up to date: {', '.join(map(printable, stale))}",
            error=True,
        )
        say("Run 'scaleset render' and commit the result.", error=True)
    elif not request.quiet and not any(item.rendering.failed for item in done):
        say(f"{count(sum(len(item.files) for item in done), 'file')} up to date.")


def _stdout(pairs: list[tuple[Target, Rendering]], request: RenderRequest) -> int:
    rendering = pairs[0][1]
    show_findings(rendering.findings, request.color)
    for template in rendering.artifacts[:1]:
        say_json_text(template.text)
    return 1 if rendering.failed else 0


def _explain(pairs: list[tuple[Target, Rendering]], request: RenderRequest) -> int:
    if request.output == "json":
        say_json(
            [
                {
                    "spec": rendering.spec,
                    "findings": findings_value(rendering.findings),
                    "defaults": [
                        {
                            "key": dotted(item.path),
                            "value": _plain(item.value),
                            "because": item.because,
                        }
                        for item in rendering.defaults
                    ],
                }
                for _, rendering in pairs
            ]
        )
    for _, rendering in pairs:
        show_findings(rendering.findings, request.color)
        if request.output != "json":
            _say_defaults(rendering, len(pairs))
    return 1 if any(rendering.failed for _, rendering in pairs) else 0


def _say_defaults(rendering: Rendering, total: int) -> None:
    if total > 1:
        say(f"{printable(rendering.spec)}:")
    told = [(dotted(d.path), str(_plain(d.value)), d.because) for d in rendering.defaults]
    rows = [tuple(map(printable, row)) for row in told]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    for key, value, because in rows:
        say(f"{key:<{widths[0]}}  {value:<{min(widths[1], 44)}}  {because}".rstrip())


def _plain(value: Any) -> Any:
    if isinstance(value, Parameter):
        return f"parameter {value.name}"
    if isinstance(value, Expression):
        return f"[{value.text}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


_ACTIONS: dict[str, Callable[[list[tuple[Target, Rendering]], RenderRequest], int]] = {
    "write": _write,
    "check": _check,
    "stdout": _stdout,
    "explain": _explain,
}
