"""Zones that Azure chooses in the place of the spec."""

from __future__ import annotations

import pytest

from tests.support.features import COMPUTE
from tests.support.workspace import MINIMAL

AUTO = f"{MINIMAL}placement: {{zonePlacementPolicy: Auto}}\n"


@pytest.mark.parametrize("orchestration", ["flexible", "uniform"])
def test_both_modes_are_clean_and_the_preview_is_told(folder, orchestration):
    rendering = folder.render(f"{AUTO}orchestration: {orchestration}\nports: [{{port: 80}}]\n")
    assert [item.rule for item in rendering.findings if item.severity.name != "INFO"] == []
    assert ["VmssAutomaticZonePlacement" in note for note in rendering.notes].count(True) == 1


def test_zones_that_azure_chooses_can_be_balanced(folder):
    spec = f"{AUTO}ports: [{{port: 80}}]\nresiliency: {{automaticZoneRebalancing: true}}\n"
    assert folder.warnings(spec) == []


def test_what_azure_does_not_support_beside_it_is_a_warning(folder):
    group = f"{COMPUTE}/capacityReservationGroups/c"
    spec = AUTO.replace("Auto}", f"Auto, capacityReservationGroupId: {group}}}")
    (told,) = folder.warnings(spec)
    assert "'placement.capacityReservationGroupId' is not supported where Azure chooses" in told
