"""Real templates as if they named versions of today: do their schemas find more, and rightly so?

What was deployed for real is years older than the releases of the SDK with models of a new kind.
"""

from __future__ import annotations

import copy
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Severity, json_pointer
from generator.language.template import Template
from generator.resources.schema import resource_schema
from generator.validation.resources.check import resource_problems
from tests.support.corpus_templates import (
    documents,
    needs_corpus,
    property_of,
    resources,
    version_of,
)

if TYPE_CHECKING:
    from generator.language.documents.source import Document

pytestmark = needs_corpus

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
    """Return the newest version that is no preview."""
    schema = resource_schema(kind)
    assert schema is not None
    return [version for version in schema.versions if len(version) == 10][-1]


MORE = {
    ("microsoft.storage/storageaccounts", "accountType"): 71,  # what sku and kind were in 2015
    ("microsoft.storage/storageaccounts", "sku"): 71,
    ("microsoft.compute/availabilitysets", "managed"): 2,  # of a preview; a sku later
    # The rest is exported, and was not yet known as read-only in its time.
    ("microsoft.network/networkinterfaces", "primary"): 2,
    ("microsoft.network/networksecuritygroups", "provisioningState"): 4,
    ("microsoft.network/networksecuritygroups", "etag"): 1,
    ("microsoft.network/loadbalancers", "loadBalancingRules"): 1,
}
"""What is found on newer versions only, by type and property, how often, and why that is right."""


def found_in(document: Document, value: dict) -> set[tuple[str, str, str]]:
    """Return type, pointer and property of whatever is more than a remark on a template."""
    whole = Template(value)
    found = set()
    for part in (whole, *whole.nested()):
        kinds = {json_pointer(item.node.path): item.type for item in part.resources()}
        for item in (problem.diagnostic(document) for problem in resource_problems(part)):
            if item.severity is not Severity.INFO:
                around = max((p for p in kinds if f"{item.pointer}/".startswith(f"{p}/")), key=len)
                found.add((kinds[around], item.pointer, property_of(item)))
    return found


def as_if_of(value: dict, chosen: dict[str, str]) -> tuple[dict, int]:
    """Return a template with other versions of the chosen types, and how many resources changed."""
    changed, count = copy.deepcopy(value), 0
    for _, resource in resources(changed):
        if resource.type in chosen and version_of(resource)[:1].isdigit():
            key = next(key for key in resource.node.value if key.lower() == "apiversion")
            resource.node.value[key] = chosen[resource.type]
            count += 1
    return changed, count


@pytest.mark.parametrize("which", ["first", "newest"])
def test_newer_versions_find_the_explained_differences_only(which):
    chosen = FIRST if which == "first" else {kind: newest(kind) for kind in FIRST}
    count, more = 0, Counter()
    for _, document in documents("quickstarts"):
        changed, changes = as_if_of(document.value, chosen)
        before = found_in(document, document.value)
        count += changes
        more.update((kind, name) for kind, _, name in found_in(document, changed) - before)
    assert more == MORE
    assert count > 2200
