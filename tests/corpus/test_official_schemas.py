"""Our schemas of resources against the official ones: two ways from the same OpenAPI.

Left out on purpose: what can only be read (the official schemas do not have it), the bodies of
extensions (there a catalog kept by hand), and the files of 2015, which were written by hand.
What the comparison found to differ is listed with its reason; anything new is a mistake of the
build until shown otherwise.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from tests.support.official_schemas import official_pairs, official_view
from tests.support.schema_views import Comparison, compared, our_view
from tests.support.workspace import CORPUS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

OFFICIAL = CORPUS / "official-schemas"
OURS = ROOT / "schemas" / "resources"
pytestmark = pytest.mark.corpus

EXACT = {
    "microsoft.compute/virtualmachinescalesets": 28,
    "microsoft.compute/virtualmachines": 28,
    "microsoft.compute/images": 27,
}
"""The types that must be equal, and in how many versions they can be compared."""

STALE = "2018-10-01"
"""Our source has another state of this version of Microsoft.Network: more than the later ones."""


@lru_cache(maxsize=1)
def pairs() -> list[tuple[str, str, Path]]:
    """List type, version and official file of what can be compared."""
    return [
        (kind, version, path)
        for kind, version, path in official_pairs(OFFICIAL)
        if not version.startswith("2015") and (OURS / f"{kind}.json").is_file()
    ]


@lru_cache(maxsize=1)
def comparisons() -> dict[tuple[str, str], Comparison]:
    """Compare every pair of type and version that both sides have."""
    found = {}
    for kind, version, path in pairs():
        compact = json.loads((OURS / f"{kind}.json").read_text(encoding="utf-8"))
        if version in compact["versions"]:
            found[kind, version] = compared(our_view(compact, version), official_view(path, kind))
    return found


def differences(kind: str, *words: str) -> dict[tuple[str, str, str], list[str]]:
    """Return what differs in a type, with the versions; `words` are beginnings of the kinds."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for (of, version), comparison in comparisons().items():
        for item in sorted(comparison.differences) if of == kind else ():
            if item[0].startswith(words):
                found.setdefault(item, []).append(version)
    return found


def total(kind: str) -> Counter[str]:
    """Add up the counts of a type over its versions."""
    counts = (item.counts for (of, _), item in comparisons().items() if of == kind)
    return sum(counts, Counter())


def share(part: int, *rest: int) -> float:
    """Return a part of the whole; of nothing, everything agrees."""
    return part / (part + sum(rest)) if part + sum(rest) else 1.0


def test_every_version_that_can_be_compared_is_here():
    assert {(kind, version) for kind, version, _ in pairs()} - comparisons().keys() == set()
    counts = Counter(kind for kind, _ in comparisons())
    assert {kind: counts[kind] for kind in EXACT} == EXACT


@pytest.mark.parametrize("kind", EXACT)
def test_properties_values_types_and_bounds_of_compute_are_those_of_the_official_schema(kind):
    assert differences(kind, "property", "object", "values", "type", "bound official") == {}
    # Whatever was compared, it was not nothing.
    assert total(kind)["object equal"] > 300


REQUIRED_BY_US = {
    ("", "location"): "the official schemas leave to the template what every resource has",
}
REQUIRED_BY_THEM = {
    (
        "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[]"
        ".properties.ipConfigurations[].properties",
        "subnet",
    ): "in the two oldest versions only, and the SDK has lost it by flattening",
}


@pytest.mark.parametrize("kind", EXACT)
def test_required_properties_of_compute_are_those_of_the_official_schema(kind):
    both, missed = total(kind)["required both"], total(kind)["required official only"]
    assert share(both, missed) >= 0.98
    ours = {item[1:] for item in differences(kind, "required ours")}
    assert ours <= REQUIRED_BY_US.keys()
    assert {item[1:] for item in differences(kind, "required official")} <= REQUIRED_BY_THEM.keys()


def test_other_types_have_the_same_properties_and_values():
    found = set()
    for (kind, version), comparison in comparisons().items():
        if version != STALE and kind not in EXACT:
            for what, path, name in comparison.differences:
                if what.startswith(("property", "object", "values", "type")):
                    found.add((kind, version, what, path, name))
    assert found == set()


AT_LEAST = {
    # Objects with equal property sets, equal value sets, official requirements that are ours too.
    "microsoft.network/applicationgateways": (0.95, 0.98, 0.83),
    "microsoft.network/loadbalancers": (0.94, 0.98, 0.97),
    "microsoft.network/networkinterfaces": (0.93, 0.96, 1),
    "microsoft.network/networksecuritygroups": (0.92, 0.91, 1),
    "microsoft.network/publicipaddresses": (0.98, 1, 1),
    "microsoft.network/virtualnetworks": (0.94, 0.96, 1),
    "microsoft.network/natgateways": (1, 1, 1),
    "microsoft.storage/storageaccounts": (1, 1, 1),
    "microsoft.keyvault/vaults": (1, 1, 1),
    "microsoft.insights/autoscalesettings": (1, 1, 1),
    "microsoft.compute/disks": (1, 1, 1),
}
"""Shares with the stale version counted; what is missing elsewhere is in the table above.

Gateways lack what the rules and routes of a subnet require, behind a list that is read-only today.
"""


def requirements(kind: str) -> float:
    """Return the share of the official requirements that we have too.

    Theirs say 'properties' of every resource that may have some; Azure takes many without.
    """
    missed = differences(kind, "required official")
    count = sum(len(found) for item, found in missed.items() if item[1:] != ("", "properties"))
    return share(total(kind)["required both"], count)


@pytest.mark.parametrize(("kind", "least"), AT_LEAST.items(), ids=AT_LEAST)
def test_other_types_agree_at_least_so_far(kind, least):
    counts = total(kind)
    figures = (
        share(counts["object equal"], counts["object different"]),
        share(counts["values equal"], counts["values different"]),
        requirements(kind),
    )
    assert counts["type different"] == 0
    assert all(figure >= bar for figure, bar in zip(figures, least, strict=True)), figures


ALSO_REQUIRED = {
    "location": "the official schemas leave it to the template",
    "sku": "the official schemas leave it to the template where it stands at the root",
    "priority": "a rule without is refused; the versions from 2023-09-01 on say so",
    "publisher": "an extension is found by it",
    "type": "an extension is found by it",
    "typeHandlerVersion": "an extension is found by it",
    "properties": "the official schemas leave it out where what it holds can be left out",
}


def test_what_only_we_require_is_listed():
    found = {
        item[2]
        for kind in {kind for kind, _ in comparisons()}
        for item in differences(kind, "required ours")
    }
    assert found == ALSO_REQUIRED.keys()
