"""Updates whose right answer is written down beside them: what Azure refuses, and what it takes."""

from __future__ import annotations

import pytest

from generator.commands.plan.sides import SideSource, load
from generator.rollout.plan import plan
from generator.rollout.records import PlanOptions
from tests.support.corpus_templates import CORPUS, needs_corpus
from tests.support.neighborhood import refused

CASES = CORPUS.parent / "cases"
REMOVE = "CannotRemoveRuleUsedByProbeUsedByVMSS"
MODIFY = "CannotModifyRuleUsedByProbeUsedByVMSS"
NAT = "LoadBalancerInboundNatPoolInUseByVirtualMachineScaleSet"
ZONES = "ResourceAvailabilityZonesCannotBeModified"
SKU = "SkuCannotBeChangedOnUpdate"
PREFIX, SUBNET = "InUsePrefixCannotBeDeleted", "InUseSubnetCannotBeDeleted"
REFUSED = {
    "updates/autoscale-target-changed": {"scale": ["TargetResourceIdIsImmutable"]},
    "updates/gateway-zones-changed": {"gw": [ZONES]},
    "updates/lb-backend-pool-renamed": {"front": ["lb-pool", MODIFY]},
    "updates/lb-internal-frontend-zones": {"front": ["lb-frontend-zones"]},
    "updates/lb-natpool-removed": {"front": [NAT]},
    "updates/lb-probe-renamed-used": {"front": [MODIFY]},
    "updates/lb-rule-modified-probe-used": {"front": [MODIFY]},
    "updates/lb-rule-removed-probe-used": {"front": [REMOVE]},
    "updates/lb-rule-renamed-probe-used": {"front": [REMOVE]},
    "updates/lb-sku-basic-to-standard": {"addr": [SKU], "front": [SKU]},
    "updates/nsg-removed-complete": {"guard": ["InUseNetworkSecurityGroupCannotBeDeleted"]},
    "updates/pip-zones-changed": {"addr": [ZONES]},
    "updates/private-endpoint-subnet-changed": {
        "pe": ["CannotChangeSubnetOnExistingPrivateEndpoint"]
    },
    "updates/role-renamed-same-content": {
        "22222222-2222-4222-8222-222222222222": ["RoleAssignmentExists"]
    },
    "updates/set-auto-os-upgrade-image-sku": {"set": ["BadRequest"]},
    "updates/set-image-kind": {"set": ["OperationNotAllowed"] * 5},
    "updates/set-repair-action-changed": {"set": ["repair-action"]},
    "updates/set-sku-profile-removed": {"set": ["mix-left"]},
    "updates/vnet-prefix-changed": {"net": [PREFIX]},
    "updates/vnet-subnets-left-out": {"net": [SUBNET]},
    "validate/plan-p03-imagetype": {"crew": ["OperationNotAllowed"] * 5},
    "validate/plan-p05-natpool-removed": {"crew-lb": [NAT]},
    "validate/plan-p06-be-removed": {"crew-lb": ["lb-pool"]},
    "validate/plan-p07-rule-of-probe": {"crew-lb": [REMOVE]},
    "validate/plan-p08-autoscale-target": {"crew-auto": ["TargetResourceIdIsImmutable"]},
    "validate/plan-p09-repairs-manual": {"crew": ["BadRequest", "BadRequest"]},
    "validate/plan-p11-inst-ip-sku": {"crew": ["SkuCannotBeUpdatedOnVMSSPublicIpAddresses"]},
    "validate/plan-p22-subnet-prefix": {"crew-vnet": [PREFIX]},
    "validate/plan-p23-subnet-renamed": {"crew-vnet": [SUBNET]},
    "validate/plan-q35-vnet-prefix": {"crew-vnet": [PREFIX]},
}
"""By the case: the code that Azure answers, or the row where none is recorded, by resource."""
WARNED = {
    "updates/control-natpool-removed-second-step": ("front", "CHG022"),
    "updates/identity-renamed": ("id2", "CHG022"),
    "updates/lb-outbound-ports-smaller": ("front", "CHG022"),
    "updates/lb-probe-renamed-used": ("front", "CHG021"),
    "updates/set-capacity-reservation-removed": ("set", "CHG022"),
    "updates/set-identity-dropped-to-none": ("set", "CHG022"),
    "validate/plan-p05b-natpool-range": ("crew-lb", "CHG021"),
}
"""What is taken, or not recorded, and worth a warning."""
OUTAGES = {
    "updates/lb-probe-path-changed-manual", "updates/natgateway-taken-off-subnet",
    "updates/nsg-allow-rule-removed", "updates/subnet-nsg-left-out",
    "updates/control-rule-removed-probe-not-of-a-set",
}  # fmt: skip
TAKEN = {
    "updates/control-address-zones-other-order", "updates/control-role-other-role-other-name",
    "updates/set-subnet-same-vnet", "updates/set-trusted-launch-on",
    "updates/vnet-subnets-left-out-new-api", "validate/plan-q32-vnet-nosubnets",
}  # fmt: skip


def planned(name):
    sides = [
        load(SideSource(CASES / f"{name}-{side}.json", (), {})).side for side in ("old", "new")
    ]
    return plan(*sides, PlanOptions(complete=name.endswith("-complete")))


@needs_corpus
def test_each_case_that_is_there_has_its_answer_here():
    found = {
        f"{folder}/{path.name.removesuffix('-old.json')}"
        for folder, pattern in (("updates", "*"), ("validate", "plan-*"))
        for path in (CASES / folder).glob(f"{pattern}-old.json")
    }
    assert found - {*REFUSED, *WARNED, *OUTAGES, *TAKEN} == set()


@needs_corpus
@pytest.mark.parametrize("name", [*REFUSED, *sorted({*WARNED, *OUTAGES, *TAKEN} - {*REFUSED})])
def test_what_is_refused_is_what_was_recorded(name):
    found = planned(name)
    assert refused(found) == REFUSED.get(name, {})
    assert (found.effect == "outage") is (name in OUTAGES)
    if name in WARNED:
        at, trap = WARNED[name]
        (item,) = (one for one in found.all_resources if one.resource.name == at)
        assert trap in {one.id for one in item.traps}
