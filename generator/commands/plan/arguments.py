"""The arguments of `scaleset plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    AsOfOption,
    Color,
    ColorOption,
    EnvironmentOption,
    GroupOption,
    IfAnyOption,
    JobsOption,
    Mode,
    OutsideOption,
    ParametersOption,
    PlanFailOn,
    Shell,
    SkusOption,
    examples,
    integer,
)
from generator.reports.formats import PlanFormat
from generator.wording.commands import GROUP

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset plan old.json new.json -p azuredeploy.parameters.json",
        "scaleset plan --git main azuredeploy.json",
        "az vmss show -g shop-rg -n shop | scaleset plan --live - shop",
        "scaleset plan shop --scale-out 3",
    ),
)
def plan(
    old: Annotated[
        Path,
        typer.Argument(
            metavar="OLD",
            help="What is deployed: a template, a spec, a folder of one, or - for standard input "
            "(az group export prints a template).",
        ),
    ],
    new: Annotated[
        Path | None,
        typer.Argument(
            metavar="[NEW]",
            help="What is to be deployed. Not with --git, and not needed for --scale-out.",
            show_default=False,
        ),
    ] = None,
    git: Annotated[
        str | None,
        typer.Option(
            "--git",
            metavar="REVISION",
            help="Compare the file as it was in this revision of git with the file as it is now; "
            "A..B compares two revisions. Of a folder of many specs there is a table.",
        ),
    ] = None,
    live: Annotated[
        list[Path] | None,
        typer.Option(
            "--live",
            metavar="FILE",
            help="Compare with what runs: what az vmss show, list or create, az resource show, a "
            "REST GET or Resource Graph answered, or a list of such; - for standard input; may be "
            "repeated.",
            show_default=False,
        ),
    ] = None,
    instances: Annotated[
        list[Path] | None,
        typer.Option(
            "--instances",
            metavar="FILE",
            help="What runs on the instances now, from az vmss list-instances (best with --expand "
            "instanceView) or get-instance-view; may be repeated.",
            show_default=False,
        ),
    ] = None,
    environment: EnvironmentOption = "",
    parameters: ParametersOption = None,
    old_parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--old-parameters",
            metavar="FILE|NAME=VALUE",
            help="Values of the old template, where they are not those of -p; may be repeated.",
        ),
    ] = None,
    scale_out: Annotated[
        int | None,
        typer.Option(
            "--scale-out",
            parser=integer(1),
            metavar="N",
            help="Say what N more instances will run, in which order, and what can go wrong.",
        ),
    ] = None,
    capacity: Annotated[
        int | None,
        typer.Option(
            "--capacity",
            parser=integer(0),
            metavar="N",
            help="How many instances the set has now, where autoscale or az changed it.",
        ),
    ] = None,
    mode: Annotated[
        Mode,
        typer.Option("--mode", help="Mode of the deployment: complete deletes what is left out."),
    ] = Mode.INCREMENTAL,
    resource_group: GroupOption = GROUP,
    skus: SkusOption = None,
    shell: Annotated[
        Shell, typer.Option("--shell", help="The shell that the printed commands are quoted for.")
    ] = Shell.BASH,
    location: Annotated[
        str | None,
        typer.Option("--location", "-l", help="Location of the group. Stand-in: eastus."),
    ] = None,
    allow_outside: OutsideOption = False,
    if_any: IfAnyOption = False,
    jobs: JobsOption = 1,
    as_of: AsOfOption = None,
    fail_on: Annotated[
        list[PlanFailOn] | None,
        typer.Option(
            "--fail-on",
            help="Exit with 1 where the deployment does this or worse to running instances; "
            "'unknown' is separate; may be repeated. Default: never.",
            show_default=False,
        ),
    ] = None,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Exit with 3 where the deployment changes something."),
    ] = False,
    color: ColorOption = Color.AUTO,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Of notes on the templates show errors only.")
    ] = False,
    output: Annotated[
        PlanFormat,
        typer.Option("--output", "-o", help="Text, JSON, Markdown for a pull request, or a page."),
    ] = PlanFormat.TEXT,
) -> None:
    """Report what a deployment will do to running instances; offline, from two templates.

    Both are expanded with their parameters and compared. For each scale set there is a verdict:
    which changes reach running instances, how (in place, extension re-run, restart, reimage,
    replacement), in what batches, what Azure refuses, and what is left to do. What is not
    documented is called unknown. With --git, a file that is new or gone is planned as that. Exit
    codes: 0, 1 by --fail-on or where a template has errors, 2 could not run, 3 by --exit-code.
    """
    from generator.commands.plan import run as command
    from generator.commands.plan.comparing import PlanRequest
    from generator.resources.api_versions import day_of_table
    from generator.rollout.records import PlanOptions

    if live and (git is not None or new is not None):
        raise typer.BadParameter("--live takes one template or spec, and no --git")
    if git is None and not live and new is None and scale_out is None:
        raise typer.BadParameter("give two templates, or one with --git, --live or --scale-out")
    if [*(str(path) for path in (*(live or ()), *(instances or ()), old, new))].count("-") > 1:
        raise typer.BadParameter("only one file can come from standard input")
    if git is not None and new is not None:
        raise typer.BadParameter("--git takes one file; it is compared with itself")
    if git is not None and old_parameters:
        raise typer.BadParameter("with --git, parameter files are those of the revision")
    place = {"location": location} if location else {}
    if resource_group != GROUP:
        place["resource_group"] = resource_group
    day = as_of or day_of_table()
    request = PlanRequest(
        parameters or [],
        old_parameters or [],
        place,
        PlanOptions(resource_group, mode is Mode.COMPLETE, day, capacity, shell=shell.value),
        "anywhere" if allow_outside else "below",
        scale_out,
        frozenset(item.value for item in fail_on or ()),
        color.value,
        quiet,
        output.value,
        exit_code,
        if_any,
        jobs,
        tuple(live or ()),
        tuple(instances or ()),
        environment,
    )
    raise typer.Exit(command.run(old, new, git, request))
