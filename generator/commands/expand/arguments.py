"""The arguments of `scaleset expand`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    OutsideOption,
    ParametersOption,
    QuietOption,
    SchemaForm,
    examples,
)

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset expand azuredeploy.json -p azuredeploy.parameters.json -p count=3",
        "scaleset expand main.json -g my-rg -l westeurope -o table",
    ),
    context_settings={"allow_extra_args": True},
)
def expand(
    context: typer.Context,
    template: Annotated[
        Path, typer.Argument(help="The template, or its folder.", metavar="TEMPLATE")
    ],
    parameters: ParametersOption = None,
    resource_group: Annotated[
        str | None,
        typer.Option("--resource-group", "-g", help="Resource group. Stand-in: example-rg."),
    ] = None,
    location: Annotated[
        str | None,
        typer.Option(
            "--location", "-l", help="Location of the group or deployment. Stand-in: eastus."
        ),
    ] = None,
    subscription: Annotated[
        str | None, typer.Option("--subscription", help="Subscription id. Stand-in: all zeros.")
    ] = None,
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Tenant id. Stand-in: all zeros.")
    ] = None,
    management_group: Annotated[
        str | None,
        typer.Option("--management-group-id", "-m", help="Management group. Stand-in: example-mg."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", "-n", help="Deployment name. Default: that of the template file."),
    ] = None,
    allow_missing: Annotated[
        bool,
        typer.Option(
            "--allow-missing", help="Leave parameters without a value as expressions; no error."
        ),
    ] = False,
    allow_outside: OutsideOption = False,
    quiet: QuietOption = False,
    output: Annotated[
        SchemaForm, typer.Option("--output", "-o", help="The resources as JSON, or as a table.")
    ] = SchemaForm.JSON,
) -> None:
    """Show what Azure would deploy: one entry for each resource, its loops and names resolved.

    Copy loops are unrolled, conditions decided, nested deployments followed, children listed by
    their full names. What only the deployment can know, such as reference(), stays an expression;
    so do secure parameters, whose values are never printed.
    """
    from generator.commands.expand import run as command

    given = {
        "resource_group": resource_group,
        "location": location,
        "subscription": subscription,
        "tenant": tenant,
        "management_group": management_group,
        "deployment": name,
    }
    place = {key: value for key, value in given.items() if value is not None}
    if context.args:  # not shown: what follows a blank may be a part of a secret
        raise typer.BadParameter(
            f"{len(context.args)} more than the template: quote values that have blanks, and write "
            "-p before each parameter"
        )
    request = command.ExpandRequest(parameters or [], place, allow_missing, quiet, output.value)
    raise typer.Exit(command.run(template, request))
