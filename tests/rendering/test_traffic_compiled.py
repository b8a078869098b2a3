"""The Bicep of every form of traffic compiles without a warning, to what the JSON says."""

from __future__ import annotations

import json

import pytest

from tests.rendering.test_bicep_files import compiled
from tests.rendering.test_gateway import MANY, READER
from tests.support.workspace import MINIMAL

ALL = "{port: '*', public: false, probe: {port: 80}, enableFloatingIP: true}"
RANGES = (
    "{port: 8000-8003, loadDistribution: SourceIP}, {port: 514-515, protocol: udp, public: false}"
)
INTERFACE = "dnsServers: [10.0.0.4], enableIPForwarding: true, acceleratedConnections: A1"
PARTS = {
    "loadBalancers": ("loadBalancingRules", "probes", "backendAddressPools"),
    "networkSecurityGroups": ("securityRules",),
    "applicationGateways": ("httpListeners", "frontendPorts", "requestRoutingRules", "sku"),
}


@pytest.mark.parametrize(
    "spec",
    [
        f"ports: [{{port: 80}}, {ALL}]\nnetwork: {{{INTERFACE}}}\n",
        f"ports: [{RANGES}]\nnetwork: {{ipv6: {{}}}}\nhealth: {{port: 8000, requestPath: /}}\n",
        READER + MANY.replace("    paths:", "    waf: {}\n    paths:"),
    ],
    ids=["all", "ranges", "gateway"],
)
def test_what_is_compiled_is_what_is_rendered(compiler, folder, spec):
    rendering = folder.render(MINIMAL + spec)
    made = compiled(compiler, folder.path, rendering)
    assert (made.errors(), [str(item) for item in made.warnings()]) == ([], [])
    assert shape(made.json) == shape(json.loads(rendering.artifacts[0].text))


def shape(template):
    """Return names and plain values of the parts that lead traffic; ids have two spellings."""
    resources = template["resources"]
    listed = resources.values() if isinstance(resources, dict) else resources
    return sorted(
        (kind, part, json.dumps(plain(item["properties"].get(part)), sort_keys=True))
        for item in listed
        for kind in [item["type"].rpartition("/")[2]]
        for part in PARTS.get(kind, ())
    )


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "id"}
    return [plain(item) for item in value] if isinstance(value, list) else value
