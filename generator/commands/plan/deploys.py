"""What az deploys of a side: the template, its parameters, and what has to be done before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.language.documents.casing import written
from generator.language.expressions.context import level_of
from generator.redaction import masked
from generator.rollout.commands_left import Deployable
from generator.wording.commands import in_shell

if TYPE_CHECKING:
    from generator.commands.plan.sides import Loaded, SideSource

FOLDER = "<folder>"
"""What stands for the folder that a revision of git is laid out in."""


def deployable(source: SideSource, loaded: Loaded, shell: str) -> Deployable | None:
    """Return what az deploys of a side; None where it has no file."""
    expansion = loaded.side.expansion
    if str(source.path) == "-" or not expansion.resources:
        return None
    document = expansion.deployments[0].deployment.source.document
    revision = source.revision
    spec, template = loaded.side.label, _file(source, document.path)
    parameters = [_shown(text, source, loaded) for text in source.parameters]
    before = []
    if revision:
        spec = f"{FOLDER}/{spec.partition(':')[2]}"
        before.append(f"git worktree add --detach {FOLDER} {in_shell(revision, shell)}")
    if loaded.rendered:
        before.append(f"scaleset render {in_shell(spec, shell)}")
        if loaded.publishes:
            before.append(f"scaleset publish {in_shell(spec, shell)}")
        from generator.rendering.artifacts import (
            parameters_of,
        )  # it is loaded: the spec was rendered

        file = parameters_of(Path(template).stem, source.environment)
        parameters.insert(0, f"@{Path(template).with_name(file).as_posix()}")
    level = level_of(document.value.get(written(document.value, "$schema")))
    return Deployable(template, parameters, " and ".join(before), level)


def _file(source: SideSource, path: str) -> str:
    """Return a path as it is shown, below the folder of the revision where there is one."""
    label = source.label(path)
    return f"{FOLDER}/{label.partition(':')[2]}" if source.revision and label != path else path


def _shown(text: str, source: SideSource, loaded: Loaded) -> str:
    """Return parameters as az takes them, without the values of secrets."""
    file = text.removeprefix("@")
    if "=" not in text or Path(file).is_file():
        return "<parameters>" if file.lstrip().startswith("{") else f"@{_file(source, file)}"
    name, _, value = text.partition("=")
    entry = loaded.side.expansion.deployments[0].deployment.own.parameters.get(name.lower())
    secret = entry is None or entry.secure or entry.secret or masked(value, name) != value
    return f"{name}=<value>" if secret else text
