"""What the schemas of resources find in templates that were deployed for real.

An error there is a false alarm until shown otherwise, so each stands in a list with a verdict.
"""

from __future__ import annotations

import copy
import os
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from generator.validation.resources.check import resource_problems
from generator.validation.resources.schema import covered_types, resource_schema

from generator.diagnostics import InvalidInput, Severity, json_pointer
from generator.language.source import Document, read_document
from generator.language.template import Resource, Template
from generator.validation.batch import validate_files
from generator.validation.lint import TEMPLATE, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic

CORPUS = Path(os.environ.get("SCALESET_CORPUS", ROOT.parent / "shared" / "corpus"))
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}; set SCALESET_CORPUS"
)

RULES = {"TPL014", "TPL030", "TPL031", "TPL032", "TPL033", "TPL034", "TPL035", "API004"}
"""What the schemas find; that a version is not known is another matter."""

SCALE_SET = "microsoft.compute/virtualmachinescalesets"


@lru_cache(maxsize=2)
def documents(folder: str) -> tuple[tuple[str, Document], ...]:
    """Read the templates of a folder: name and document."""
    found = []
    for path in sorted((CORPUS / folder).rglob("*.json")):
        try:
            document = read_document(path)
        except InvalidInput:
            continue
        if kind_of(document.value) == TEMPLATE:
            found.append((path.relative_to(CORPUS / folder).as_posix(), document))
    return tuple(found)


def resources(value: dict) -> Iterator[tuple[Template, Resource]]:
    """Go through the resources of a template and of those nested in it."""
    whole = Template(value)
    for part in (whole, *whole.nested()):
        for resource in part.resources():
            yield part, resource


def versions() -> dict[str, list[str]]:
    """Give the versions that have a schema, by type in lower case."""
    return {schema.type.lower(): schema.versions for schema in covered_types()}


def version_of(resource: Resource) -> str:
    """Give the version that a resource names; the expression where it is one."""
    return resource.at("apiVersion").text() or "none"


NOT_COVERED = {
    # No release of the SDK has these versions; the next newer one is taken, and errors are doubts.
    ("microsoft.insights/autoscalesettings", "2014-04-01"),
    ("microsoft.network/applicationgateways", "2016-03-30"),
    ("microsoft.network/loadbalancers", "2016-03-30"),
    ("microsoft.network/loadbalancers", "2017-04-01"),
    ("microsoft.network/networksecuritygroups", "2016-06-01"),
    ("microsoft.network/publicipaddresses", "2016-03-30"),
    ("microsoft.network/publicipaddresses", "2017-04-01"),
    ("microsoft.network/virtualnetworks", "2016-03-30"),
    ("microsoft.network/virtualnetworks", "2017-04-01"),
}
OTHER_TYPES = {
    "microsoft.cache/redis",
    "microsoft.dbformysql/servers",
    "microsoft.dbformysql/servers/firewallrules",
    "microsoft.resources/deployments",
    "microsoft.servicefabric/clusters",
    "microsoft.sql/servers",
    "microsoft.sql/servers/databases",
    "microsoft.sql/servers/firewallrules",
    "microsoft.storage/storageaccounts/fileservices/shares",
}
"""What stands beside scale sets and has no schema here."""


def test_what_stands_beside_scale_sets_is_covered_but_for_the_listed():
    known = versions()
    used = set()
    for _, document in documents("quickstarts"):
        found = [resource for _, resource in resources(document.value)]
        if any(resource.type.startswith(SCALE_SET) for resource in found):
            used |= {(resource.type, version_of(resource)) for resource in found}
    fixed = {pair for pair in used if pair[1][:1].isdigit()}
    assert len(fixed) > 70
    missing = {pair for pair in fixed if pair[1] not in known.get(pair[0], ())}
    assert {pair for pair in missing if pair[0] in known} == NOT_COVERED
    assert {kind for kind, _ in missing if kind not in known} == OTHER_TYPES


DEFECTS = {
    "the security group is not attached: it goes to the interface, not to its configuration": {
        "IaaS-Story/11-MultiNIC/azuredeploy.json",
        "IaaS-Story/11-MultiNIC/prerequisites.json",
        "elasticsearch-jmeter/azuredeploy.json",
        "lap-neo4j-ubuntu/nested/lanplap-resources.json",
        "website-cluster-centos/nested/lb-resources.json",
        "website-cluster-centos/nested/mysqlMaster-resources.json",
        "website-cluster-centos/nested/mysqlSlave-resources.json",
        "website-cluster-centos/nested/redisMaster-resources.json",
        "website-cluster-centos/nested/redisSlave-resources.json",
        "website-cluster-centos/nested/web-resources.json",
    },
    "endpoints are of the classic deployment model: no port is opened": {
        "kafka-on-ubuntu/jumpbox-resources-enabled.json",
        "spark-ubuntu-multidisks/jumpbox-resources.json",
    },
    "an account of this version needs a sku; 'accountType' is of the versions before it": {
        "201-encrypt-vmss-windows-jumpbox/azuredeploy.json",
    },
}
"""True ones: Azure refuses the resource, or drops what its author relies on."""

