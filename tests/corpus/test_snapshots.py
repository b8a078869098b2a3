"""The resources that the engine of Azure deployments expands from real templates, and ours.

The recorded answers are those of `bicep/getSnapshot` (Bicep CLI 0.49.2) for the templates of the
corpus, with values for their parameters. What that command cannot show is no difference: it lists
no deployments and no dependsOn, leaves environment() open, puts what the template itself says of a
resource in for reference(), and follows no link.
"""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest

from generator.diagnostics import Severity
from generator.language.documents.source import read_document, read_json
from generator.language.expansion.expand import expand
from generator.language.expressions.context import Context
from generator.language.parameters.inputs import Given
from generator.validation.document import validate_document
from tests.support.workspace import CORPUS

RECORDED = CORPUS.parent / "truth" / "engine" / "snapshots.json.gz"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not RECORDED.is_file(), reason=f"no recorded answers at {RECORDED}"),
]

NO_CONDITION = (
    "the made-up value of a condition is a text: snapshot takes it, a deployment refuses it"
)
DIFFERENT = {
    "quickstarts/moodle-scalable-cluster-ubuntu/nested/network.json": NO_CONDITION,
}
"""Why the two differ, by template."""

OF_SCHEMAS = {"TPL014", "TPL030", "TPL031", "TPL032", "TPL034"}
"""The values are made up, and the schemas of the resources know better."""

_DEPLOYMENT = "microsoft.resources/deployments"
_LATE = re.compile(r"\b(reference|list\w*|newGuid|utcNow)\(", re.IGNORECASE)
_PLAIN = {"securestring": "string", "secureobject": "object"}
_NOT_SHOWN = {"dependson", "import", "metadata", "scope"}


def plain(value: Any) -> Any:
    """Return a template whose secure types are plain: snapshot keeps what they hold."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _PLAIN.get(str(item).lower(), item)
        if key.lower() == "type" and isinstance(item, str)
        else plain(item)
        for key, item in value.items()
    }


def can_be_given(template: dict) -> bool:
    """Whether a .bicepparam file, through which snapshot is asked, can name every parameter."""
    declared = next((v for k, v in template.items() if k.lower() == "parameters"), None) or {}
    return all(re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name) for name in declared)


def expanded(template: dict, record: dict) -> list[dict]:
    document = read_json(json.dumps(plain(template)), "main.json")
    given = {name.lower(): Given(name, value) for name, value in record["values"].items()}
    context = Context(level=record["level"], deployment="main")
    made = expand(document, given, context).as_json()["resources"]
    return [item for item in made if str(item["type"]).lower() != _DEPLOYMENT]


def paired(engine: list[dict], ours: list[dict]) -> tuple[list[tuple[dict, dict]], list, list]:
    """Pair resources of one type and id; where the id is open, those of one type that fit best."""
    pairs, missing, left = [], [], list(ours)
    for one in sorted(engine, key=lambda item: is_open(item["id"])):
        kind, name = one["type"].lower(), one["id"].lower()
        same = [item for item in left if item["type"].lower() == kind]
        if not is_open(name):
            same = [item for item in same if item["id"].lower() == name]
        if not same:
            missing.append(one["id"])
            continue
        best = min(same, key=lambda item: len(differences(one, item)))
        left.remove(best)
        pairs.append((one, best))
    return pairs, missing, [item["id"] for item in left]


def is_open(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("[") and value.endswith("]")


def differences(engine: Any, ours: Any, path: str = "") -> list[str]:
    """Return the paths at which two values differ."""
    if isinstance(ours, str) and ours.startswith("[["):
        ours = ours[1:]
        return [] if engine == ours or is_open(engine) else [path]
    if is_open(ours):
        same = is_open(engine) or _LATE.search(ours)  # snapshot has put a property in
        return [] if same else [path]
    if is_open(engine):
        return [] if "environment()" in engine else [path]
    if isinstance(engine, dict) and isinstance(ours, dict):
        return _of_objects(engine, ours, path)
    if isinstance(engine, list) and isinstance(ours, list) and len(engine) == len(ours):
        pairs = enumerate(zip(engine, ours, strict=True))
        return [wrong for at, pair in pairs for wrong in differences(*pair, f"{path}/{at}")]
    return [] if type(engine) is type(ours) and engine == ours else [path]


def _of_objects(engine: dict, ours: dict, path: str) -> list[str]:
    one = {key.lower(): value for key, value in engine.items()}
    other = {key.lower(): value for key, value in ours.items()}
    if not path:
        for names in (one, other):
            for name in _NOT_SHOWN & names.keys():
                del names[name]
    found = [f"{path}/{key}" for key in one.keys() ^ other.keys()]
    for key in one.keys() & other.keys():
        if key not in {"id", "name"} or path:
            found += differences(one[key], other[key], f"{path}/{key}")
    return found


def wrong(record: dict) -> list[str]:
    """Report what differs for a template, but for what snapshot cannot show."""
    template = read_document(CORPUS / record["path"]).value
    if not can_be_given(template):
        return []
    pairs, missing, extra = paired(record["engine"], expanded(template, record))
    found = [f"{name} is missing" for name in missing]
    if not record.get("diagnostics"):  # else snapshot could not open a nested deployment
        found += [f"{name} is too much" for name in extra]
    return found + [f"{one['id']}: {path}" for one, two in pairs for path in differences(one, two)]


def recorded() -> list[dict]:
    with gzip.open(RECORDED, "rt", encoding="utf-8") as file:
        found: list[dict] = json.load(file)
    return found


def test_real_templates_expand_to_what_the_engine_makes_of_them():
    found = {record["path"]: wrong(record) for record in recorded()}
    assert len(found) > 900
    assert {path for path, said in found.items() if said} == DIFFERENT.keys(), found


def test_verified_modules_have_no_error_of_the_language_with_values_either():
    found = {}
    for record in recorded():
        if not record["path"].startswith("verified-modules/"):
            continue
        document = read_document(CORPUS / record["path"])
        given = {name.lower(): Given(name, value) for name, value in record["values"].items()}
        found[record["path"]] = [
            f"{item.rule} {item.pointer} {item.message}"
            for item in validate_document(document, given)
            if item.severity is Severity.ERROR
            and item.rule.startswith(("TPL", "PAR", "REF"))
            and item.rule not in OF_SCHEMAS
            and item.rule != "REF080"  # the values are made up: no id of them is of its type
        ]
    assert len(found) > 70
    assert {path: said for path, said in found.items() if said} == {}
