"""Which specs the arguments of a command name, and where the files of each go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.arguments import walked
from generator.files.reading import read_bytes
from generator.language.documents.kind import PARAMETERS, TEMPLATE, kind_of
from generator.language.documents.source import decode
from generator.lazy import dataclass
from generator.wording.commands import path_for_bash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

SPECS = ("scaleset.yaml", "scaleset.yml", "scaleset.json")
TEMPLATES = ("azuredeploy.json", "mainTemplate.json", "main.json", "template.json")
"""The files that a folder stands for, the first that is there."""
_KEYS = {"name", "os", "size"}
_ENDINGS = tuple(f".{name}" for name in SPECS)


@dataclass(frozen=True, slots=True)
class Target:
    """A spec and the folder for its files."""

    spec: Path
    folder: Path


def find_specs(
    arguments: list[Path],
    *,
    if_any: bool = False,
    excludes: Callable[[Path], bool] = lambda _: False,
) -> list[Path]:
    """Return the specs that are named, or found in named folders, each once, sorted by path.

    What `excludes` says is skipped in folders. Raises InvalidInput where an argument does not
    exist or, but `if_any`, a folder holds no spec.
    """
    found: dict[Path, Path] = {}
    mistakes: list[Diagnostic] = []
    for argument in arguments:
        specs = [argument]
        if argument.is_dir():
            specs = [spec for spec in specs_below(argument) if not excludes(spec)]
        if argument.is_dir() and not specs and not if_any:
            message = "no scaleset.yaml in this folder or below; 'scaleset init' writes one"
            mistakes.append(_mistake(argument, message))
        else:
            mistakes += no_spec(argument)
        for spec in specs:
            found.setdefault(spec.absolute(), spec)
    if mistakes:
        raise InvalidInput(mistakes)
    return sorted(found.values(), key=lambda spec: spec.as_posix())


def is_spec(path: Path) -> bool:
    """Whether a file is a spec, by its name or by what is in it."""
    if is_name_of_spec(path.name):
        return _is_there(path)
    if path.suffix.lower() not in {".yaml", ".yml", ".json"} or not path.is_file():
        return False
    return _has_keys(path) and looks_like_a_spec(_value(path))


def _has_keys(path: Path) -> bool:
    """Whether a text has keys of a spec: most JSON has none, and is not taken apart here."""
    quote = '"' if path.suffix.lower() == ".json" else ""
    try:
        text = decode(read_bytes(path), path.as_posix())
    except (InvalidInput, OSError):
        return False
    return sum(f"{quote}{name}{quote}" in text for name in _KEYS) > 1


def is_name_of_spec(name: str) -> bool:
    """Whether a file of this name is one; .scaleset.yaml was the name of the configuration."""
    return name in SPECS or (name.endswith(_ENDINGS) and not name.startswith("."))


def looks_like_a_spec(value: Any) -> bool:
    """Whether a value has keys of a spec, and is nothing that Azure takes."""
    keys = value.keys() if isinstance(value, dict) and kind_of(value) is None else set()
    return len(_KEYS & keys) > 1


def no_template(path: Path, value: Any, otherwise: str = "this is no deployment template") -> str:
    """Describe what a file is that was meant to be a template, and what takes it."""
    if looks_like_a_spec(value):
        return f"this is a spec; {_named('render', path)} writes its template"
    if kind_of(value) == PARAMETERS:
        return "this is a parameter file; name the template, and give this one with -p"
    if _is_deployed(value):
        return (
            "this is what Azure answers for a resource: 'plan --live' compares with it, and "
            "'az group export' writes a template"
        )
    return otherwise


def _is_deployed(value: Any) -> bool:
    """Whether a value is a resource as `az ... show` prints it, or a list of such."""
    if isinstance(value, dict) and isinstance(value.get("value"), list):
        value = value["value"]  # of a request to the REST API
    one = value[0] if isinstance(value, list) and value else value
    name = one.get("id") if isinstance(one, dict) else None
    return isinstance(name, str) and name.lower().startswith("/subscriptions/")


def _named(command: str, path: Path) -> str:
    """Return a command to copy, in quotes where it has none."""
    line = f"scaleset {command} {path_for_bash(path)}"
    return line if "'" in line else f"'{line}'"


def no_spec(path: Path) -> Iterator[Diagnostic]:
    """Yield what is wrong with a file that is named as a spec, and what it is."""
    if not (path.is_symlink() or path.exists()):
        yield _mistake(path, "no such file or folder")
        return
    kind = kind_of(_value(path)) if path.is_file() and path.suffix.lower() == ".json" else None
    if kind is not None:
        what = "a template" if kind == TEMPLATE else "a parameter file"
        checked = f"{_named('validate', path)} checks it"
        yield _mistake(path, f"this is {what}, and no spec; {checked}")


def _value(path: Path) -> Any:
    from generator.language.documents.source import read_document

    try:
        return read_document(path).value
    except InvalidInput:
        return None


def inside(folder: Path, names: Iterable[str]) -> Path | None:
    """Return the file of a folder that is meant by it; None where there is none."""
    return next((folder / name for name in names if _is_there(folder / name)), None)


def named_file(path: Path, names: Sequence[str]) -> Path:
    """Return a file that is named, be it by its folder.

    Raises InvalidInput where none of the names is in the folder.
    """
    found = inside(path, names) if path.is_dir() else path
    if found is None:
        message = f"none of {', '.join(names)} is in this folder: name the file"
        raise InvalidInput([Diagnostic("file", Severity.ERROR, message, path.as_posix())])
    return found


def _is_there(path: Path) -> bool:
    """Whether there is a file, or a link: where one leads is for the reader alone to see."""
    return path.is_symlink() or path.is_file()


def _mistake(path: Path, message: str) -> Diagnostic:
    return Diagnostic("file", Severity.ERROR, message, path.as_posix())


def specs_below(folder: Path, deepest: int | None = None) -> Iterator[Path]:
    """Yield the specs of a folder and of those below it, down to so many folders.

    What `image` wrote beside a spec is passed by.
    """
    for base, names in walked(folder, [], deepest, _is_baked):
        for name in names:
            if is_name_of_spec(name):
                yield base / name


def _is_baked(folder: Path, beside: list[str]) -> bool:
    """Whether `image` wrote a folder: its spec is that of the same set, so it has to be named."""
    is_written = folder.name == "image" and (folder / "imagetemplate.json").is_file()
    return is_written and any(map(is_name_of_spec, beside))


def targets(specs: list[Path], output_dir: Path | None) -> list[Target]:
    """Return each spec its folder: its own, or one below `output_dir`.

    Raises InvalidInput where two specs would write the same files.
    """
    placed = [Target(spec, _folder(spec, specs, output_dir)) for spec in specs]
    taken: dict[Path, Path] = {}
    mistakes = []
    for target in placed:
        key = target.folder.absolute()
        if key in taken:
            message = (
                f"{taken[key].as_posix()} writes its files into the same folder: "
                "put each spec into a folder of its own, or use --output-dir"
            )
            mistakes.append(_mistake(target.spec, message))
        taken.setdefault(key, target.spec)
    if mistakes:
        raise InvalidInput(mistakes)
    return placed


def _folder(spec: Path, specs: list[Path], output_dir: Path | None) -> Path:
    if output_dir is None:
        return spec.parent
    if len(specs) == 1:
        return output_dir
    common = os.path.commonpath([os.path.realpath(item.parent) for item in specs])
    below = output_dir / os.path.relpath(os.path.realpath(spec.parent), common)
    own_name = spec.name.split(".")[0]
    return below if own_name == "scaleset" else below / own_name
