"""Files that main.bicep loads, in the place of what azuredeploy.json has packed.

A file is loaded where its own bytes arrive on the instance. The handler for Linux takes a script in
base64 be it compressed or not, so the compiled template carries it uncompressed.
https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-files
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.delivery.packing import CUSTOM_DATA_LIMIT, Packing, cloud_init_files
from generator.rendering.compose import delivery_steps
from generator.wording.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from generator.delivery.texts import Text
    from generator.spec.spec import Spec

_LARGEST = limit("bicep-loaded-bytes")
_VALUES = "values, environment, or lines that the step needs are put into it"


def with_loaded_files(spec: Spec, folder: FilePath, text: str) -> str:
    """Return the text of a Bicep file, which will lie in a folder, that loads what it can.

    Its first lines say of each other file why it is packed.
    """
    reasons = []
    for name, packed, because in _carried(spec):
        call = _loading(spec, name, folder)
        reason = because or _changed(spec, name) or ("" if call else "it lies on another drive")
        if reason:
            reasons.append(f"// {printable(name)} is packed: {reason}.\n")
        else:
            text = text.replace(f"'{packed}'", str(call))
    return "".join([*dict.fromkeys(reasons), "\n" if reasons else "", text])


def _carried(spec: Spec) -> Iterator[tuple[str, str, str]]:
    """Yield each file, what the template has in its place, and why it must be that, or ""."""
    packing, texts = Packing(spec.files), spec.files.texts
    for method, step in delivery_steps(spec.value):
        if method == "customScript" and step["script"]:
            name = step["script"]
            if spec.value["os"] == "windows":
                yield name, "", "it travels compressed inside of a command"
                continue
            value = packing.linux_script(step).value
            yield name, str(value), _put_in(packing.script_of_linux(step).value, texts[name])
        elif method == "cloudInit":
            names = cloud_init_files(step)
            for name in names:
                many = "it is one part of several" if len(names) > 1 or step["unpack"] else ""
                value = packing.custom_data(step).value
                yield name, str(value), many or _of_cloud_init(packing, step, texts[name])
    name = spec.value["userData"]
    if name:
        yield name, packing.encoded(name), ""


def _of_cloud_init(packing: Packing, step: dict[str, Any], text: str) -> str:
    if step["gzip"] == "always" or len(text.encode()) > CUSTOM_DATA_LIMIT:
        return "it is compressed"
    return _put_in(packing.user_data(step).value, text)


def _put_in(sent: Text, text: str) -> str:
    return "" if sent == text else _VALUES


def _changed(spec: Spec, name: str) -> str:
    if name in spec.files.changed:
        return "its line ends, its byte order mark, or its encoding are changed"
    if len(spec.files.texts[name].encode()) > _LARGEST:
        return f"Bicep loads files of at most {_LARGEST} bytes"
    return ""


def _loading(spec: Spec, name: str, folder: FilePath) -> str | None:
    """Return the call that loads a file of a spec from a folder; None from another drive."""
    try:
        path = os.path.relpath(os.path.realpath(spec.files.folder / name), os.path.realpath(folder))
    except ValueError:
        return None
    written = path.replace(os.sep, "/").replace("'", "\\'").replace("${", "\\${")
    return f"loadFileAsBase64('{written}')"
