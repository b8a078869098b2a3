"""From a template to a spec that renders to the same scale set: the pipeline on one screen."""

from __future__ import annotations

import tempfile
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import InvalidInput, Severity, TemplateError, path_of_pointer
from generator.files.writing import write_together
from generator.importing.draft import Draft
from generator.importing.keys import with_keys
from generator.importing.network import with_network
from generator.importing.remainder import SAME, Remainder
from generator.importing.source import expanded, mistake
from generator.importing.values import as_raw, at, declared, parameters_inside
from generator.language.documents.source import read_json
from generator.lazy import dataclass, field, regex
from generator.rendering.artifacts import artifacts
from generator.rendering.compose import compose
from generator.rendering.options import RenderOptions
from generator.rendering.render import read_spec, render
from generator.rollout.defaults import defaults_of
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from generator.rollout.side import resources_of

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.importing.source import Original
    from generator.rendering.compose import Composition
    from generator.rollout.side import PlannedResource, Side

SPEC = "scaleset.yaml"
_WORDS = regex(r"[A-Za-z0-9]+")
_MOST_DROPPED = 40
_RENDERED = {"location", "vmSize", "instanceCount", "adminUsername"}
"""Parameters that a rendered template always has."""
_WHOLE = {"object", "array", "secureobject"}
_APART = {"provisionAfterExtensions", "settings", "typeHandlerVersion", "autoUpgradeMinorVersion",
          "enableAutomaticUpgrade", "suppressFailures"}  # fmt: skip
"""Of a custom script: what `raw` may say, as what runs is the same."""


@dataclass(slots=True)
class Imported:
    """A spec that was made of a template: files by name, and what is to be said of it.

    `differences` are the changes that deploying what it renders to would still make; `refused` is
    what keeps it from being rendered; `hidden` are secrets that are parameters now.
    """

    name: str
    files: dict[str, str]
    differences: list[str] = field(default_factory=list)
    refused: list[Diagnostic] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def import_spec(source: Original, heading: str) -> Imported:
    """Return the spec of a scale set; raises InvalidInput where it has none."""
    with tempfile.TemporaryDirectory() as folder:
        work = _Work(source, heading, Path(folder))
        draft = work.made()
        refused = work.with_own_version(draft)
        files = {SPEC: draft.text(heading), **draft.files}
        differences = work.differences(draft)
        used = declared(draft.keys) | parameters_inside(draft.keys.get("raw", {}))
        hidden = [f"{place} ({name})" for name, place in source.hidden.items() if name in used]
        return Imported(draft.keys["name"], files, differences, refused, hidden, source.left_out)


