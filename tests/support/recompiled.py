"""A template printed as Bicep, compiled again, and held against what it was.

Both are expanded by Azure's own engine with the same values, and compared resource by resource.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from generator import api
from generator.language.documents.source import read_document
from generator.language.expressions.context import level_of
from generator.language.parameters.type_reference import type_of
from tests.support.bicep_comparison import as_extension, plain, worded
from tests.support.compiler import RefusedError
from tests.support.made_values import sample
from tests.support.workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.compiler import Bicep, Compiled

DATA = ROOT / "tests" / "data"
READ = re.compile(r"readEnvironmentVariable\(\s*'([^']+)'")
BEHIND = dict(
    line.split(": ", 1)
    for line in (DATA / "bicep_behind.txt").read_text(encoding="utf-8").splitlines()
)
"""Templates that cannot be compared, or are wrong still, and why; one that passes must leave."""
DIFFERENT_EACH_TIME = re.compile(r"\b(newguid|utcnow)\s*\(", re.IGNORECASE)
PADDING = "abcdefgh" * 8


def own_cases() -> list[Path]:
    """List our own templates, each a case that once went wrong."""
    beside = (".expected", ".parameters")
    paths = sorted((DATA / "bicep").glob("*.json"))
    return [path for path in paths if not path.stem.endswith(beside)]


def named_templates() -> list[str]:
    """List the templates of the corpus that are judged in every run of the tests."""
    return (DATA / "bicep_templates.txt").read_text(encoding="utf-8").splitlines()


def known(names):
    """Return the names as parameters; those of `BEHIND` must fail, for the reason that it gives."""
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=BEHIND[name]))
        if name in BEHIND
        else name
        for name in filter(None, names)
    ]


def variables_of(folder: Path) -> dict[str, str]:
    """Return a value for every environment variable that the parameter files of a folder ask for."""
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*.bicepparam"))
    return {name: f"value-of-{name}" for text in texts for name in READ.findall(text)}


def write(path: Path, folder: Path) -> Path:
    """Print a template as Bicep into a folder; give the main file."""
    for name, text in api.to_bicep(path).files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder / "main.bicep"


def member(value: Any, name: str) -> dict[str, Any]:
    """Return a member of an object by its name in any casing; empty where it has none."""
    found = next((v for k, v in value.items() if k.lower() == name.lower()), None)
    return found if isinstance(found, dict) else {}


def values_for(template: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a value for each parameter that needs one: of the file beside, else made up."""
    declared = member(template, "parameters")
    beside = given_beside(path)
    values = {}
    for name, own in declared.items():
        default = next((v for k, v in own.items() if k.lower() == "defaultvalue"), None)
        if isinstance(beside.get(name.lower()), dict) and "value" in beside[name.lower()]:
            values[name] = beside[name.lower()]["value"]
        elif default is None or DIFFERENT_EACH_TIME.search(json.dumps(default)):
            values[name] = made(name, own, member(template, "definitions"))
    return values


def given_beside(path: Path) -> dict[str, Any]:
    for name in (f"{path.stem}.parameters.json", "azuredeploy.parameters.json"):
        beside = path.with_name(name)
        if beside.is_file():
            found = member(read_document(beside).value, "parameters")
            return {key.lower(): value for key, value in found.items()}
    return {}


def made(name: str, declared: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """Make a value up; texts are told apart by the name of their parameter."""
    whole = type_of(declared, definitions)
    if whole["type"].lower() not in {"string", "securestring"} or "allowedvalues" in whole:
        return sample(declared, definitions, 0, name)
    if whole.get("nullable"):
        return None
    least, most = whole.get("minlength", 1), whole.get("maxlength", 20)
    return (name.lower() + PADDING)[: max(least, min(most, len(name)))]


@dataclass
class Verdict:
    """What became of one template: compiled or not, and equal or not."""

    compiled: Compiled | None = None
    crash: str = ""
    refused: str = ""
    """Why the engine refuses the original with these values: then nothing is compared."""
    different: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Name what became of it in a word."""
        if self.crash or self.compiled.errors():
            return "crash" if self.crash else "error"
        return "differs" if self.different else "refused" if self.refused else "same"

    def faults(self) -> list[str]:
        """List what is wrong: empty where it compiles and means the same."""
        return [self.crash] if self.crash else [*self.compiled.errors(), *self.different]


def judge(bicep: Bicep, path: Path, folder: Path, values: dict[str, Any] | None = None) -> Verdict:
    """Print a template into a folder, compile it, and compare what the engine makes of both."""
    try:
        main = write(path, folder)
    except Exception as error:  # a crash is a verdict here
        return Verdict(crash=repr(error))
    return judge_printed(bicep, path, main, values)


def judge_printed(
    bicep: Bicep, path: Path, main: Path, values: dict[str, Any] | None = None
) -> Verdict:
    """Compile what was printed, and compare what the engine makes of it and of the template."""
    try:
        verdict = Verdict(bicep.compile(main))
    except RefusedError as error:
        return Verdict(crash=str(error))
    if verdict.compiled.text is None:
        return verdict
    template = read_document(path).value
    if values is None:
        values = values_for(template, path)
    level = level_of(next((v for k, v in template.items() if k.lower() == "$schema"), None))
    try:
        before = bicep.expand(template, values, level, main.parent)
    except RefusedError as error:
        verdict.refused = str(error)
        return verdict
    try:
        after = bicep.expand(verdict.compiled.json, values, level, main.parent)
    except RefusedError as error:
        verdict.different = [f"the engine refuses only what was recompiled: {error}"]
        return verdict
    verdict.different = list(differences(before, after))
    return verdict


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Yield what two expansions deploy differently."""
    left, right = by_name(before), by_name(after)
    for key in sorted(left.keys() | right.keys()):
        for one, other in zip(left.get(key, []), right.get(key, []), strict=False):
            for name in sorted(one.keys() | other.keys()):
                if worded(name, one) != worded(name, other):
                    yield f"{key} {name}: {one.get(name)} and {other.get(name)}"
        if (one := len(left.get(key, []))) != (other := len(right.get(key, []))):
            yield f"{key}: {one} times before, {other} times after"
    left, right = outputs(before), outputs(after)
    for name in sorted(left.keys() | right.keys()):
        if left.get(name) != right.get(name):
            yield f"output {name}: {left.get(name)} and {right.get(name)}"


def by_name(expansion: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in expansion["predictedResources"]:
        kind, name = as_extension(resource["type"].lower(), resource.get("name"))
        own = plain({**resource, "type": kind.lower(), "name": name})
        own["name"] = str(own["name"]).lower()  # as Azure compares names
        found.setdefault(f"{own['type']} {own['name']}", []).append(own)
    return {key: sorted(listed, key=json.dumps) for key, listed in found.items()}


def outputs(expansion: dict[str, Any]) -> dict[str, Any]:
    """Return the outputs by their names as far as Bicep can say them."""
    found = expansion.get("outputs") or {}
    return {re.sub(r"\W", "_", name).lower(): plain(value) for name, value in found.items()}