UNCLEAR = {
    "the rules of a gateway are repeated where they lead to; dropped, probably without harm": {
        "301-multi-tier-loadbalancing/azuredeploy.json",
        "application-gateway-demo-setup/azuredeploy.json",
    },
    "a variable has strayed into a resource; Azure has refused such members at times": {
        "splunk-on-ubuntu/nested/splunk-2disk-resources-loop.json",
    },
    "a profile of autoscale without rules, which the API requires and may yet do without": {
        "lansa-vmss-windows-autoscale-sql-database/azuredeploy.json",
    },
}
"""Where only a deployment could tell."""


@lru_cache(maxsize=2)
def errors(folder: str) -> tuple[Diagnostic, ...]:
    """Give the errors of the schemas in what a user sees of a folder."""
    found = validate_files([CORPUS / folder]).findings
    return tuple(i for i in found if i.severity is Severity.ERROR and i.rule in RULES)


def test_every_error_in_the_quickstarts_has_a_verdict():
    found = {
        Path(i.path).relative_to(CORPUS / "quickstarts").as_posix() for i in errors("quickstarts")
    }
    listed = [name for names in (DEFECTS | UNCLEAR).values() for name in names]
    assert found == set(listed)
    assert len(listed) == len(found)


def test_at_most_one_resource_of_a_hundred_has_an_error():
    known = versions()
    exact = sum(
        version_of(resource) in known.get(resource.type, ())
        for _, document in documents("quickstarts")
        for _, resource in resources(document.value)
    )
    assert exact > 2500
    wrong = {(i.path, tuple(i.pointer.split("/")[:3])) for i in errors("quickstarts")}
    assert len(wrong) <= exact / 100


def test_compiled_modules_have_nothing_that_a_schema_finds():
    found = [i for i in validate_files([CORPUS / "verified-modules"]).findings if i.rule in RULES]
    assert [(i.path, i.message) for i in found] == []


FIRST = {
    "microsoft.compute/virtualmachinescalesets": "2025-11-01",
    "microsoft.compute/virtualmachines": "2025-11-01",
    "microsoft.compute/virtualmachines/extensions": "2025-11-01",
    "microsoft.compute/availabilitysets": "2025-11-01",
    "microsoft.compute/images": "2025-11-01",
    "microsoft.compute/disks": "2026-03-02",
    "microsoft.network/virtualnetworks": "2025-07-01",
    "microsoft.network/loadbalancers": "2025-07-01",
    "microsoft.network/publicipaddresses": "2025-07-01",
    "microsoft.network/networksecuritygroups": "2025-07-01",
    "microsoft.network/networkinterfaces": "2025-07-01",
    "microsoft.network/applicationgateways": "2025-07-01",
    "microsoft.storage/storageaccounts": "2025-08-01",
    "microsoft.keyvault/vaults": "2025-05-01",
}
"""The first versions that come from releases generated from TypeSpec, whose models are others."""


def newest(kind: str) -> str:
    """Give the newest version that is no preview."""
    schema = resource_schema(kind)
    assert schema is not None
    return [version for version in schema.versions if len(version) == 10][-1]


MORE = {
    ("microsoft.storage/storageaccounts", "accountType"): "what sku and kind were in 2015",
    ("microsoft.storage/storageaccounts", "sku"): "what accountType was in 2015",
    ("microsoft.compute/availabilitysets", "managed"): "of a preview; a sku later",
    ("microsoft.network/networkinterfaces", "primary"): "exported; of the configurations now",
    ("microsoft.network/networkinterfaces", "provisioningState"): "exported",
    ("microsoft.network/virtualnetworks", "provisioningState"): "exported",
    ("microsoft.network/virtualnetworks", "etag"): "exported",
}
"""What is found on newer versions only, by type and property, and why that is right."""


def found_in(document: Document, value: dict) -> set[tuple[str, str, str]]:
    """Give type, pointer and property of whatever is more than a remark on a template."""
    whole = Template(value)
    found = set()
    for part in (whole, *whole.nested()):
        kinds = {json_pointer(item.node.path): item.type for item in part.resources()}
        for item in (problem.diagnostic(document) for problem in resource_problems(part)):
            if item.severity is not Severity.INFO:
                missing = re.search(r"has no '(\w+)'", item.message)
                name = missing[1] if missing else item.pointer.rsplit("/", 1)[-1]
                around = max((p for p in kinds if f"{item.pointer}/".startswith(f"{p}/")), key=len)
                found.add((kinds[around], item.pointer, name))
    return found


def as_if_of(value: dict, chosen: dict[str, str]) -> tuple[dict, int]:
    """Give a template with other versions of the chosen types, and how many resources have one."""
    changed, count = copy.deepcopy(value), 0
    for _, resource in resources(changed):
        if resource.type in chosen and version_of(resource)[:1].isdigit():
            key = next(key for key in resource.node.value if key.lower() == "apiversion")
            resource.node.value[key] = chosen[resource.type]
            count += 1
    return changed, count


@pytest.mark.parametrize(
    "chosen", [FIRST, {kind: newest(kind) for kind in FIRST}], ids=["first", "newest"]
)
def test_newer_versions_find_the_explained_differences_only(chosen):
    count, more = 0, Counter()
    for _, document in documents("quickstarts"):
        changed, changes = as_if_of(document.value, chosen)
        before = found_in(document, document.value)
        count += changes
        more.update((kind, name) for kind, _, name in found_in(document, changed) - before)
    assert more.keys() == MORE.keys()
    assert more["microsoft.storage/storageaccounts", "accountType"] == 71
    assert count > 2200
