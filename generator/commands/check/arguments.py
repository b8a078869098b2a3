"""The arguments of `scaleset check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.completion import specs as specs_below
from generator.commands.options import (
    ALONE,
    BaselineOption,
    Color,
    ColorOption,
    DeadlineOption,
    EnvironmentOption,
    ExcludeOption,
    FailOnOption,
    FormatOption,
    FullOption,
    IfAnyOption,
    IgnoreOption,
    JobsOption,
    NoConfigOption,
    NotesOption,
    OutsideOption,
    QuietOption,
    SelectOption,
    SeverityOption,
    SkusOption,
    WriteBaselineOption,
    examples,
)
from generator.files.deadline import SECONDS
from generator.reports.formats import Format

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset check shop --env prod",
        "scaleset check . -o sarif",
        "scaleset check shop/scaleset.yaml --fail-on warning",
    ),
)
def check(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Specs, or folders that hold some. Default: this folder.",
            metavar="[SPEC|FOLDER...]",
            autocompletion=specs_below,
            show_default=False,
        ),
    ] = None,
    environment: EnvironmentOption = "",
    fail_on: FailOnOption = None,
    baseline: BaselineOption = None,
    write_baseline: WriteBaselineOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    severity: SeverityOption = None,
    exclude: ExcludeOption = None,
    no_config: NoConfigOption = False,
    skus: SkusOption = None,
    allow_outside: OutsideOption = False,
    deadline: DeadlineOption = SECONDS,
    if_any: IfAnyOption = False,
    jobs: JobsOption = 1,
    notes: NotesOption = False,
    full: FullOption = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    output: FormatOption = Format.TEXT,
) -> None:
    """Check specs, and what they render to; nothing is written.

    'scaleset explain SPC001' explains a fault of a spec, as it does a rule.
    """
    from generator.commands.specs import find_specs
    from generator.commands.validate import run as command
    from generator.validation.selection.options import ValidateOptions

    selection = command.selected(select, ignore, severity)
    options = ValidateOptions(
        selection=selection, configured=not no_config, exclude=tuple(exclude or ()), if_any=if_any
    )
    if baseline and write_baseline:
        raise typer.BadParameter("use one of --baseline and --write-baseline")
    request = command.ValidateRequest(
        [],
        fail_on.value if fail_on else None,
        baseline,
        write_baseline,
        jobs,
        color.value,
        quiet,
        output.value,
        options,
        notes=notes,
        full=full,
        specs=tuple(find_specs(specs or [Path()], if_any=if_any, excludes=options.excludes)),
        reach="anywhere" if allow_outside else "below",
        deadline=deadline,
        environment=environment,
    )
    wrong = command.unknown_rules(selection)
    if wrong:
        raise typer.BadParameter(wrong)
    raise typer.Exit(command.run(request))
