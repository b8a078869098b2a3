"""The arguments of `scaleset render`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.completion import specs as specs_below
from generator.commands.options import (
    ALONE,
    CheckOption,
    Color,
    ColorOption,
    DeadlineOption,
    ExcludeOption,
    GroupOption,
    IfAnyOption,
    JobsOption,
    OutputDirOption,
    OutsideOption,
    QuietOption,
    RenderForm,
    SkusOption,
    StdoutOption,
    TemplatesOption,
    examples,
)
from generator.files.deadline import SECONDS
from generator.wording.commands import GROUP

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset render shop",
        "scaleset render . --check",
    ),
)
def render(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Specs, or folders that are searched for scaleset.yaml; what 'scaleset image' "
            "wrote beside a spec is rendered where it is named. Default: this folder.",
            metavar="[SPEC...]",
            autocompletion=specs_below,
            show_default=False,
        ),
    ] = None,
    stdout: StdoutOption = False,
    output_dir: OutputDirOption = None,
    check: CheckOption = False,
    explain_defaults: Annotated[
        bool,
        typer.Option(
            "--explain-defaults",
            help="Write nothing; list what the spec does not say, what was chosen and why.",
        ),
    ] = False,
    swap: Annotated[
        bool,
        typer.Option(
            "--swap",
            help="Render azuredeploy.swap.json, which leads the traffic to the other color "
            "(blueGreen) and changes nothing else.",
        ),
    ] = False,
    bicep: Annotated[
        bool, typer.Option("--bicep/--no-bicep", help="Write main.bicep and main.bicepparam too.")
    ] = True,
    templates: TemplatesOption = None,
    allow_outside: OutsideOption = False,
    deadline: DeadlineOption = SECONDS,
    skus: SkusOption = None,
    resource_group: GroupOption = GROUP,
    jobs: JobsOption = 1,
    if_any: IfAnyOption = False,
    exclude: ExcludeOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    output: Annotated[
        RenderForm,
        typer.Option("--output", "-o", help="Text, json, or annotations of a GitHub workflow."),
    ] = RenderForm.TEXT,
) -> None:
    """Render specs to azuredeploy.json and azuredeploy.parameters.json, validated.

    The same is in main.bicep and main.bicepparam, with modules/ where there are any. Prints
    what was written and the 'az deployment group create' that deploys it.
    """
    from generator.commands.render import run as command
    from generator.rendering.artifacts import DEPLOYMENT, SWAP
    from generator.rendering.options import RenderOptions

    product = SWAP if swap else DEPLOYMENT
    options = RenderOptions(
        templates,
        "anywhere" if allow_outside else "below",
        product,
        bicep=bicep and not stdout,
        deadline=deadline,
    )
    request = command.RenderRequest(
        specs or [Path()],
        options,
        output_dir,
        resource_group,
        jobs,
        quiet,
        output.value,
        color.value,
        if_any,
        tuple(exclude or ()),
    )
    chosen = [
        name
        for name, on in (("stdout", stdout), ("check", check), ("explain", explain_defaults))
        if on
    ]
    if len(chosen) > 1:
        raise typer.BadParameter("use one of --stdout, --check and --explain-defaults")
    raise typer.Exit(command.run(request, chosen[0] if chosen else "write"))
