"""The arguments of `scaleset publish`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.commands.completion import specs as specs_below
from generator.commands.options import ALONE, EnvironmentOption, OutputForm, OutsideOption, examples

app = typer.Typer(**ALONE)


@app.command(
    epilog=examples(
        "scaleset publish shop",
        "scaleset publish shop --env test --dry-run",
    ),
)
def publish(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Specs, or folders that are searched for scaleset.yaml. Default: this folder.",
            metavar="[SPEC...]",
            autocompletion=specs_below,
            show_default=False,
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            metavar="NAME|URL",
            help="Storage account, where it is no other than that of the spec: its name, or the "
            "URL of its blobs. Deploy then with --parameters packagesUrl=URL.",
            show_default=False,
        ),
    ] = None,
    container: Annotated[
        str | None,
        typer.Option(
            "--container", help="Container in it. Default: that of the spec.", show_default=False
        ),
    ] = None,
    environment: EnvironmentOption = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be uploaded; write nothing.")
    ] = False,
    allow_outside: OutsideOption = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print errors only, and no progress.")
    ] = False,
    output: Annotated[
        OutputForm, typer.Option("--output", "-o", help="Text, or json for programs.")
    ] = OutputForm.TEXT,
) -> None:
    """Upload the packages of specs to Blob Storage: what 'packages' of a spec is for.

    A package is the 'files' of a step as one archive. Its name holds the hash of what is in it, so
    a changed file is a new package, and what is there already is not sent again. Publish before
    you deploy: the rendered template names the packages of the files as they are now.

    All packages are checked before the first byte is sent. An upload that broke off goes on where
    it stopped when the same command is run again. A blob of that name with other content is never
    overwritten. The container has to be there.

    Signs in with AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_SAS_TOKEN of the environment,
    where one of them is set; else as DefaultAzureCredential does: a managed identity, a service
    principal of the environment, 'az login', and others. The identity needs the role Storage Blob
    Data Contributor on the container, a SAS token the permissions read, create and write. Needs
    the extra: pip install 'scaleset[azure]'.

    Exit codes: 0 all packages are there, 1 a spec has errors, 2 could not publish.
    """
    from generator.commands.publish import run as command
    from generator.rendering.options import RenderOptions

    request = command.PublishRequest(
        specs or [Path()],
        account,
        container,
        dry_run,
        RenderOptions(reach="anywhere" if allow_outside else "below", environment=environment),
        quiet,
        output.value,
    )
    raise typer.Exit(command.run(request))
