"""The arguments of `scaleset validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.completion import rules
from generator.commands.options import (
    ALONE,
    AsOfOption,
    Color,
    ColorOption,
    ExcludeOption,
    FailOn,
    JobsOption,
    ParametersOption,
    Profile,
    QuietOption,
    SelectOption,
)
from generator.reports.formats import Format

app = typer.Typer(**ALONE)


@app.command(
    epilog="Examples: scaleset validate infra   scaleset validate 'infra/**/*.json' -o sarif   "
    "generate | scaleset validate -",
)
def validate(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Templates, parameter files, folders, patterns like 'infra/**/*.json', "
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
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            "--fail-on",
            parser=FailOn.read,
            metavar="|".join(FailOn),
            autocompletion=lambda: list(FailOn),
            help="Minimum severity that fails the run. Default: error.",
            show_default=False,
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Report only what is not in this file."),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option(
            "--write-baseline", metavar="FILE", help="Write what is found to this file; no report."
        ),
    ] = None,
    select: SelectOption = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="RULE",
            autocompletion=rules,
            help="Leave this rule out; may be repeated.",
        ),
    ] = None,
    severity: Annotated[
        list[str] | None,
        typer.Option(
            "--severity",
            metavar="RULE=LEVEL",
            help="Give a rule another severity: error, warning, note or off; may be repeated.",
        ),
    ] = None,
    exclude: ExcludeOption = None,
    no_config: Annotated[
        bool,
        typer.Option(
            "--no-config",
            help="Read no scaleset.config.yaml and no [tool.scaleset] in pyproject.toml.",
        ),
    ] = False,
    user_rules: Annotated[
        bool,
        typer.Option(
            "--user-rules",
            help="Run rules of your own, too: folders that the configuration names, and packages "
            "with the entry point scaleset.rules. They are code: only in folders that you trust.",
        ),
    ] = False,
    jobs: JobsOption = 1,
    notes: Annotated[
        bool,
        typer.Option(
            "--notes", help="Show notes in the text; else they are counted. Other formats have all."
        ),
    ] = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="Show each finding in the text, also of a rule with over 5 in a file."
        ),
    ] = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    output: Annotated[
        Format, typer.Option("--output", "-o", help="Format of the report on standard output.")
    ] = Format.TEXT,
) -> None:
    """Check templates and parameter files: every resource by the schema of its API version.

    Scale sets are looked at closely, by rules. File types are detected from content. A
    parameter file is compared with the template beside it: x.parameters.json and
    x.parameters.test.json belong to x.json. With -p the templates are checked as they are deployed
    with these values; of several templates each takes its own.
    """
    from generator.commands.validate import run as command
    from generator.validation.selection.options import ValidateOptions
    from generator.validation.selection.selection import Selection, severities_of

    try:
        severities = severities_of(severity or [])
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    selection = Selection(tuple(select or ()), tuple(ignore or ()), severities)
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
        ),
        profile.value if profile else None,
        notes,
        full,
    )
    arm_ttk = command.configured(request).profile == Profile.ARM_TTK
    wrong = command.unknown_rules(selection)
    if wrong and not user_rules and not arm_ttk:
        raise typer.BadParameter(wrong)
    if parameters and arm_ttk:
        raise typer.BadParameter("the tests of arm-ttk read no values; leave --parameters out")
    raise typer.Exit(command.run(request))
