"""The arguments of `scaleset try`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    Color,
    ColorOption,
    OutsideOption,
    ParametersOption,
    QuietOption,
    examples,
)
from generator.reports.formats import TrialFormat

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "sudo scaleset try shop/scaleset.yaml --root /srv/debian -p webToken=@token",
        "scaleset try azuredeploy.json -p azuredeploy.parameters.json --files https://host/app=dist",
        "sudo scaleset try old.json --again new.json --root /srv/debian",
    )
)
def try_(
    source: Annotated[
        Path, typer.Argument(help="The spec or template, or its folder.", metavar="SPEC|TEMPLATE")
    ],
    parameters: ParametersOption = None,
    root: Annotated[
        Path | None,
        typer.Option(
            "--root",
            metavar="DIR",
            exists=True,
            file_okay=False,
            help="A Linux tree, as debootstrap makes one. It is never written.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", "-n", help="The scale set, where there are several.")
    ] = None,
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--files",
            metavar="[URL=]PATH",
            help="File or folder in the place of what lies at a URL or below; a folder alone has "
            "downloads by their names. May be repeated.",
        ),
    ] = None,
    image: Annotated[
        str | None,
        typer.Option(
            "--image",
            metavar="IMAGE",
            help="Image of a container for podman or docker. Default: one like that of the model.",
            show_default=False,
        ),
    ] = None,
    again: Annotated[
        Path | None,
        typer.Option(
            "--again",
            metavar="OTHER",
            help="The next version, spec or template: brought to the same instance afterwards.",
        ),
    ] = None,
    scale_out: Annotated[
        bool, typer.Option("--scale-out", help="Start a new instance of OTHER as well.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the root, and say how to get into it.")
    ] = False,
    shell: Annotated[
        bool, typer.Option("--shell", help="Open a shell in the root before it is removed.")
    ] = False,
    only_list: Annotated[
        bool,
        typer.Option("--list", help="List what would be done, in its order; needs no root."),
    ] = False,
    network: Annotated[
        bool, typer.Option("--network", help="Let the instance use the network of this machine.")
    ] = False,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            min=0.1,
            metavar="SECONDS",
            help="Time for all extensions. Default: extensionsTimeBudget of the model.",
            show_default=False,
        ),
    ] = None,
    wait: Annotated[
        float,
        typer.Option("--wait", min=0.0, metavar="SECONDS", help="How long to ask for the health."),
    ] = 60,
    allow_outside: OutsideOption = False,
    quiet: QuietOption = False,
    color: ColorOption = Color.AUTO,
    output: Annotated[
        TrialFormat,
        typer.Option("--output", "-o", help="The time line as text, json for programs, or junit."),
    ] = TrialFormat.TEXT,
) -> None:
    """Start one instance on this machine as Azure would, in a root that is thrown away.

    Custom data runs by cloud-init, then each custom script as its handler runs it, then the health
    is asked. What cannot be tried here is said. Values of parameters come from -p, and from
    variables of the environment called SCALESET_PARAMETER_NAME; secrets are never shown. Exit
    codes: 0 the instance comes up, 1 a step fails or health does not come, 2 could not run.
    """
    from generator.commands.try_ import run as command

    if scale_out and again is None:
        raise typer.BadParameter("--scale-out starts an instance of OTHER: give it with --again")
    if root is not None and image is not None:
        raise typer.BadParameter("--root is a folder and --image a container: give one of both")
    if shell and output is not TrialFormat.TEXT:
        raise typer.BadParameter("--shell is for people: leave --output out")
    request = command.TryRequest(
        parameters=parameters or [],
        root=root,
        image=image,
        again=again,
        scale_out=scale_out,
        keep=keep,
        shell=shell,
        only_list=only_list,
        name=name,
        files=files or [],
        network=network,
        timeout=timeout,
        patience=wait,
        reach="anywhere" if allow_outside else "below",
        quiet=quiet,
        color=color.value,
        output=output.value,
    )
    raise typer.Exit(command.run(source, request))
