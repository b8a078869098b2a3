"""The subnets that Azure keeps for a service, by their names."""

from __future__ import annotations

from functools import cache
from typing import Any

from generator.azure.tables import table
from generator.lazy import dataclass

BASTION = "azurebastionsubnet"
"""The name of the subnet of Azure Bastion, in lower case."""
_EVERYBODY = frozenset(("*", "any", "0.0.0.0/0"))


@dataclass(frozen=True, slots=True)
class BastionRule:
    """What a security group lets in or out; `words` are those that hold whom it is about."""

    direction: str
    whom: str
    words: frozenset[str]
    ports: tuple[int, ...]
    refused: bool

    @property
    def text(self) -> str:
        """What the rule is, for people."""
        way = "from" if self.direction == "Inbound" else "to"
        ports = " and ".join(map(str, self.ports))
        return f"{self.direction} {way} {self.whom}, port{'s' * (len(self.ports) > 1)} {ports}"


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["name"].lower(): row for row in table("subnets")["subnets"]}


def kept_for(name: str) -> tuple[str, str]:
    """Return what alone may stand in a subnet of a name, and the source; empty for all others."""
    row = _rows().get(name.lower())
    return (row["for"], row["source"]) if row else ("", "")


@cache
def bastion_rules() -> tuple[BastionRule, ...]:
    """Return the rules that Azure Bastion needs in a security group of its subnet."""
    return tuple(
        BastionRule(
            row["direction"],
            row["of"],
            _EVERYBODY.union(map(str.lower, (row["of"], *row.get("within", ())))),
            tuple(row["ports"]),
            row.get("refused", False),
        )
        for row in table("subnets")["bastion"]["rules"]
    )
