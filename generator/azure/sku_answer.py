"""Facts about sizes of a user's own: what `az vm list-skus --all -o json` printed.

The answer has an entry for each size and region, with capabilities whose values are all texts. Of
one subscription and all regions it has 60 MB and more: it is read entry by entry. `compacted` gives
the same in a form of 1 MB, which is read in a tenth of the time and may be kept beside templates.

Source: https://learn.microsoft.com/rest/api/compute/resource-skus/list
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.azure.size_rows import lines_of, offer_of, offer_of_row, row_of, rows_of_offers
from generator.azure.sizes import Facts
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.files.decoding import decode
from generator.files.reading import read_bytes
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.sizes import Offer

_LARGEST = 512 * 2**20
"""An answer for all regions and kinds of resources has about 100 MB."""
FORM = "scaleset-sizes"
_SPACE = regex(r"[\s,]*")
_HOW = "write one with: az vm list-skus --all -o json > skus.json"


def read_answer(path: Path) -> Facts:
    """Return the facts of a file. Raises InvalidInput, in a sentence, where it has none."""
    shown = path.as_posix()
    if path.is_relative_to(Path.cwd()):
        shown = path.relative_to(Path.cwd()).as_posix()
    try:
        text = decode(read_bytes(path, most=_LARGEST), shown)
    except OSError as error:
        raise _wrong(shown, str(error.strerror)) from None
    except InvalidInput as error:
        raise _wrong(shown, f"{error.diagnostics[0].message}; {_HOW}") from None
    is_kept = text[:200].lstrip().startswith("{") and f'"form": "{FORM}"' in text[:400]
    return _kept(text, shown) if is_kept else _of_entries(text, shown)


def _of_entries(text: str, shown: str) -> Facts:
    sizes: dict[str, dict[str, Any]] = {}
    regions: dict[str, dict[str, Offer]] = {}
    for entry in _entries(text, shown):
        if not isinstance(entry, dict) or not isinstance(entry.get("resourceType"), str):
            raise _wrong(shown, f"this is no list of SKUs: an entry has no 'resourceType'; {_HOW}")
        if entry["resourceType"].lower() != "virtualmachines":
            continue
        name = entry.get("name")
        if not isinstance(name, str):
            raise _wrong(shown, f"an entry of virtualMachines has no 'name'; {_HOW}")
        row_of(entry, sizes.setdefault(name, {}))
        for region, offer in offer_of(entry):
            regions.setdefault(region, {})[name.lower()] = offer
    if not sizes:
        raise _wrong(shown, f"there is no entry with resourceType virtualMachines; {_HOW}")
    return Facts('"series": {\n' + lines_of(sizes) + "\n}\n", "", shown, regions)


def compacted(known: Facts) -> str:
    """Return facts of a user as a small file that `read_answer` reads."""
    about = "Sizes that a subscription can have, of 'az vm list-skus', as scaleset keeps them."
    regions = rows_of_offers(known.regions or {})
    rows = ",\n".join(f"{json.dumps(k)}:{_short(v)}" for k, v in regions.items())
    return (
        f'{{\n"about": {json.dumps(about)},\n"form": "{FORM}",\n"regions": {{\n{rows}\n}},\n'
        f"{known.text.rstrip()}\n}}\n"
    )


def _short(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _kept(text: str, shown: str) -> Facts:
    """Return the facts of a file that `compacted` wrote."""
    try:
        value = json.loads(text)
        regions = {
            region: {name: offer_of_row(row) for name, row in rows.items()}
            for region, rows in value["regions"].items()
        }
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise _wrong(shown, f"this is not as scaleset keeps sizes; {_HOW}") from None
    rows = text.partition('"series": {\n')[2]
    return Facts('"series": {\n' + rows[: rows.rfind("\n}\n}")] + "\n}\n", "", shown, regions)


def _entries(text: str, shown: str) -> Iterator[Any]:
    """Yield the entries of a list one by one, be it the `value` of an answer of REST."""
    decoder = json.JSONDecoder()
    at = len(text) - len(text.lstrip())
    try:
        if text[at : at + 1] == "{":
            whole = json.loads(text)
            listed = whole.get("value")
            if not isinstance(listed, list):
                raise _wrong(shown, f"this is no list of SKUs; {_HOW}")
            if whole.get("nextLink"):
                raise _wrong(shown, "this is one page of several, as 'nextLink' says; " + _HOW)
            yield from listed
            return
        if text[at : at + 1] != "[":
            raise _wrong(shown, f"this is no JSON list; {_HOW}")
        at += 1
        while True:
            space = _SPACE.match(text, at)
            at = space.end() if space else at
            if text[at : at + 1] == "]":
                return
            entry, at = decoder.raw_decode(text, at)
            yield entry
    except (ValueError, RecursionError) as error:
        line = text.count("\n", 0, getattr(error, "pos", 0)) + 1
        raise _wrong(shown, f"this is no JSON, or not all of it (line {line}); {_HOW}") from None


def _wrong(shown: str, message: str) -> InvalidInput:
    return InvalidInput([Diagnostic("file", Severity.ERROR, message, shown)])
