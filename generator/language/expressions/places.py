"""The parts of a template that expressions stand in, and what works there.

Source: the reference pages of the functions, and what the deployment engine refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lazy import dataclass

if TYPE_CHECKING:
    from generator.language.expressions.functions import Function


@dataclass(frozen=True, slots=True)
class ExpressionPlace:
    """A part of a template.

    `asks` tells that functions work there that ask for deployed resources, such as reference();
    `maps` that those do which map zones, such as toLogicalZone(); `renews` those that give
    something else at every deployment, such as newGuid(). `knows` tells that functions work there
    that ask what Azure offers, such as pickZones(). `unrolls` tells that Azure unrolls the property
    loops there; elsewhere "copy" is a name like any other.
    """

    name: str
    asks: bool = False
    maps: bool = False
    renews: bool = False
    knows: bool = True
    unrolls: bool = False

    def refusal(self, known: Function) -> str:
        """Describe why a function does not work there; nothing where it does."""
        if known.place == "everywhere":
            return ""
        works, where = {
            "outside of functions": (self.knows, "outside of functions"),
            "parameter defaults": (self.renews, "in the default of a parameter"),
            "parameter files": (False, "in a parameter file"),
            "resources and outputs": (self.asks, "in resources and outputs"),
            "resources, zones and outputs": (self.maps, "in resources and outputs"),
        }[known.place]
        beside = f", not in {self.name}" if where.endswith("outputs") else ""
        return "" if works else f"{known.name}() works only {where}{beside}"


DEFAULTS = ExpressionPlace("the default of a parameter", renews=True)
VARIABLES = ExpressionPlace("variables", unrolls=True)
FUNCTIONS = ExpressionPlace("functions", knows=False)
BEFORE = ExpressionPlace("what Azure must know before the deployment", unrolls=True)
ZONES = ExpressionPlace("what Azure must know before the deployment", maps=True, unrolls=True)
RESOURCES = ExpressionPlace("resources", asks=True, maps=True, unrolls=True)
OUTPUTS = ExpressionPlace("outputs", asks=True, maps=True)
