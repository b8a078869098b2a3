"""The health of an instance, asked as the load balancer or the health extension asks.

Sources: https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview,
https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from generator.azure.resource_types import LOAD_BALANCER
from generator.lazy import dataclass
from generator.scale_set.view import as_written
from generator.trying import services
from generator.trying.records import LISTED, Step
from generator.trying.root import NoRoot, NoRootError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import ScaleSet
    from generator.trying.root import Root

_ANSWERED = 200
_PORTS = {"http": 80, "https": 443}
_ASK = """
import http.client, json, socket, ssl, sys
kind, host, port, path, seconds = json.loads(sys.argv[1])
try:
    if kind == "tcp":
        socket.create_connection((host, port), seconds).close()
        print(200)
    else:
        safe = ssl._create_unverified_context()
        more = {"context": safe} if kind == "https" else {}
        of = http.client.HTTPSConnection if more else http.client.HTTPConnection
        ask = of(host, port, timeout=seconds, **more)
        ask.request("GET", path)
        answer = ask.getresponse()
        print(answer.status, answer.read(4096).decode("utf-8", "replace"))
except Exception as error:
    print(0, getattr(error, "strerror", None) or error)
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """Who asks what, how often, and how many answers in a row count."""

    name: str
    protocol: str
    port: int
    path: str
    host: str
    interval: int
    times: int
    rich: bool = False

    @property
    def question(self) -> str:
        """What is asked, for people."""
        path = "" if self.protocol == "tcp" else self.path
        return f"{self.protocol} {self.port}{path}"


def probes(model: ScaleSet, template: Template, address: str) -> Iterator[Probe]:
    """Yield what tells the health of an instance that has an address."""
    for extension in model.health_extensions():
        at = extension.settings.at
        protocol = (at("protocol").text() or "").lower()
        path = at("requestPath").text() or "/"
        version = extension.properties.at("typeHandlerVersion").text() or ""
        yield Probe(
            f"health extension '{extension.label}'",
            protocol,
            at("port").number() or _PORTS.get(protocol, 0),
            path if path.startswith("/") else f"/{path}",
            "localhost",
            at("intervalInSeconds").number() or 5,
            at("numberOfProbes").number() or 1,
            version.startswith("2"),
        )
    for node in _of_balancers(template, as_written(model.probe.at("id"))):
        at = node.at("properties").at
        path = at("requestPath").text() or "/"
        yield Probe(
            f"probe '{as_written(node.at('name'))}' of the load balancer",
            (at("protocol").text() or "").lower(),
            at("port").number() or 0,
            path if path.startswith("/") else f"/{path}",
            address,
            at("intervalInSeconds").number() or 15,
            at("probeThreshold").number() or 1,
        )


def _of_balancers(template: Template, identity: str) -> Iterator[Node]:
    """Yield the probe that an id is of."""
    *_, name = identity.lower().split("/")
    for balancer in template.resources(LOAD_BALANCER) if identity else ():
        for node in balancer.at("properties", "probes"):
            if as_written(node.at("name")).lower() == name:
                yield node


def refuse_taken(root: Root, asked_of: list[Probe]) -> None:
    """Raise NoRootError where a port answers before anything was delivered."""
    for probe in asked_of:
        question = json.dumps(["tcp", probe.host, probe.port, "", 2])
        if probe.port and root.ask([_ASK, question], 5).strip() == str(_ANSWERED):
            raise NoRootError(
                f"port {probe.port} is in use on this machine, whose network --network shares: "
                "stop what listens there, or leave --network out"
            )


def asked(root: Root, probe: Probe, patience: float) -> Step:
    """Ask until the answers in a row are enough, or patience ends."""
    near = f"asked from inside, at {probe.host}, every second; Azure asks every {probe.interval} s"
    step = Step(f"{probe.name}: {probe.question}", "health", near)
    if not probe.port or probe.protocol not in {"tcp", *_PORTS}:
        return step.failed("its protocol or port is not known")
    if isinstance(root, NoRoot):
        step.status = LISTED
        return step
    begin = time.monotonic()
    seconds = max(1.0, min(float(probe.interval), patience))
    question = [probe.protocol, probe.host, probe.port, probe.path, seconds]
    good, said = 0, ""
    while good < probe.times:
        said = root.ask([_ASK, json.dumps(question)], seconds + 5).strip()
        good = good + 1 if _is_good(said, probe) else 0
        step.seconds = time.monotonic() - begin
        if good < probe.times:
            if step.seconds > patience:
                step.stderr = services.logs(root)
                return step.failed(_why(said, probe))
            time.sleep(min(1.0, max(0.05, patience / 20)))
    return step


def _is_good(said: str, probe: Probe) -> bool:
    status, _, body = said.partition(" ")
    if status != str(_ANSWERED):
        return False
    return not probe.rich or _state(body) == "Healthy"


def _state(body: str) -> str:
    """Return the state that an application says it is in."""
    try:
        value = json.loads(body)
    except ValueError:
        return ""
    return str(value.get("ApplicationHealthState", "")) if isinstance(value, dict) else ""


def _why(said: str, probe: Probe) -> str:
    status, _, body = said.partition(" ")
    if status in {"", "0"}:
        return f"nothing answers on port {probe.port}: {body or 'no answer in time'}"
    if status == str(_ANSWERED):
        return 'it answers 200 without {"ApplicationHealthState": "Healthy"}, which version 2 wants'
    return f"it answers {status}, and 200 is healthy"
