"""What the schemas of resources find in templates that were deployed for real.

An error there is a false alarm until shown otherwise, so each stands in a list with a verdict.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.resources.schema import covered_types
from generator.validation.batch import validate_files
from tests.support.corpus_templates import (
    CORPUS,
    documents,
    needs_corpus,
    property_of,
    resources,
    version_of,
)

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
def errors(folder: str) -> tuple[Diagnostic, ...]:
    """Return the errors of the schemas in what a user sees of a folder."""
    found = validate_files([CORPUS / folder]).findings
    return tuple(i for i in found if i.severity is Severity.ERROR and i.rule in RULES)


def test_every_error_in_the_quickstarts_has_a_verdict():
    found: dict[tuple[str, str], set[str]] = {}
    for item in errors("quickstarts"):
        name = Path(item.path).relative_to(CORPUS / "quickstarts").as_posix()
        found.setdefault((item.rule, property_of(item)), set()).add(name)
    assert found == DEFECTS | UNCLEAR


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
    found = [i for i in validate_files([CORPUS / "verified-modules"]).findings if i.rule in RULES]
    assert [(i.path, i.message) for i in found] == []
