"""What the rules find around a scale set: load balancers and autoscale settings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rule_blocks import broken_by, template_of

Block = dict[str, Any]


def resource(kind: str, **parts: Any) -> Block:
    body = {"type": kind, "apiVersion": "2024-05-01", "name": "web", "location": "westeurope"}
    return body | parts


def balancer(sku: Block | None = None, **properties: Any) -> Block:
    body = resource("Microsoft.Network/loadBalancers", properties=properties)
    return body | {"sku": sku or {"name": "Standard"}}


def scale_set(**parts: Any) -> Block:
    return resource("Microsoft.Compute/virtualMachineScaleSets", **parts)


def autoscale(*profiles: Block, **properties: Any) -> Block:
    target = "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
    properties |= {"targetResourceUri": target, "profiles": list(profiles)}
    return resource("Microsoft.Insights/autoscaleSettings", properties=properties)


def bounds(minimum: int, default: int, maximum: int) -> Block:
    numbers = {"minimum": minimum, "default": default, "maximum": maximum}
    return {
        "name": f"from {minimum}",
        "capacity": {name: str(number) for name, number in numbers.items()},
    }


def rule_to_frontend(identifier: str) -> Block:
    return {
        "frontendIPConfigurations": [{"name": "[variables('frontend')]"}],
        "inboundNatRules": [
            {"name": "ssh", "properties": {"frontendIPConfiguration": {"id": identifier}}}
        ],
    }


def with_frontend(resources: list[Block]) -> Block:
    return {"variables": {"frontend": "public", "id": "[concat(variables('lb'), '/x')]"}} | {
        "resources": resources
    }


LB = "Microsoft.Network/loadBalancers/frontendIPConfigurations"
NETWORKS = [
    (
        with_frontend([balancer(**rule_to_frontend(f"[resourceId('{LB}', 'web', 'other')]"))]),
        "NET003 the load balancer has no 'other' in 'frontendIPConfigurations'; it has public",
    ),
    (
        with_frontend(
            [balancer(**rule_to_frontend(f"[resourceId('{LB}', 'web', variables('frontend'))]"))]
        ),
        "",
    ),
    (
        with_frontend(
            [
                balancer(
                    **rule_to_frontend(
                        "[concat(variables('id'), '/frontendIPConfigurations/', parameters('any'))]"
                    )
                )
            ]
        ),
        "",
    ),
    (
        with_frontend(
            [
                balancer(
                    **rule_to_frontend("[concat(variables('id'), '/frontendIPConfigurations/no')]")
                )
            ]
        ),
        "NET003 the load balancer has no 'no'",
    ),
    ([scale_set(sku={"capacity": 5}, properties={}), autoscale(bounds(2, 2, 9))], ""),
    (
        [scale_set(sku={"capacity": 12}, properties={}), autoscale(bounds(2, 2, 9))],
        "SCL002 'capacity' should be 2 to 9",
    ),
    (
        [
            scale_set(sku={"capacity": 12}, properties={}),
            autoscale(bounds(2, 2, 9), bounds(12, 12, 20)),
        ],
        "",
    ),
    ([autoscale(bounds(5, 5, 4))], "SCL001 'maximum' must be at least 5"),
    ([autoscale(bounds(0, 0, 1001))], "SCL001 'maximum' must be 0 to 1000"),
    (
        [autoscale(*(bounds(number, 30, 30) for number in range(21)))],
        "SCL006 a setting has at most 20 profiles",
    ),
    (
        [
            scale_set(
                properties={"spotRestorePolicy": {"enabled": True}}
                | {"virtualMachineProfile": {"priority": "Spot", "evictionPolicy": "Delete"}}
            ),
            autoscale(bounds(1, 1, 1)),
        ],
        "VMS027 Azure does not try to restore Spot",
    ),
]


@pytest.mark.parametrize(
    ("block", "expected"),
    NETWORKS,
    ids=lambda value: value or "silent" if isinstance(value, str) else "",
)
def test_block_gives_only_the_expected_finding(block: Block, expected: str) -> None:
    found = [text for text, severity in broken_by(template_of(block)).items() if severity > 1]
    assert len(found) == bool(expected), found
    assert all(text.startswith(expected) for text in found)


def of_rule(rule: str, block: Any) -> list[str]:
    return [text for text in broken_by(template_of(block)) if text.startswith(rule)]


@pytest.mark.parametrize(
    ("space", "prefixes", "said"),
    [
        (["10.0.0.0/16"], ["10.0.0.0/22", "10.0.4.0/22"], ""),
        (["10.0.0.0/16"], ["10.0.0.0/22", "10.0.3.0/24"], "overlaps with 10.0.0.0/22 of 's0'"),
        (["10.0.0.0/16"], ["10.1.0.0/24"], "lies outside of the network's address space"),
        (["10.0.0.0/16", "fd00::/48"], ["10.0.0.0/24", "fd00::/64"], ""),
        (["[later()]"], ["10.1.0.0/24"], ""),
        (["10.0.0.0/16"], ["[later()]", "nonsense"], ""),
    ],
)
def test_subnets_lie_apart_and_in_their_network(
    space: list[str], prefixes: list[str], said: str
) -> None:
    subnets = [
        {"name": f"s{n}", "properties": {"addressPrefix": p}} for n, p in enumerate(prefixes)
    ]
    properties = {"addressSpace": {"addressPrefixes": space}, "subnets": subnets}
    network = {"type": "Microsoft.Network/virtualNetworks", "name": "n", "properties": properties}
    found = of_rule("NET011", network)
    assert [said in text for text in found] == ([True] if said else [])


EVERY = {
    "direction": "Inbound",
    "protocol": "*",
    "sourceAddressPrefix": "*",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "*",
}


@pytest.mark.parametrize(
    ("first", "second", "hidden"),
    [
        ({"access": "Deny"}, {"access": "Allow"}, True),
        ({"access": "Allow"}, {"access": "Allow"}, False),
        ({"access": "Deny"}, {"access": "Allow", "direction": "Outbound"}, False),
        ({"access": "Deny", "destinationPortRange": "22"}, {"access": "Allow"}, False),
        (
            {"access": "Deny", "destinationPortRanges": ["22", "80"], "destinationPortRange": None},
            {"access": "Allow", "destinationPortRange": "80"},
            True,
        ),
        ({"access": "Deny", "sourceAddressPrefix": "[later()]"}, {"access": "Allow"}, False),
        ({"access": "Deny"}, {"access": "Allow", "sourceApplicationSecurityGroups": [{}]}, False),
    ],
)
def test_a_security_rule_behind_one_that_says_the_opposite_never_decides(
    first: dict[str, Any], second: dict[str, Any], hidden: bool
) -> None:
    rules = [
        {"name": str(number), "properties": {**EVERY, "priority": number, **own}}
        for number, own in ((100, first), (200, second))
    ]
    kind = "Microsoft.Network/networkSecurityGroups"
    group = {"type": kind, "name": "n", "properties": {"securityRules": rules}}
    assert bool(of_rule("NET013", group)) is hidden
