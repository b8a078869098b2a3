"""The parts of a template that expressions stand in, and what works there.

Source: the reference pages of the functions, and what the deployment engine refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.language.expressions.functions import Function


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a template.

    `asks` tells that functions work there that ask for deployed resources, such as reference();
    `renews` those that give something else at every deployment, such as newGuid(). `unrolls`
    tells that Azure unrolls the property loops there; elsewhere "copy" is a name like any other.
    """

    name: str
    asks: bool = False
    renews: bool = False
    unrolls: bool = False

    def refusal(self, known: Function) -> str:
        """Say why a function does not work there; nothing where it does."""
        if known.place == "parameter defaults" and not self.renews:
            return f"{known.name}() works only in the default of a parameter"
        if known.place == "resources and outputs" and not self.asks:
            return f"{known.name}() works only in resources and outputs, not in {self.name}"
        return ""


DEFAULTS = Place("the default of a parameter", renews=True)
VARIABLES = Place("variables", unrolls=True)
FUNCTIONS = Place("functions")
BEFORE = Place("what Azure must know before the deployment", unrolls=True)
RESOURCES = Place("resources", asks=True, unrolls=True)
OUTPUTS = Place("outputs", asks=True)
