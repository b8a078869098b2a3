"""The arguments of `scaleset validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    AsOfOption,
    BaselineOption,
    Color,
    ColorOption,
    ExcludeOption,
    FailOnOption,
    FormatOption,
    FullOption,
    IgnoreOption,
    JobsOption,
    NoConfigOption,
    NotesOption,
    OutsideOption,
    ParametersOption,
    Profile,
    QuietOption,
    SelectOption,
    SeverityOption,
    SkusOption,
    WriteBaselineOption,
    examples,
)
from generator.reports.formats import Format

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset validate infra",
        "scaleset validate 'infra/**/*.json' -o sarif",
        "scaleset validate infra --as-of 2028-06-01 -o table",
        "generate | scaleset validate -",
    ),
)
def validate(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Templates, parameter files, specs, folders, patterns like 'infra/**/*.json', "
            "or - for standard input.",
            metavar="FILE...",
        ),
    ],
    parameters: ParametersOption = None,
    profile: Annotated[
        Profile | None,
        typer.Option(
            "--profile",
            help="Our rules, or the tests of arm-ttk with its verdict. Default: default.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOfOption = None,
    fail_on: FailOnOption = None,
    baseline: BaselineOption = None,
    write_baseline: WriteBaselineOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    severity: SeverityOption = None,
    exclude: ExcludeOption = None,
    if_any: Annotated[
        bool,
        typer.Option(
            "--if-any",
            help="Pass by files that are neither template nor parameter file, also where they are "
            "named, and exit with 0 where nothing is left; else that is 2.",
        ),
    ] = False,
    no_config: NoConfigOption = False,
    skus: SkusOption = None,
    user_rules: Annotated[
        bool,
        typer.Option(
            "--user-rules",
            help="Run rules of your own, too: folders that the configuration names, and packages "
            "with the entry point scaleset.rules. They are code: only in folders that you trust.",
        ),
    ] = False,
    allow_outside: OutsideOption = False,
    jobs: JobsOption = 1,
    notes: NotesOption = False,
    full: FullOption = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    output: FormatOption = Format.TEXT,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="FORMAT=FILE",
            help="Write the report of this run to a file, too: sarif=scaleset.sarif; "
            "may be repeated.",
        ),
    ] = None,
) -> None:
    """Check templates and parameter files: every resource by the schema of its API version.

    Scale sets are looked at closely, by rules. File types are detected from content. A
    parameter file is compared with the template beside it: x.parameters.json and
    x.parameters.test.json belong to x.json. With -p the templates are checked as they are deployed
    with these values; of several templates each takes its own.
    """
    from generator.commands.validate import run as command
    from generator.validation.selection.options import ValidateOptions

    selection = command.selected(select, ignore, severity)
    if baseline and write_baseline:
        raise typer.BadParameter("use one of --baseline and --write-baseline")
    request = command.ValidateRequest(
        files,
        fail_on.value if fail_on else None,
        baseline,
        write_baseline,
        jobs,
        color.value,
        quiet,
        output.value,
        ValidateOptions(
            tuple(parameters or ()),
            selection,
            not no_config,
            user_rules,
            as_of,
            tuple(exclude or ()),
            if_any,
        ),
        profile.value if profile else None,
        notes,
        full,
        also=tuple(map(_named_format, also or ())),
    )
    arm_ttk = command.configured(request).profile == Profile.ARM_TTK
    wrong = command.unknown_rules(selection)
    if wrong and not user_rules and not arm_ttk:
        raise typer.BadParameter(wrong)
    if parameters and arm_ttk:
        raise typer.BadParameter("the tests of arm-ttk read no values; leave --parameters out")
    raise typer.Exit(command.run(request))


def _named_format(text: str) -> tuple[str, Path]:
    """Return the format and the file that `--also` names."""
    name, _, file = text.partition("=")
    if not file or name not in list(Format):
        raise typer.BadParameter(
            f"--also '{text}' must be FORMAT=FILE, with one of {', '.join(Format)}"
        )
    return name, Path(file)
