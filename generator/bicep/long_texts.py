"""Texts that are too long for Bicep: its compiler takes no literal text of more characters.

It takes none by a file that is read into Bicep either, nor by a `.bicepparam`; but what a JSON file
holds is not looked at. So the value is a parameter, which a JSON parameter file gives, and a
template within that holds such a text stays JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bicep.names import camel
from generator.bicep.statements import Param, Statement
from generator.bicep.syntax import LONGEST_TEXT, String, Symbol, length_of_text

if TYPE_CHECKING:
    from generator.bicep.expressions import Reader
    from generator.bicep.syntax import Expression

_VALUES = {"value", "defaultvalue", "input"}
"""Words on the way to a text that say nothing of what it is."""


def too_long(reader: Reader, text: str) -> Expression:
    """Return what stands in the place of a text that Bicep cannot hold."""
    scope = reader.scope
    if scope.base:
        scope.only_json = True
        return String()
    words = [step for step in reader.path if isinstance(step, str) and step.lower() not in _VALUES]
    name = scope.names.take(camel(words[-1]) if words else "", f"{camel(*words[-2:])}Text")
    message = tell_too_long(reader, text, name)
    made = Param(name, Symbol("string"), None)
    scope.more_parameters.append(Statement(made, (), (f"TODO: {message}",)))
    return Symbol(name)


def tell_too_long(reader: Reader, text: str, parameter: str) -> str:
    """Report that a text comes by a parameter; give what is said."""
    message = (
        f"a string of {length_of_text(text):,} characters has no form in Bicep, which takes "
        f"{LONGEST_TEXT:,}; give it for the parameter '{parameter}' by a JSON parameter file"
    )
    reader.scope.problem(reader.path, message)
    return message
