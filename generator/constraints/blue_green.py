"""What two colors behind one address need, and what cannot be swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.spec.port_ranges import ALL, ports_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject
    from generator.diagnostics import Path


def _colors(subject: SpecSubject) -> Iterator[Finding]:
    value = subject.value
    colors, network = value["blueGreen"], value["network"]
    if colors is None:
        return
    if not value["ports"] and network["applicationGateway"] is None:
        message = "nothing leads traffic to the colors: give 'ports' or network.applicationGateway"
        yield Finding(("blueGreen",), message, kind="colors-without-traffic")
    staging = colors["stagingPort"]
    if staging is not None and not value["ports"]:
        yield Finding(
            ("blueGreen", "stagingPort"),
            "there is no load balancer: give 'ports'",
            kind="staging-port",
        )
    elif staging is not None and value["ports"][0]["port"] == ALL:
        message = "a rule for all ports has no other beside it: leave stagingPort out"
        yield Finding(("blueGreen", "stagingPort"), message, kind="staging-port")
    if staging is not None and any(staging in ports_in(rule["port"]) for rule in value["ports"]):
        message = f"port {staging} of 'ports' leads to the live color: take another one"
        yield Finding(("blueGreen", "stagingPort"), message, kind="staging-port")
    yield from _of_one_set(subject)


def _of_one_set(subject: SpecSubject) -> Iterator[Finding]:
    """Find what the load balancer has for one set only: rendering the other would remove it."""
    value = subject.value
    network = value["network"]
    refused: list[tuple[Path, bool, str]] = [
        (
            ("network", "loadBalancer", "inboundNat"),
            bool(network["loadBalancer"]["inboundNat"]),
            "the rules of one color would go when the other is rendered: use Bastion",
        ),
        (
            ("network", "outbound"),
            network["outbound"] == "loadBalancer",
            "an outbound rule serves one pool, and there are two: use natGateway",
        ),
        (
            ("health", "source"),
            value["health"] is not None and value["health"]["source"] == "loadBalancer",
            "no rule uses the probe of the set that is not live: use source: extension",
        ),
        (
            ("network", "applicationGatewayPoolIds"),
            bool(network["applicationGatewayPoolIds"]),
            "in a pool of another template both colors would serve: remove it",
        ),
        (
            ("network", "loadBalancerPoolIds"),
            bool(network["loadBalancerPoolIds"]),
            "in a pool of another template both colors would serve: remove it",
        ),
    ]
    for path, there, message in refused:
        if there:
            yield Finding(path, f"{message} (blueGreen)", kind="not-with-colors")


CHECKS: tuple[Check, ...] = (_colors,)
