"""`scaleset application`: pack a folder; write, compare or print the template of its version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.commands.render.stale import committed_text, difference, state
from generator.commands.reporting import count, findings_value, say_json, show_findings
from generator.commands.specs import SPECS, inside, is_spec
from generator.delivery.archives import package_parts
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.gathering import LARGEST_PACKAGE, Gathering, NotGathered
from generator.files.reading import read_bytes
from generator.files.writing import write_parts, write_together
from generator.language.documents.source import read_json
from generator.lazy import dataclass
from generator.rendering.application import APPLICATION, Application, application_of
from generator.rendering.application_template import VERSION_ID, ApplicationOptions, frozen_parts
from generator.validation.document import validate_document, validate_pair
from generator.wording.commands import for_bash, path_for_bash
from generator.wording.printable import printable
from generator.wording.saying import say, say_json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.delivery.archives import Files


@dataclass(frozen=True, slots=True)
class ApplicationRequest:
    """What the user asked for."""

    folder: Path
    options: ApplicationOptions
    output_dir: Path | None
    allow_outside: bool
    quiet: bool
    output: str
    color: str = "auto"


def run(request: ApplicationRequest, action: str) -> int:
    """Pack the folder and act on what becomes of it; give the exit code."""
    shown = request.folder.as_posix()
    own = inside(request.folder, SPECS) if request.folder.is_dir() else request.folder
    spec = own if own is not None and is_spec(own) else None
    if spec is None and not request.folder.is_dir():
        message = "this is no folder, and no spec" if request.folder.exists() else "no such folder"
        raise InvalidInput([Diagnostic("file", Severity.ERROR, message, shown)])
    of = (spec.parent if spec else request.folder).resolve()
    folder = request.output_dir or of.parent / f"{of.name}-application"
    try:
        files, said = _of_spec(request, spec) if spec else (_gathered(request), [])
        made = application_of(shown, files, request.options)
    except NotGathered as error:
        raise InvalidInput([Diagnostic("file", Severity.ERROR, str(error), shown)]) from None
    except InvalidInput as error:
        show_findings(error.diagnostics, request.color)
        return 1
    template, values = (read_json(item.text, item.name) for item in made.files[:2])
    findings = [*said, *made.findings, *validate_document(template), *validate_document(values)]
    findings += validate_pair(template, values, missing_is=None)
    findings += _of_the_same_version(folder, template.value)
    if action == "stdout":
        show_findings(findings, request.color)
        say_json_text(made.files[0].text)
        return _code(findings)
    if action == "check":
        return _check(request, folder, made, findings)
    package = folder / made.package.name
    known = package.is_file() and package.stat().st_size == made.package.size
    if not known:
        parts = package_parts(made.package.files, made.package.ending)
        write_parts(package, parts, {folder})
    changed = write_together({folder / item.name: item.text for item in made.files}, {folder})
    states = {_near(path): "wrote" if new else "unchanged" for path, new in changed.items()}
    states[_near(package)] = "unchanged" if known else "wrote"
    _report(request, folder, made, findings, states)
    return _code(findings)


def _gathered(request: ApplicationRequest) -> Files:
    root = Path(request.folder.absolute().anchor) if request.allow_outside else request.folder
    return tuple(Gathering(request.folder, root, most=LARGEST_PACKAGE).files(["*"]))


def _of_spec(request: ApplicationRequest, path: Path) -> tuple[Files, list[Diagnostic]]:
    from generator.rendering.application_steps import files_of_steps
    from generator.rendering.options import RenderOptions
    from generator.rendering.render import read_spec

    options = RenderOptions(reach="anywhere" if request.allow_outside else "below")
    return files_of_steps(read_spec(path, options))


def _code(findings: list[Diagnostic]) -> int:
    return 1 if any(item.severity is Severity.ERROR for item in findings) else 0


def _near(path: Path) -> str:
    """Return a path as people name it: from here where it lies below."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _of_the_same_version(folder: Path, template: Any) -> Iterator[Diagnostic]:
    """Find that the version is another one than was written before under the same number."""
    path = folder / f"{APPLICATION}.json"
    try:
        before = frozen_parts(json.loads(read_bytes(path)))
    except (OSError, ValueError):
        return
    for name, parts in frozen_parts(template).items():
        if before.get(name, parts) != parts:
            message = (
                f"version {name.rpartition('/')[2]} was written with another package or other "
                "commands, which Azure does not change once it is published: raise the number"
            )
            yield Diagnostic("file", Severity.WARNING, message, _near(path))


def _check(
    request: ApplicationRequest, folder: Path, made: Application, findings: list[Diagnostic]
) -> int:
    states, diffs = {}, []
    for item in made.files:
        path = folder / item.name
        committed, why = committed_text(path)
        states[_near(path)] = state(committed, item.text)
        if committed != item.text:
            diffs.append(difference(_near(path), committed or "", item.text, why))
    old = [path for path, what in states.items() if what != "current"]
    if request.output == "json":
        _report(request, folder, made, findings, states)
    else:
        show_findings(findings, request.color)
        for diff in diffs:
            say(diff)
        if old:
            named = ", ".join(map(printable, old))
            say(f"{count(len(old), 'file')} not up to date: {named}", error=True)
        elif not request.quiet:
            say(f"{count(len(states), 'file')} up to date.")
    return 1 if old else _code(findings)


def _report(
    request: ApplicationRequest,
    folder: Path,
    made: Application,
    findings: list[Diagnostic],
    states: dict[str, str],
) -> None:
    commands = [_upload(request, folder, made), _deploy(request, folder)]
    if request.output == "json":
        value: dict[str, Any] = {
            "files": [{"path": path, "state": what} for path, what in states.items()],
            "package": {"name": made.package.name, "bytes": made.package.size},
            "findings": findings_value(findings),
            "commands": commands,
            "id": request.options.version_id,
        }
        say_json(value)
        return
    show_findings(findings, request.color)
    if request.quiet:
        return
    for path, what in states.items():
        say(f"{what} {printable(path)}")
    say("\nUpload the package, then deploy the version:")
    for command in commands:
        say(f"  {command}")
    say("\nIn the spec of a set:\n  deliver:\n    - application:")
    say(f"        id: {request.options.version_id}")
    if not request.options.sas and not request.options.existing_gallery:
        say(
            "Note: The identity of the gallery needs the role Storage Blob Data Contributor on the "
            "storage account before the deployment."
        )


def _upload(request: ApplicationRequest, folder: Path, made: Application) -> str:
    url = request.options.packages or "<packages-url>"
    file = path_for_bash(Path(_near(folder / made.package.name)))
    blob = for_bash(f"{url}/{made.package.name}") if request.options.packages else (
        f"{url}/{made.package.name}"
    )  # fmt: skip
    return f"az storage blob upload --auth-mode login --blob-url {blob} --file {file}"


def _deploy(request: ApplicationRequest, folder: Path) -> str:
    given = VERSION_ID.fullmatch(request.options.version_id)
    names = {name: for_bash(text) for name, text in given.groupdict().items()} if given else {}
    file = path_for_bash(Path(_near(folder / f"{APPLICATION}.json")))
    return (
        f"az deployment group create --subscription {names['subscription']} "
        f"--resource-group {names['group']} --template-file {file} "
        f"--parameters {for_bash('@' + _near(folder / f'{APPLICATION}.parameters.json'))}"
    )
