"""A custom script of Linux, run as its handler does: files, names, modes, folder, shell, output.

Source: main/cmds.go, main/files.go and main/exec.go of
https://github.com/Azure/custom-script-extension-linux.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.delivery.custom_script import MODE, SHELLS, downloaded_as, mended
from generator.language.documents.casing import member_of
from generator.language.template import is_expression
from generator.lazy import dataclass, field, regex
from generator.scale_set.payload import unpacked
from generator.trying.failing import Reached, Scripts, Stop, said_by
from generator.trying.records import LISTED
from generator.trying.root import NoRoot, wait
from generator.trying.sources import NoFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.scale_set.view import Extension
    from generator.trying.records import Step
    from generator.trying.root import Root
    from generator.trying.sources import Sources

FOLDER = "/var/lib/waagent/custom-script/download"
NEAR = (
    "as the handler: its folder, names, modes, line ends, shell and output; downloads come from "
    "--files"
)
_PARAMETER = regex(r"parameters\('([^']+)'\)", re.IGNORECASE)
_CALL = regex(r"\b(reference|list\w*|environment|resourceGroup|subscription|newGuid|utcNow)\(")
_GZIP = b"\x1f\x8b"


class BadSettingsError(Exception):
    """The handler refuses its settings."""


@dataclass(slots=True)
class Job:
    """What the handler does: files by name, then a command."""

    command: str
    files: dict[str, bytes] = field(default_factory=dict)


def plain(value: Any) -> Any:
    """Return a value as the machine gets it: a text in brackets has lost the escape of ARM."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    escaped = isinstance(value, str) and value.startswith("[[") and value.endswith("]")
    return value[1:] if escaped else value


def open_parts(value: Any) -> Iterator[str]:
    """Yield the expressions in a value, which only a deployment can know."""
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from open_parts(item)
    elif is_expression(value):
        yield value


def job_of(extension: Extension, sources: Sources) -> Job:
    """Return what the handler does; raises BadSettingsError and NoFileError."""
    written = [extension.settings.resolved(), extension.protected.resolved()]
    sections = [item for item in written if isinstance(item, dict)]
    for name in ("fileUris", "commandToExecute", "script"):
        for unknown in open_parts([member_of(item, name) for item in sections]):
            raise BadSettingsError(f"{name} {missing(unknown)}")
    sections = [plain(item) for item in sections]
    addresses = _first(sections, "fileUris") or []
    mends = member_of(plain(written[0]), "skipDos2Unix") is not True
    command, script = _first(sections, "commandToExecute"), _first(sections, "script")
    if bool(command) == bool(script):
        both = "both commandToExecute and script" if command else "neither command nor script"
        raise BadSettingsError(f"the handler refuses its settings: there is {both}")
    job = Job(str(command or ""))
    for address in addresses if isinstance(addresses, list) else [addresses]:
        name = downloaded_as(str(address), "linux")
        if not name:
            raise BadSettingsError("a URL of fileUris names no file")
        data = sources.data(str(address))
        job.files[name] = mended(name, data) if mends else data
    if script:
        data = _decoded(str(script))
        job.files["script.sh"] = mended("script.sh", data) if mends else data
    return job


def missing(expression: str) -> str:
    """Return what an expression that stays one lacks, and what to do."""
    found = _PARAMETER.search(expression)
    if found is None:
        names = _CALL.findall(expression)
        what = f"{names[-1]}()" if names else "an expression"
        return f"has {what}, which only a deployment knows: the step cannot be tried"
    return (
        f"needs parameter '{found[1]}': give it with -p {found[1]}=VALUE, or by the variable "
        f"SCALESET_PARAMETER_{found[1]}"
    )


def _first(sections: list[dict[str, Any]], name: str) -> Any:
    return next(filter(None, (member_of(item, name) for item in sections)), None)


def _decoded(text: str) -> bytes:
    """Return a script; raises BadSettingsError."""
    if len(text) > limit("linux-script-characters"):
        raise BadSettingsError("the script is longer than the handler takes")
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        return unpacked(data) if data.startswith(_GZIP) else data
    except (ValueError, OSError, EOFError):
        raise BadSettingsError("the script is no base64 that can be unpacked") from None


@dataclass(frozen=True, slots=True)
class Terms:
    """How a script is run: the number of its settings, its time, and what it is made of."""

    number: int
    seconds: float
    sources: Sources
    carried: Mapping[str, str]


def run(root: Root, extension: Extension, step: Step, terms: Terms) -> Step:
    """Run a custom script in a root."""
    try:
        job = job_of(extension, terms.sources)
    except (BadSettingsError, NoFileError) as error:
        return step.failed(str(error))
    if isinstance(root, NoRoot):
        step.status = LISTED
        return step
    folder = f"{FOLDER}/{terms.number}"
    root.call('mkdir -p "$1" && chmod 700 "$1"', folder)
    for name, data in job.files.items():
        root.put(f"{folder}/{name}", data, MODE)
    command = job.command or f"{folder}/script.sh"
    out, err = f"{folder}/stdout", f"{folder}/stderr"
    reached = Reached()
    process = root.start([*SHELLS["linux"].split(), command], folder, out, err)
    try:
        ran = wait(process, terms.seconds, reached.look)
    finally:
        reached.close()
    step.seconds, step.code = ran.seconds, ran.code
    step.stdout, step.stderr = root.read(out), root.read(err)
    if ran.code == 0:
        return step
    said = said_by(step.stderr)
    name = said.file.rpartition("/")[2]
    if said.line and name not in job.files:  # one that the script made
        job.files[name] = root.read(said.file if "/" in said.file else f"{folder}/{name}").encode()
    return _told(step, terms, job, reached)


def _told(step: Step, terms: Terms, job: Job, reached: Reached) -> Step:
    """Return a step that failed with the line that tells."""
    stop, exact = said_by(step.stderr), True
    if step.code is None:
        stop = Stop(reached.path, reached.line_of_wait)
    elif reached.line and not _is_of(stop, reached):
        stop, exact = Stop(reached.path, reached.line), reached.exact
    texts = {name: data.decode("utf-8", "replace") for name, data in job.files.items()}
    if reached.path:
        texts.setdefault(reached.path.rpartition("/")[2], reached.text.decode("utf-8", "replace"))
    step.place, step.line = Scripts(texts, terms.carried).shown(stop)
    if step.code is None:
        at = ", and was at this line" if stop.line else ""
        return step.failed(f"it had not ended after {terms.seconds:g} s{at}")
    behind = "" if exact else ", at this line or behind it"
    return step.failed(f"exit code {step.code}{behind}")


def _is_of(stop: Stop, reached: Reached) -> bool:
    """Whether a place that was said is in the script that was last read, or behind it."""
    return bool(stop.line) and stop.file.rpartition("/")[2] == reached.path.rpartition("/")[2]
