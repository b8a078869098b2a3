"""`scaleset publish`: check all packages, then send what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.commands.publish.refusals import NotPublished
from generator.commands.publish.storage import Container, container_at
from generator.commands.publish.target import target_of
from generator.commands.reporting import bytes_in_progress, count, say_json, show_findings
from generator.commands.specs import find_specs
from generator.diagnostics import InvalidInput
from generator.files.gathering import NotGathered
from generator.lazy import dataclass
from generator.rendering.render import read_spec
from generator.spec.defaults import literal
from generator.wording.printable import printable
from generator.wording.saying import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.commands.publish.target import ContainerPlace
    from generator.diagnostics import Diagnostic
    from generator.files.package import Package
    from generator.rendering.options import RenderOptions

_WORDS = {"exists": "is there", "missing": "would upload", "uploaded": "uploaded"}


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """What the user asked for."""

    specs: Sequence[Path]
    account: str | None
    container: str | None
    dry_run: bool
    options: RenderOptions
    quiet: bool
    output: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A package of a spec, where it goes, and the URL of the container that the spec names."""

    spec: str
    package: Package
    target: ContainerPlace
    known: str | None


def run(request: PublishRequest) -> int:
    """Publish what is asked for; give the exit code."""
    jobs, mistakes = _jobs(request)
    if mistakes:
        show_findings(mistakes)
        return 1
    try:
        containers = {job.target: container_at(job.target) for job in jobs}
        there = [containers[job.target].has(job.package) for job in jobs]
        rows = [
            _published(job, containers[job.target], has, request)
            for job, has in zip(jobs, there, strict=True)
        ]
    except (NotPublished, NotGathered) as error:
        say(f"scaleset: {printable(str(error))}", error=True)
        return 2
    if request.output == "json":
        say_json(rows)
    elif not request.quiet:
        urls = {container.target.url for container in containers.values()}
        _report(rows, urls - {job.known for job in jobs})
    return 0


def _jobs(request: PublishRequest) -> tuple[list[Upload], list[Diagnostic]]:
    """Return what is to be published, with all that is wrong in the specs."""
    jobs: list[Upload] = []
    mistakes: list[Diagnostic] = []
    for path in find_specs(list(request.specs)):
        try:
            spec = read_spec(path, request.options)
            for package in spec.files.published.values():
                target = target_of(spec, request.account, request.container)
                known = literal(spec.value["packages"]["url"])
                jobs.append(Upload(path.as_posix(), package, target, known))
        except InvalidInput as error:
            mistakes += error.diagnostics
    return jobs, list(dict.fromkeys(mistakes))


def _published(
    job: Upload, container: Container, has: bool, request: PublishRequest
) -> dict[str, Any]:
    """Send a package where it is not there; return what became of it."""
    package, state, sent = job.package, "exists" if has else "missing", 0
    if not has and not request.dry_run:
        state = "uploaded"
        with bytes_in_progress(package.name, package.size, quiet=request.quiet) as advance:
            sent = container.send(package, advance)
    return {
        "spec": job.spec,
        "step": package.step,
        "url": f"{container.target.url}/{package.name}",
        "sha256": package.sha256,
        "bytes": package.size,
        "files": len(package.files),
        "state": state,
        "sent": sent,
    }


def _report(rows: list[dict[str, Any]], elsewhere: set[str]) -> None:
    if not rows:
        say("Nothing to publish: no spec has files that travel as a package ('packages').")
    for row in rows:
        about = f"{count(row['files'], 'file')}, {row['bytes']:,} bytes"
        kept = row["bytes"] - row["sent"] if row["state"] == "uploaded" else 0
        rest = f"; {kept:,} of them were there" if kept else ""
        say(f"{_WORDS[row['state']]} {printable(row['url'])} ({about}{rest})")
    for url in sorted(elsewhere):
        say(f"Deploy with --parameters packagesUrl={printable(url)}")
