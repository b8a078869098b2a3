"""The arguments of `scaleset drift`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    DriftFailOn,
    DriftForm,
    GroupOption,
    OutsideOption,
    ParametersOption,
    examples,
)
from generator.wording.commands import GROUP

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "az vmss show -g shop-rg -n shop | scaleset drift shop --live -",
        "scaleset drift azuredeploy.json -p prod.parameters.json --live shop.json --fail-on drift",
    ),
)
def drift(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="What git has: a template, a spec, or a folder of one."
        ),
    ],
    live: Annotated[
        list[Path],
        typer.Option(
            "--live",
            metavar="FILE",
            help="What runs: what az vmss show, list or create, az resource show, az group "
            "export, a REST GET or Resource Graph answered, or a list of such; - for standard "
            "input; may be repeated.",
            show_default=False,
        ),
    ],
    parameters: ParametersOption = None,
    resource_group: GroupOption = GROUP,
    allow_outside: OutsideOption = False,
    fail_on: Annotated[
        DriftFailOn, typer.Option("--fail-on", help="Exit with 1 where something differs.")
    ] = DriftFailOn.NEVER,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Of notes on both sides show errors only.")
    ] = False,
    output: Annotated[
        DriftForm,
        typer.Option("--output", "-o", help="A table, json for programs, or markdown."),
    ] = DriftForm.TABLE,
) -> None:
    """Report what differs between git and what runs: which property, and in which direction.

    "live only" runs and is not in git, "git only" is in git and does not run, the rest differs;
    beside it stands what deploying git does about it. What Azure fills in by itself is no drift,
    and neither is what its answers never have: secrets are listed as not known. What runs beside
    and git has not is not compared. Exit codes: 0, 1 by --fail-on or where the template has
    errors, 2 could not run.
    """
    from generator.commands.drift import run as command
    from generator.commands.plan.comparing import PlanRequest
    from generator.resources.api_versions import day_of_table
    from generator.rollout.records import PlanOptions

    if [str(path) for path in (file, *live)].count("-") > 1:
        raise typer.BadParameter("only one file can come from standard input")
    request = PlanRequest(
        parameters or [],
        [],
        {} if resource_group == GROUP else {"resource_group": resource_group},
        PlanOptions(resource_group, today=day_of_table()),
        "anywhere" if allow_outside else "below",
        quiet=quiet,
        output=output.value,
        live=tuple(live),
    )
    raise typer.Exit(command.run(file, request, fails=fail_on is DriftFailOn.DRIFT))
