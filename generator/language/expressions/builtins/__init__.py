"""What the built-in functions do with values: a module for each subject.

Functions raise FunctionError where a deployment fails, and Undecided where the result depends on
the culture of the machine or is too rare to be known here. Arity and types of arguments are checked
before, against the table in `generator.language.expressions.functions`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_MODULES = {
    "addresses": "uri parseuri builduri",
    "arrays": (
        "array createarray concat length empty first last skip take indexfromend flatten "
        "distinct contains indexof lastindexof union intersection "
    ),
    "dates": "datetimeadd datetimefromepoch datetimetoepoch",
    "encoding": (
        "base64 base64tostring base64tojson datauri datauritostring uricomponent "
        "uricomponenttostring "
    ),
    "formatting": "format",
    "hashes": "guid uniquestring",
    "logic": ("true false null not bool equals less lessorequals greater greaterorequals fail "),
    "networks": "parsecidr cidrsubnet cidrhost",
    "numbers": "add sub mul div mod int float min max range",
    "objects": "createobject items objectkeys shallowmerge json",
    "resource_ids": "tenantresourceid extensionresourceid",
    "texts": (
        "tolower toupper trim startswith endswith like padleft replace split substring join string "
    ),
}
"""The functions of each module, in lower case; it is loaded when one of them is called.

What decides itself which arguments are evaluated is not among them.
"""
NAMES = {name: module for module, names in _MODULES.items() for name in names.split()}
_loaded: dict[str, Callable[..., Any]] = {}

COLLECTING = frozenset({"concat", "createarray", "createobject", "min", "max"})
"""Those of which an argument may be unknown as a whole: it becomes a part, or others are wrong."""
STRUCTURAL = COLLECTING | {
    "array", "length", "empty", "first", "last", "skip", "take", "indexfromend", "flatten", "union",
    "intersection", "contains", "items", "objectkeys", "shallowmerge", "join",
}  # fmt: skip
"""Those that do not look at elements, so that parts of arrays and objects may be unknown."""


def builtin(name: str) -> Callable[..., Any] | None:
    """Return the function of a name in lower case; None where it is none of these."""
    if name not in _loaded and name in NAMES:
        _loaded.update(import_module(f"{__name__}.{NAMES[name]}").FUNCTIONS)
    return _loaded.get(name)
