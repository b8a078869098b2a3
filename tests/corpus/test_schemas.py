"""What the schemas of resources find in templates that were deployed for real.

An error there is a false alarm until shown otherwise, so each stands in a list with a verdict.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Severity, json_pointer
from generator.language.template import is_expression
from generator.resources.schema import covered_types, resource_schema
from generator.validation.batch import validate_files
from tests.support.corpus_templates import (
    CORPUS,
    documents,
    needs_corpus,
    property_of,
    resources,
    version_of,
)
from tests.support.literal_bicep import Literals

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic

pytestmark = needs_corpus

RULES = {"TPL014", "TPL030", "TPL031", "TPL032", "TPL033", "TPL034", "TPL035", "API004"}
"""What the schemas find; that a version is not known is another matter."""

SCALE_SET = "microsoft.compute/virtualmachinescalesets"


def versions() -> dict[str, list[str]]:
    """Return the versions that have a schema, by type in lower case."""
    return {schema.type.lower(): schema.versions for schema in covered_types()}


NOT_COVERED = {
    # No version of the API has ever been described under these dates; the next newer one is taken.
    ("microsoft.network/loadbalancers", "2017-04-01"),
    ("microsoft.network/publicipaddresses", "2017-04-01"),
    ("microsoft.network/virtualnetworks", "2017-04-01"),
    ("microsoft.resources/deployments", "2020-07-01"),
    ("microsoft.sql/servers", "2018-06-01-preview"),
    ("microsoft.sql/servers/databases", "2018-06-01-preview"),
    ("microsoft.sql/servers/firewallrules", "2018-06-01-preview"),
}


def test_what_stands_beside_scale_sets_is_covered_but_for_the_listed():
    known = versions()
    used = set()
    for _, document in documents("quickstarts"):
        found = [resource for _, resource in resources(document.value)]
        if any(resource.type.startswith(SCALE_SET) for resource in found):
            used |= {(resource.type, version_of(resource)) for resource in found}
    fixed = {pair for pair in used if pair[1][:1].isdigit()}
    assert len(fixed) > 60
    assert {pair for pair in fixed if pair[1] not in known.get(pair[0], ())} == NOT_COVERED


DEFECTS = {
    # Endpoints are of the classic deployment model: no port is opened.
    ("TPL014", "inputEndpoints"): {
        "kafka-on-ubuntu/jumpbox-resources-enabled.json",
        "spark-ubuntu-multidisks/jumpbox-resources.json",
    },
    # The protected settings stand inside of the public ones, and the handler knows no such setting.
    ("TPL014", "protectedSettings"): {"ansible-advancedlinux/azuredeploy.json"},
    # The account says its redundancy in the words of an older version.
    ("TPL030", "sku"): {"201-encrypt-vmss-windows-jumpbox/azuredeploy.json"},
}
"""True errors: Azure refuses the resource, or drops what its author relies on."""

UNCLEAR = {
    # A variable has strayed into a resource; Azure has refused such members at times
    # (microsoft/azure-pipelines-tasks, issue 14051).
    ("TPL014", "apiVersion "): {"spark-ubuntu-multidisks/datastore-8disk-resources.json"},
    ("TPL014", "singleQuote"): {"splunk-on-ubuntu/nested/splunk-2disk-resources-loop.json"},
    # Compute refuses members of a later version elsewhere (Azure/azure-sdk-for-net, issue 37855).
    ("API004", "forceUpdateTag"): {"201-vmss-win-iis-app-ssl/azuredeploy.json"},
    # A profile of autoscale without rules: a list that the API requires and may do without.
    ("TPL030", "rules"): {"lansa-vmss-windows-autoscale-sql-database/azuredeploy.json"},
}
"""Where only a deployment could tell."""


@lru_cache(maxsize=2)
def told(folder: str) -> tuple[Diagnostic, ...]:
    """Return what the schemas find in a folder."""
    return tuple(i for i in validate_files([CORPUS / folder]).findings if i.rule in RULES)


def errors(folder: str) -> list[Diagnostic]:
    """Return the errors of the schemas in what a user sees of a folder."""
    return [item for item in told(folder) if item.severity is Severity.ERROR]


def test_every_error_in_the_quickstarts_has_a_verdict():
    found: dict[tuple[str, str], set[str]] = {}
    for item in errors("quickstarts"):
        name = Path(item.path).relative_to(CORPUS / "quickstarts").as_posix()
        found.setdefault((item.rule, property_of(item)), set()).add(name)
    assert found == DEFECTS | UNCLEAR


def test_errors_are_about_reviewed_types_and_what_any_resource_has():
    found = {}
    for item in errors("quickstarts"):
        name = Path(item.path).relative_to(CORPUS / "quickstarts").as_posix()
        value, kind, deepest = dict(documents("quickstarts"))[name].value, "", ""
        for step in item.pointer.split("/")[1:]:
            if (
                isinstance(value, dict)
                and isinstance(value.get("type"), str)
                and "apiVersion" in value
            ):
                nested = value["type"].count("/") == 0 and kind
                kind, deepest = f"{kind}/{value['type']}" if nested else value["type"], step
            value = value[int(step)] if isinstance(value, list) else value.get(step)
        schema = resource_schema(kind)
        if deepest == "properties" and (schema is None or not schema.reviewed):
            found[name, item.pointer] = kind
    assert found == {}


def test_at_most_one_resource_of_a_hundred_has_an_error():
    known = versions()
    exact = sum(
        version_of(resource) in known.get(resource.type, ())
        for _, document in documents("quickstarts")
        for _, resource in resources(document.value)
    )
    assert exact > 2000
    wrong = {(i.path, tuple(i.pointer.split("/")[:3])) for i in errors("quickstarts")}
    assert len(wrong) <= exact / 100


def test_compiled_modules_have_nothing_that_a_schema_finds():
    assert [(item.path, item.message) for item in told("verified-modules")] == []


BEYOND_THE_COMPILER = {
    # The compiler has no type for the settings of a handler; these stand in the wrong section, and
    # the handler does not know the other.
    (
        "ansible-advancedlinux/azuredeploy.json",
        "/resources/7/properties/settings/protectedSettings",
    ),
    (
        "ansible-advancedlinux/azuredeploy.json",
        "/resources/10/properties/settings/protectedSettings",
    ),
    (
        "rds-deployment-ha-gateway/azuredeploy.json",
        "/resources/4/resources/1/properties/protectedSettings/Items",
    ),
    # The name 'web' decides what the resource has, and the compiler is shown no names here.
    (
        "201-logic-app-custom-api/azuredeploy.json",
        "/resources/1/resources/0/properties/siteAuthEnabled",
    ),
    (
        "201-logic-app-custom-api/azuredeploy.json",
        "/resources/1/resources/0/properties/siteAuthSettings",
    ),
}
"""Errors and warnings that the compiler does not give, with proof."""


def worse_than_notes() -> dict[str, set[str]]:
    """Return the places of errors and warnings, by the name of their template."""
    found: dict[str, set[str]] = {}
    for item in told("quickstarts"):
        name = Path(item.path).relative_to(CORPUS / "quickstarts").as_posix()
        if item.severity is not Severity.INFO and not is_open(name, item.pointer):
            found.setdefault(name, set()).add(item.pointer)
    return found


def is_open(name: str, pointer: str) -> bool:
    """Whether an expression stands at a place, so that the compiler must be asked in another way."""
    value = dict(documents("quickstarts"))[name].value
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return is_expression(value)


def begins(pointer: str, other: str) -> bool:
    """Whether a pointer leads to what another leads to, or into it."""
    return f"{pointer}/".startswith(f"{other}/")


@pytest.mark.compiler
def test_what_is_more_than_a_note_is_what_the_compiler_says_too(compiler, tmp_path):
    """Resources whose version is an expression are left out: the compiler has no type for them."""
    ours, printed = worse_than_notes(), Literals()
    assert sum(map(len, ours.values())) > 300
    for name, document in documents("quickstarts"):
        for _, resource in resources(document.value) if name in ours else ():
            version, own = version_of(resource), json_pointer(resource.node.path)
            if not version[:1].isdigit():
                ours[name] = {pointer for pointer in ours[name] if not begins(pointer, own)}
            elif any(begins(pointer, own) for pointer in ours[name]):
                place = (name, *resource.node.path)
                printed.resource(resource.type, version, resource.node.value, place)
    file = tmp_path / "main.bicep"
    file.write_text("\n".join(printed.lines), encoding="utf-8")
    told_of = (
        printed.places[item.line]
        for item in compiler.compile(file).diagnostics
        if item.code[:3] == "BCP"
    )
    theirs = {(name, json_pointer(tuple(path))) for name, *path in told_of}
    beyond = {
        (name, pointer)
        for name, pointers in ours.items()
        for pointer in pointers
        if not any(name == other and begins(pointer, place) for other, place in theirs)
    }
    assert beyond == BEYOND_THE_COMPILER
