"""`scaleset validate`: check templates and parameter files."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.reporting import columns, count, in_color, in_progress, say_findings
from generator.commands.specs import is_spec, specs_below
from generator.diagnostics import InvalidInput, Severity
from generator.files.deadline import SECONDS
from generator.lazy import dataclass, replace
from generator.reports.formats import write_findings
from generator.reports.pen import Pen
from generator.validation.batch import validate_files
from generator.validation.report import Report, Tally
from generator.validation.selection.configuration import FORMER, OWN
from generator.validation.selection.options import DEFAULT_OPTIONS, ValidateOptions
from generator.validation.selection.selection import Selection, severities_of, unknown
from generator.wording.printable import printable
from generator.wording.saying import say, say_parts, say_report

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class ValidateRequest:
    """What the user asked for."""

    files: list[str]
    fail_on: str | None = None
    baseline: Path | None = None
    write_baseline: Path | None = None
    jobs: int = 1
    color: str = "auto"
    quiet: bool = False
    output: str = "text"
    options: ValidateOptions = DEFAULT_OPTIONS
    profile: str | None = None
    notes: bool = False
    full: bool = False
    specs: tuple[Path, ...] = ()
    """Specs to check beside the files."""
    reach: str = "below"
    deadline: float = SECONDS
    environment: str = ""
    """Where the files of a spec may be."""
    also: tuple[tuple[str, Path], ...] = ()
    """Formats that are written to files, too."""


def run(request: ValidateRequest) -> int:
    """Validate files; report findings on standard output; give the exit code.

    It is 2 where something that was asked for could not be looked at: no severity excuses that.
    """
    request = configured(request)
    _use_sizes(request)
    _tell_former(request)
    level = request.fail_on or "error"
    fail_on = None if level == "never" else Severity.named(level)
    report = replace(
        _report(request),
        fail_on=fail_on,
        notes=request.notes,
        full=request.full,
        until=request.options.as_of,
    )
    if "html" in {request.output, *(name for name, _ in request.also)}:
        from generator.commands.graph.run import pictures_of

        report = replace(report, pictures=pictures_of(report, request.options, request.reach))
    if request.write_baseline:
        return _write_baseline(request.write_baseline, report, request.quiet)
    if request.baseline:
        from generator.reports.validation.baseline import without_known

        report = without_known(request.baseline, report)
    _say(report, request)
    for name, path in request.also:
        from generator.files.writing import write_atomically

        write_atomically(path, "".join(write_findings(name, report, Pen())))
    if report.could_not_read:
        return 2
    return 1 if any(map(report.fails, report.findings)) else 0


def configured(request: ValidateRequest) -> ValidateRequest:
    """Return a request with what the configuration of this folder says and no option does."""
    here = request.options.configuration(Path("here"))
    if here is None:
        return request
    return replace(
        request,
        fail_on=request.fail_on or here.fail_on,
        notes=request.notes or here.notes,
        baseline=request.baseline or here.baseline,
        profile=request.profile or here.profile,
        options=replace(request.options, as_of=request.options.as_of or here.as_of),
    )


def _use_sizes(request: ValidateRequest) -> None:
    """Let the sizes hold that the configuration names, unless an option named others."""
    here = request.options.configuration(Path("here"))
    if here is not None and here.skus is not None:
        from generator.azure.given import give_sizes, given_sizes
        from generator.azure.sku_answer import read_answer

        if given_sizes() is None:
            give_sizes(read_answer(here.skus))


def _tell_former(request: ValidateRequest) -> None:
    here = request.options.configuration(Path("here"))
    if here is not None and here.path.name == FORMER and not request.quiet:
        say(f"{FORMER}: note configuration is called {OWN} now; rename it", error=True)


def selected(
    select: list[str] | None, ignore: list[str] | None, severity: list[str] | None
) -> Selection:
    """Return the rules that count, as options say. Raises typer.BadParameter."""
    import typer

    try:
        severities = severities_of(severity or [])
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return Selection(tuple(select or ()), tuple(ignore or ()), severities)


def unknown_rules(selection: Selection) -> str:
    """Describe which rules of a selection are none; empty where all are known."""
    selectors = [*selection.select, *selection.ignore, *(name for name, _ in selection.severities)]
    return "; ".join(message for name in selectors if (message := unknown(name)))


def _report(request: ValidateRequest) -> Report:
    named = [name for name in request.files if is_spec(Path(name))]
    files = [name for name in request.files if name not in named]
    specs = [*request.specs, *map(Path, named)]
    if not files:
        return _of_specs(specs, request)
    try:
        report = _of_files(files, request)
    except InvalidInput:
        specs += _specs_of_folders(files, request)
        if not specs:
            raise
        return _of_specs(specs, request)
    if report.empty:
        specs += _specs_of_folders(files, request)
    return _together(report, _of_specs(specs, request)) if specs else report


def _specs_of_folders(names: list[str], request: ValidateRequest) -> list[Path]:
    folders = [Path(name) for name in names if Path(name).is_dir()]
    found = (spec for folder in folders for spec in specs_below(folder))
    return [spec for spec in found if not request.options.excludes(spec)]


def _of_specs(specs: list[Path], request: ValidateRequest) -> Report:
    """Check specs: what is wrong with each, and with what it renders to."""
    from generator.rendering.options import RenderOptions
    from generator.rendering.render import render_each

    specs = list(dict.fromkeys(specs))
    options = RenderOptions(
        reach=request.reach,
        bicep=False,
        deadline=request.deadline,
        as_of=request.options.as_of,
        environment=request.environment,
    )
    work = render_each(specs, options, request.jobs)
    shown = in_progress("Checking", work, len(specs), quiet=request.quiet)
    found = [
        item
        for spec, rendering in zip(specs, shown, strict=True)
        for item in request.options.of(spec, None, rendering.findings)
    ]
    return Report(found, Tally(specs=len(specs)))


def _together(files: Report, specs: Report) -> Report:
    findings = sorted([*files.findings, *specs.findings], key=lambda item: item.sort_key)
    return replace(
        files, findings=findings, tally=replace(files.tally, specs=specs.tally.specs), empty=False
    )


def _of_files(files: list[str], request: ValidateRequest) -> Report:
    watch = partial(in_progress, "Checking", quiet=request.quiet)
    if request.profile == "arm-ttk":
        # Its tests are loaded only where they are asked for.
        from generator.resources.api_versions import day_of_table
        from generator.validation.profiles.arm_ttk import run as arm_ttk

        as_of = request.options.as_of or day_of_table()
        found = arm_ttk.validate_files(
            files, as_of, request.options.excludes, watch, if_any=request.options.if_any
        )
        return replace(found, findings=list(request.options.selection.of(found.findings)))
    return validate_files(files, request.jobs, watch, options=request.options)


def _write_baseline(path: Path, report: Report, quiet: bool) -> int:
    from generator.reports.validation.baseline import write_baseline

    number = write_baseline(path, report)
    say_findings([item for item in report.findings if item.rule == "file"])
    if not quiet:
        say(f"Wrote {count(number, 'finding')} to {printable(path.as_posix())}.", error=True)
    return 2 if report.could_not_read else 0


def _say(report: Report, request: ValidateRequest) -> None:
    pen = Pen(columns(sys.stdout), color=in_color(request.color, sys.stdout))
    say_report(request.output, write_findings(request.output, report, pen), color=pen.color)
    if request.output == "text" and not request.quiet:
        from generator.reports.validation.text import summary

        beside = Pen(color=in_color(request.color, sys.stderr))
        say_parts(summary(report, beside), error=True, color=beside.color)
        for line in _switched(request):
            say(line, error=True)


def _switched(request: ValidateRequest) -> Iterator[str]:
    """Yield which configurations leave something out, so that no silence goes unexplained."""
    named = [Path(), *map(Path, request.files), *request.specs]
    found = {
        configuration.path: configuration
        for path in named
        if (configuration := request.options.configuration(path / "x" if path.is_dir() else path))
    }
    for path, configuration in found.items():
        switches = configuration.switches()
        if switches:
            yield f"{printable(os.path.relpath(path))} {'; '.join(map(printable, switches))}."