@dataclass(slots=True)
class _Work:
    """The making of a spec in a folder of its own; `plain` are extensions kept as they are."""

    source: Original
    heading: str
    folder: Path
    plain: set[str] = field(default_factory=set)

    def made(self) -> Draft:
        """Return the whole spec, with keys for ports and network where that leaves less to raw."""
        plain = self._made(Draft())
        draft = Draft()
        if not with_network(draft, self.source):
            return plain
        try:
            found = self._made(draft)
        except InvalidInput:
            return plain
        return found if len(found.text("")) < len(plain.text("")) else plain

    def _made(self, draft: Draft) -> Draft:
        """Return the whole spec, made of what a draft has already."""
        begun = deepcopy(draft.keys)
        with_keys(draft, self.source, self.plain)
        composition = self._settled(draft)
        raw = self._rest(composition)
        again = _changed_scripts(raw.get("scaleSet"), draft) - self.plain
        if again:
            self.plain |= again
            return self._made(Draft(begun))
        if raw:
            draft.keys["raw"] = raw
            draft.say("raw", "What the template has and a spec has no key for.")
        self._declare(draft)
        self._settled(draft)
        return draft

    def refused(self, draft: Draft) -> list[Diagnostic]:
        """Return the findings of what a draft renders to, where one of them is an error."""
        self._settled(draft)
        found = render(self.folder / SPEC, RenderOptions(bicep=False))
        return found.findings if found.failed else []

    def with_own_version(self, draft: Draft) -> list[Diagnostic]:
        """Keep the API version of the template where that brings no error; return the findings.

        A newer one has other defaults for what the template leaves out.
        """
        version = self.source.scale_set.body.get("apiVersion")
        if self.source.place or not isinstance(version, str):
            return self.refused(draft)
        raw = draft.keys.setdefault("raw", {})
        kept = raw.get("scaleSet")
        raw["scaleSet"] = {"apiVersion": version, **(kept or {})}
        with_own = self.refused(draft)
        if not _errors(with_own):
            return with_own
        own = raw["scaleSet"]
        raw["scaleSet"] = kept
        if kept is None:
            del raw["scaleSet"]
        refused = self.refused(draft)
        if _errors(with_own) <= _errors(refused):
            raw["scaleSet"] = own
            return with_own
        draft.say("raw", f"The template has API version {version}: newer ones have other defaults.")
        return self.refused(draft)  # anew, as the comment moves the lines

    def differences(self, draft: Draft) -> list[str]:
        """Return the paths of what would change if what the spec renders to were deployed."""
        side = self._side(self._settled(draft))
        found = plan(self.source.side, side, PlanOptions())
        return [
            f"{item.resource.short or item.resource.name}: {verdict.change.path}"
            for item in found.all_resources
            if item.old is not None and item.new is not None
            for verdict in item.verdicts
            if not (item.resource.is_scale_set and verdict.change.path == "apiVersion")
        ]

    def _settled(self, draft: Draft) -> Composition:
        """Compose what a draft says; a key that a spec cannot have so is left to `raw`."""
        for _ in range(_MOST_DROPPED):
            texts = {SPEC: draft.text(self.heading), **draft.files}
            write_together({self.folder / name: text for name, text in texts.items()})
            try:
                spec = read_spec(self.folder / SPEC, RenderOptions(bicep=False))
                return compose(spec)
            except InvalidInput as error:
                first = error.diagnostics[0]
                path = _path_of(draft, first)
                if not path or path[0] in {"version", "name", "os"} or not draft.drop(path):
                    message = f"no spec says this: {first.message}"
                    raise mistake(message, self.source.side.label) from None
            except TemplateError as error:
                raise mistake(str(error), self.source.side.label) from None
        raise mistake("no spec was found that says this", self.source.side.label)

    def _side(self, composition: Composition) -> Side:
        template, parameters = artifacts(composition)
        given = [parameters.text] if composition.parameters else []
        document = read_json(template.text, SPEC)
        side, _ = expanded(document, given, self.source.place, lenient=True)
        return side

    def _rest(self, composition: Composition) -> dict[str, Any]:
        """Return `raw`: what the composition lacks."""
        side = self._side(composition)
        base = next(item for item in resources_of(side).values() if item.is_scale_set)
        want = self.source.scale_set
        beside = {_key(item): item for item in self.source.beside}
        made_all = [item.as_json() for item in side.expansion.resources]
        gone = [item for item in made_all if _key(item) not in {want.key, *beside}]
        walk = Remainder(
            defaults_of(want.key[0], want.view()),
            tuple(str(item.get("id")).lower() for item in gone if item.get("id")),
            bool(self.source.place),
        )
        found = walk.of(_comparable(base), _comparable(want))
        scale_set: dict[str, Any] = {} if found is SAME else found
        waits = want.expanded.as_json().get("dependsOn") if want.expanded else None
        raw: dict[str, Any] = {}
        for symbol, made in zip(composition.symbols, made_all, strict=True):
            wanted = beside.pop(_key(made), None)
            if symbol == "scaleSet":
                own = [wait for wait in waits or [] if wait not in made.get("dependsOn", [])]
                raw["scaleSet"] = {**scale_set, **({"dependsOn": own} if own else {})}
            elif wanted is None:
                raw[symbol] = None
            else:
                walk.defaults = defaults_of(_key(made)[0], want.view())
                differs = walk.of(_without_id(made), _without_id(wanted))
                raw[symbol] = {} if differs is SAME else differs
        raw = {symbol: item for symbol, item in raw.items() if item != {}}
        for new in beside.values():
            raw[_symbol(new, raw, composition.symbols)] = new
        made_raw: dict[str, Any] = as_raw(raw)
        return made_raw

    def _declare(self, draft: Draft) -> None:
        """Declare the parameters that expressions in `raw` use, and nothing else does."""
        known = {name.lower() for name in declared(draft.keys) | _RENDERED}
        used = parameters_inside(draft.keys.get("raw", {}))
        kinds = {name.lower(): kind for name, kind in self.source.kinds.items()}
        missing = [name for name in sorted(used) if name.lower() not in known]
        if whole := [name for name in missing if kinds.get(name.lower()) in _WHOLE]:
            raise mistake(
                f"the parameters {', '.join(whole)} are objects or arrays, which no spec has: "
                "give their values with -p",
                self.source.side.label,
            )
        listed = [_declaration(name, kinds.get(name.lower(), "string")) for name in missing]
        if listed:
            draft.keys["parameters"] = listed


