"""Names: what the parts of a template are called in Bicep, where they all share one namespace."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_WORD = re.compile(r"[A-Za-z0-9]+")
_RESERVED = {"true", "false", "null", "if", "for", "in", "az", "sys"}
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


def identifier(text: str) -> str:
    """Give a text as a name: what cannot stand in one becomes an underscore."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", text) or "_"
    return f"_{name}" if name[0].isdigit() or name in _RESERVED else name


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
    """Give one thing of a resource type: "scaleSet", "virtualNetwork"."""
    last = kind.rsplit("/", 1)[-1]
    if last.lower() in _NOUNS:
        return _NOUNS[last.lower()]
    for plural, singular in _PLURALS:
        if last.endswith(plural):
            last = last.removesuffix(plural) + singular
            break
    return camel(last) or "resource"


@dataclass(slots=True)
class Names:
    """The names of one file that are taken; two that differ in case only are one."""

    taken: dict[str, str] = field(default_factory=dict)

    def take(self, wanted: str, *others: str) -> str:
        """Take the first of some names that is free, or the first one with a number."""
        for name in (wanted, *others):
            if name and name.lower() not in self.taken and len(name) <= _LONGEST:
                break
        else:
            base = next((name for name in (wanted, *others) if 0 < len(name) <= _LONGEST), "item")
            number = 2
            while f"{base}{number}".lower() in self.taken:
                number += 1
            name = f"{base}{number}"
        self.taken[name.lower()] = name
        return name

    def declare(self, text: str, ending: str = "") -> str:
        """Take the name of something that is declared, whatever its length."""
        name = identifier(text)
        for candidate in (name, f"{name}{ending}"):
            if candidate.lower() not in self.taken:
                self.taken[candidate.lower()] = candidate
                return candidate
        return self.take(f"{name}{ending}")

    def free(self, *wanted: str) -> str:
        """Give a name that is not taken, and do not take it: for the variable of a loop."""
        number = 1
        while True:
            for name in wanted:
                found = name if number == 1 else f"{name}{number}"
                if found.lower() not in self.taken:
                    return found
            number += 1
