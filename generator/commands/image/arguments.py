"""The arguments of `scaleset image`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options import (
    ALONE,
    CheckOption,
    Color,
    ColorOption,
    GroupOption,
    OutputDirOption,
    OutputForm,
    OutputOption,
    OutsideOption,
    QuietOption,
    SkusOption,
    StdoutOption,
    examples,
)
from generator.wording.commands import GROUP

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset image shop --gallery-image /subscriptions/.../galleries/apps/images/shop",
    ),
)
def image(
    gallery_image: Annotated[
        str,
        typer.Option(
            "--gallery-image",
            metavar="ID",
            help="Resource id of the image definition in a Compute Gallery that gets the version.",
        ),
    ],
    spec: Annotated[
        Path, typer.Argument(help="The spec, or the folder of scaleset.yaml.", metavar="[SPEC]")
    ] = Path(),
    identity: Annotated[
        str | None,
        typer.Option(
            "--identity",
            metavar="ID",
            help="User-assigned identity of Image Builder; without it az asks for it.",
        ),
    ] = None,
    stdout: StdoutOption = False,
    output_dir: OutputDirOption = None,
    check: CheckOption = False,
    allow_outside: OutsideOption = False,
    skus: SkusOption = None,
    resource_group: GroupOption = GROUP,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """Bake delivery steps of a spec into an image of a Compute Gallery.

    Writes into the folder 'image': a template of Azure Image Builder, a Packer template that does
    the same, the scripts, and the spec of the scale set that uses the image. Steps that an image
    cannot hold stay in that spec, and are reported with the reason. 'scaleset render shop/image'
    renders it; where folders are searched for specs, it is skipped.
    """
    from generator.commands.render import run as command
    from generator.rendering.artifacts import IMAGE
    from generator.rendering.image.product import GALLERY_IMAGE
    from generator.rendering.options import RenderOptions

    if not GALLERY_IMAGE.match(gallery_image):
        raise typer.BadParameter(
            "--gallery-image must be the id of an image definition, without a version: "
            "/subscriptions/.../providers/Microsoft.Compute/galleries/{gallery}/images/{image}"
        )
    if stdout and check:
        raise typer.BadParameter("use one of --stdout and --check")
    reach = "anywhere" if allow_outside else "below"
    options = RenderOptions(None, reach, IMAGE, gallery_image, identity)
    named = spec / "scaleset.yaml" if (spec / "scaleset.yaml").is_file() else spec
    request = command.RenderRequest(
        [named], options, output_dir, resource_group, 1, quiet, output.value, color.value
    )
    action = "stdout" if stdout else "check" if check else "write"
    raise typer.Exit(command.run(request, action))