def _errors(found: list[Diagnostic]) -> set[str]:
    return {item.message for item in found if item.severity is Severity.ERROR}


def _declaration(name: str, kind: str) -> dict[str, str]:
    if kind == "securestring":
        return {"secret": name}
    return {"parameter": name} if kind == "string" else {"parameter": name, "type": kind}


def _comparable(item: PlannedResource) -> dict[str, Any]:
    body = {key: value for key, value in item.body.items() if key not in {"apiVersion", "copy"}}
    return {"name": item.name, **body}


def _changed_scripts(raw: Any, draft: Draft) -> set[str]:
    """Return the custom scripts of a draft that would not run what those of the set run."""
    mine = {
        step["customScript"]["name"]
        for step in draft.keys.get("deliver", [])
        if "customScript" in step
    }
    listed = raw or {}
    for step in ("properties", "virtualMachineProfile", "extensionProfile", "extensions"):
        listed = listed.get(step, {}) if isinstance(listed, dict) else {}
    found: set[str] = set()
    for item in listed if isinstance(listed, list) else []:
        properties = at(item, "properties")
        if isinstance(properties, dict) and (
            set(properties) - _APART or properties.get("settings")
        ):
            found |= {str(at(item, "name"))} & mine
    return found


def _path_of(draft: Draft, found: Diagnostic) -> tuple[str | int, ...]:
    """Return the key of a draft that a mistake stands at: of a step its file, or what it sets."""
    file = Path(found.path).name
    for index, step in enumerate(draft.keys.get("deliver", [])):
        if file in draft.files and any(f"./{file}" in item.values() for item in step.values()):
            return ("deliver", index)
    path = path_of_pointer(found.pointer)
    if path[:1] != ("deliver",):
        return path
    return path[:4] if path[3:4] in {("settings",), ("protectedSettings",)} else path[:2]


def _key(item: dict[str, Any]) -> tuple[str, str]:
    return str(item.get("type")).lower(), str(item.get("name")).lower()


def _without_id(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "id"}


def _symbol(item: dict[str, Any], taken: dict[str, Any], rendered: list[str]) -> str:
    """Return a name for a resource that stands in `raw`: of its name, else of its type."""
    name, kind = str(item.get("name")), str(item.get("type"))
    text = kind.rpartition("/")[2] if name.startswith("[") else name
    words: list[str] = _WORDS.findall(text) or ["resource"]
    first, *rest = words
    made = first[:1].lower() + first[1:] + "".join(part[:1].upper() + part[1:] for part in rest)
    symbol, number = made, 2
    while symbol in taken or symbol in rendered:
        symbol, number = f"{made}{number}", number + 1
    return symbol
