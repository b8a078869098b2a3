"""Names: what the parts of a template are called in Bicep, where they all share one namespace."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from generator.bicep.namespaces import BUILT_IN
from generator.lazy import dataclass, field, regex

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

_WORD = regex(r"[A-Za-z0-9]+")
_LITERALS = {"true", "false", "null"}
_RESERVED = {*_LITERALS, "az", "sys", "this"}
_PLURALS = (("sses", "ss"), ("ies", "y"), ("xes", "x"), ("ses", "s"), ("ss", "ss"), ("s", ""))
_NOUNS = {
    "virtualmachinescalesets": "scaleSet",
    "autoscalesettings": "autoscale",
    "networksecuritygroups": "networkSecurityGroup",
    "userassignedidentities": "identity",
    "publicipaddresses": "publicIPAddress",
}
_LONGEST = 40
"""A symbol longer than this is made of the type instead."""


def identifier(text: str, reserved: Container[str] = _RESERVED) -> str:
    """Return a text as a name: what cannot stand in one becomes an underscore."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", text) or "_"
    return f"_{name}" if name[0].isdigit() or name in reserved else name


def parameter_names(declared: Iterable[str]) -> dict[str, str]:
    """Return the names of a template's parameters in Bicep, by their names in lower case."""
    names = FreeNames()
    return {name.lower(): names.declare(name, "Param") for name in declared}


def output_names(declared: Iterable[str]) -> dict[str, str]:
    """Return the same for the outputs, which share their names with nothing else."""
    names = FreeNames()
    return {name.lower(): names.declare(name, "Output", reserved=_LITERALS) for name in declared}


def camel(*texts: str) -> str:
    """Join the words of texts to one name in camelCase; '' where there is no letter."""
    words = [word for text in texts for word in _WORD.findall(text)]
    joined = "".join(word[0].upper() + word[1:] for word in words).lstrip("0123456789")
    if not joined:
        return ""
    # An abbreviation at the beginning is one word: "VNet" is vNet, "LB" is lb.
    head = re.match(r"[A-Z]+(?![a-z])|[A-Z]", joined)
    end = head.end() if head else 0
    return joined[:end].lower() + joined[end:]


def noun(kind: str) -> str:
    """Return one thing of a resource type: "scaleSet", "virtualNetwork"."""
    last = kind.rsplit("/", 1)[-1]
    if last.lower() in _NOUNS:
        return _NOUNS[last.lower()]
    for plural, singular in _PLURALS:
        if last.endswith(plural):
            last = last.removesuffix(plural) + singular
            break
    return camel(last) or "resource"


@dataclass(slots=True)
class FreeNames:
    """The names of one file that are taken; two that differ in case only are one.

    Those of loops and lambdas are `local`: what is declared after them must not be hidden by one.
    """

    taken: dict[str, str] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def take(self, wanted: str, *others: str) -> str:
        """Take the first of some names that is free, or the first one with a number."""
        for name in (wanted, *others):
            if name and not self._is_taken(name) and len(name) <= _LONGEST:
                break
        else:
            base = next((name for name in (wanted, *others) if 0 < len(name) <= _LONGEST), "item")
            number = self._numbers.get(base, 2)
            while self._is_taken(f"{base}{number}"):
                number += 1
            name, self._numbers[base] = f"{base}{number}", number + 1
        self.taken[name.lower()] = name
        return name

    def _is_taken(self, name: str) -> bool:
        return name.lower() in self.taken or name.lower() in self.local

    def declare(
        self,
        text: str,
        ending: str = "",
        *,
        reserved: Container[str] = _RESERVED,
        avoided: Container[str] = (),
    ) -> str:
        """Take the name of something that is declared, whatever its length.

        A name that is `reserved` gets an underscore, and one to be `avoided` the ending.
        """
        name = identifier(text, reserved)
        for candidate in (name, f"{name}{ending}"):
            if not self._is_taken(candidate) and candidate not in avoided:
                self.taken[candidate.lower()] = candidate
                return candidate
        return self.take(f"{name}{ending}")

    def free(self, *wanted: str, used: Iterable[str] = ()) -> str:
        """Return a name that is not taken: for the variable of a loop or of a lambda.

        Other loops may have it too, but none around this one (`used`, in lower case), nor anything
        that the file declares, nor a function of Bicep.
        """
        for number in count(1):
            for name in wanted:
                found = name if number == 1 else f"{name}{number}"
                if found.lower() not in {*self.taken, *used} and found not in BUILT_IN:
                    self.local.add(found.lower())
                    return found
        raise AssertionError
