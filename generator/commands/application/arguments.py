"""The arguments of `scaleset application`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.options import (
    ALONE,
    CheckOption,
    Color,
    ColorOption,
    OutputForm,
    OutputOption,
    OutsideOption,
    QuietOption,
    StdoutOption,
    examples,
    integer,
    read_day,
)
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

app = typer.Typer(**ALONE)

_URL = regex(r"https://[^\s/?#\[\]]+/[^\s?#\[\]]+")
_IDENTITY = regex(
    r"(?i)/subscriptions/[^/]+/resourceGroups/[^/]+/providers/"
    r"Microsoft\.ManagedIdentity/userAssignedIdentities/[^/]+"
)


def _regions(given: Iterable[str]) -> tuple[str, ...]:
    """Return regions as Azure names them, each once."""
    from generator.azure.size_regions import misspelled

    places = [text.lower().replace(" ", "") for text in given]
    for text in places:
        meant = misspelled(text)
        if meant or not text.isascii() or not text.isalnum():
            hint = f"; did you mean '{meant}'?" if meant else ""
            raise typer.BadParameter(f"'{text}' is no region{hint}")
    return tuple(dict.fromkeys(places))


@app.command(
    epilog=examples(
        "scaleset application agent --id /subscriptions/.../galleries/apps/applications/agent"
        "/versions/1.0.0",
        "scaleset application agent --id ... --packages https://shop.blob.core.windows.net/packages"
        " --region westeurope --region northeurope",
        "scaleset application shop/scaleset.yaml --id ... --remove 'rm -rf /opt/shop'",
        "scaleset application agent --id ... --check",
    ),
)
def application(
    folder: Annotated[
        Path,
        typer.Argument(
            help="A spec, whose custom script becomes the application; or a folder with "
            "install.sh and remove.sh (Linux), or install.cmd and "
            "remove.cmd, also .ps1 (Windows), in its root; update.* where there is one. "
            ".scalesetignore leaves out.",
            metavar="SPEC|FOLDER",
        ),
    ],
    version_id: Annotated[
        str,
        typer.Option(
            "--id",
            metavar="ID",
            help="Resource id of the version to make, which is the 'application.id' of a spec: "
            "/subscriptions/.../galleries/{gallery}/applications/{application}/versions/1.0.0",
        ),
    ],
    packages: Annotated[
        str | None,
        typer.Option(
            "--packages",
            metavar="URL",
            help="URL of the container that the package is uploaded to; without it az asks for it.",
        ),
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option(
            "--identity",
            metavar="ID",
            help="User-assigned identity that the gallery gets, by which it reads the package; "
            "without it az asks for it.",
        ),
    ] = None,
    sas: Annotated[
        bool,
        typer.Option(
            "--sas",
            help="Read the package with a SAS token, a secure parameter, in place of an identity. "
            "The version then shows the token to whoever may read it.",
        ),
    ] = False,
    existing_gallery: Annotated[
        bool,
        typer.Option(
            "--existing-gallery",
            help="Leave the gallery out of the template: it is there, with the right to read the "
            "package.",
        ),
    ] = False,
    install: Annotated[
        str | None,
        typer.Option(
            "--install",
            metavar="COMMAND",
            help="What installs it, in place of a script; the files are unpacked beside it.",
        ),
    ] = None,
    update: Annotated[
        str | None,
        typer.Option(
            "--update",
            metavar="COMMAND",
            help="What updates it from any older version. "
            "Without it the older one is removed and this one installed.",
        ),
    ] = None,
    remove: Annotated[
        str | None,
        typer.Option("--remove", metavar="COMMAND", help="What removes it, in place of a script."),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            "--region",
            metavar="REGION",
            help="Where the version is, the first one, and "
            "is replicated to; may be repeated. Without it that of the resource group.",
        ),
    ] = None,
    replicas: Annotated[
        int,
        typer.Option(
            "--replicas",
            parser=integer(1),
            metavar="N",
            help="Replicas in each region, "
            "at most 10: many instances that start together need more.",
        ),
    ] = 1,
    exclude_from_latest: Annotated[
        bool,
        typer.Option("--exclude-from-latest", help="Never take this version for 'latest'."),
    ] = False,
    end_of_life: Annotated[
        date | None,
        typer.Option(
            "--end-of-life",
            parser=read_day,
            metavar="YYYY-MM-DD",
            show_default=False,
            help="Day from which it should not be used; Azure only tells it.",
        ),
    ] = None,
    configuration: Annotated[
        str | None,
        typer.Option(
            "--configuration",
            metavar="URL",
            help="URL of a blob that lies beside the "
            "package, under its own name, where the spec of a set gives no other.",
        ),
    ] = None,
    output_dir: Annotated[
        Path | None,
        typer.Option(
            "--output-dir",
            "-d",
            file_okay=False,
            help="Write here, not into FOLDER-application beside the folder.",
        ),
    ] = None,
    stdout: StdoutOption = False,
    check: CheckOption = False,
    allow_outside: OutsideOption = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    output: OutputOption = OutputForm.TEXT,
) -> None:
    """Make a folder, or the custom script of a spec, a VM Application of a Compute Gallery.

    Writes the package, an archive whose name holds the hash of what is in it, and the template of
    the gallery, the application and its version, as ARM JSON and as Bicep. On the instance Azure
    saves the package under the name of the application with its ending; each command unpacks it
    and runs the script of that name. A step of a spec that needs a secret, a parameter or the
    instance stays a step, and is reported with the reason; --remove says what removes another.
    Of a version that is published Azure changes neither package nor commands: another folder needs
    another version.
    """
    from generator.azure.limits import limit
    from generator.commands.application import run as command
    from generator.rendering.application_template import VERSION_ID, ApplicationOptions

    if not VERSION_ID.fullmatch(version_id):
        raise typer.BadParameter(
            "--id must be the id of a version with three numbers: /subscriptions/.../providers/"
            "Microsoft.Compute/galleries/{gallery}/applications/{application}/versions/1.0.0"
        )
    for name, text in (("--packages", packages), ("--configuration", configuration)):
        if text is not None and not _URL.fullmatch(text):
            raise typer.BadParameter(
                f"{name} must be an https URL without a query: a token in it would be in the files"
            )
    if identity is not None and not _IDENTITY.fullmatch(identity):
        raise typer.BadParameter("--identity must be the id of a user-assigned identity")
    if identity is not None and (sas or existing_gallery):
        raise typer.BadParameter("--identity goes with neither --sas nor --existing-gallery")
    if replicas > limit("application-replicas"):
        raise typer.BadParameter(f"'{replicas}' replicas are too many: at most 10 in a region")
    if stdout and check:
        raise typer.BadParameter("use one of --stdout and --check")
    given = {"install": install, "update": update, "remove": remove}
    options = ApplicationOptions(
        version_id,
        packages.rstrip("/") if packages else None,
        identity,
        sas,
        existing_gallery,
        {action: text for action, text in given.items() if text},
        _regions(region or ()),
        replicas,
        exclude_from_latest,
        f"{end_of_life.isoformat()}T00:00:00Z" if end_of_life else None,
        configuration,
    )
    request = command.ApplicationRequest(
        folder, options, output_dir, allow_outside, quiet, output.value, color.value
    )
    action = "stdout" if stdout else "check" if check else "write"
    raise typer.Exit(command.run(request, action))
