"""Whether the files of a step fit into what carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, DeliveryStep, SpecSubject

from generator.delivery.packing import (
    CUSTOM_DATA_LIMIT,
    SCRIPT_LIMIT,
    Packing,
    cloud_init_files,
)
from generator.delivery.texts import COMMAND_LIMIT, grown, names_between
from generator.language.expressions.values import LONGEST_RESULT
from generator.spec.references import Expression, Parameter

_LARGEST = limit("template-bytes")


def oversized(subject: SpecSubject) -> Iterator[Finding]:
    """Find steps whose text no template can hold with its values; nothing is made of them."""
    for step in subject.steps("customScript", "cloudInit"):
        body = step.body
        files = [body["script"]] if step.method == "customScript" else cloud_init_files(body)
        texts = [subject.files.texts[name] for name in files if name and subject.loaded(name)]
        size = sum(grown(text, body["values"]) for text in texts)
        if size > _LARGEST:
            message = (
                f"with its values put in, this has {size:,} characters, and a template has at most "
                "4 MB: let the instance fetch it, or shorten the values"
            )
            yield Finding(step.path, message, kind="too-long-to-travel")


def _sizes(subject: SpecSubject) -> Iterator[Finding]:
    packing = Packing(subject.files)
    for step in subject.steps("customScript", "cloudInit"):
        body = step.body
        files = [body["script"]] if step.method == "customScript" else cloud_init_files(body)
        if not any(files) or not subject.loaded(*files):
            continue
        if step.method == "customScript" and body["files"]:
            continue  # see gathered
        if step.method == "cloudInit":
            yield from _custom_data_size(packing, step)
        elif subject.value["os"] == "linux":
            yield from _linux_size(packing, step)
        elif body["script"].lower().endswith(".ps1"):
            yield from _windows_size(packing, step)


def _custom_data_size(packing: Packing, step: DeliveryStep) -> Iterator[Finding]:
    text = packing.user_data(step.body)
    if isinstance(text.value, Expression):
        size = sum(len(item.encode()) for item in text.variables.values())
    else:
        size = len(packing.fitted(step.body, text.value.encode()))
    if size > CUSTOM_DATA_LIMIT:
        message = (
            f"the custom data has {size:,} bytes, and Azure takes {CUSTOM_DATA_LIMIT:,}: "
            "fetch the larger parts at boot (#include, or curl in runcmd)"
        )
        if isinstance(text.value, Expression):
            message += "; with parameters in it it cannot be compressed"
        yield Finding(step.path, message, kind="too-long-to-travel")


def _encoded_values(subject: SpecSubject) -> Iterator[Finding]:
    """Find parameters in parts that are not ASCII: those travel as base64, past any format()."""
    packing = Packing(subject.files)
    for step in subject.steps("cloudInit"):
        files = cloud_init_files(step.body)
        if len(files) < 2 or not subject.loaded(*files):
            continue
        from generator.cloud_init.pack import travels_as_base64

        encoded = {
            file: names_between(text)
            for file, text in zip(files, packing.with_constants(step.body), strict=True)
            if travels_as_base64(text)
        }
        for name, value in step.body["values"].items():
            for file, written in encoded.items():
                if isinstance(value, Parameter) and name in written:
                    message = (
                        f"@{name}@ stands in {file}, which is not ASCII, so it travels as base64 "
                        "and keeps it: write that file in ASCII, or give a constant"
                    )
                    path = (*step.path, "values", name)
                    yield Finding(path, message, kind="not-ascii-with-parameters")


def _linux_size(packing: Packing, step: DeliveryStep) -> Iterator[Finding]:
    packed, path = packing.linux_script(step.body), (*step.path, "script")
    if isinstance(packed.value, str):
        if len(packed.value) > SCRIPT_LIMIT:
            message = (
                f"packed, the script has {len(packed.value):,} characters, and the handler takes "
                f"{SCRIPT_LIMIT:,}: host it and use fileUris"
            )
            yield Finding(path, message, kind="too-long-to-travel")
        return
    texts = (text.replace("{{", "{").replace("}}", "}") for text in packed.variables.values())
    size = sum(4 * -(-len(text.encode()) // 3) for text in texts)
    if size > LONGEST_RESULT:
        message = (
            f"with parameters in it the script has {size:,} characters in base64, and a function "
            f"of a template gives at most {LONGEST_RESULT:,}: make the values constants, or host "
            "the script and use fileUris"
        )
        yield Finding(path, message, kind="too-long-to-travel")


def _windows_size(packing: Packing, step: DeliveryStep) -> Iterator[Finding]:
    packed = packing.windows_script(step.body)
    path = (*step.path, "script")
    if packed.command.variables:
        size = sum(4 * len(item.encode()) // 3 for item in packed.command.variables.values())
        if size + 600 > COMMAND_LIMIT:
            message = (
                f"with parameters in it the script must fit into a command line of "
                f"{COMMAND_LIMIT:,} characters (needs {size + 600:,}): make the values constants, "
                "or host the script and use fileUris"
            )
            yield Finding(path, message, kind="too-long-to-travel")
        return
    if packed.custom_data is None:
        return
    size = len(packed.custom_data) * 3 // 4
    if size > CUSTOM_DATA_LIMIT:
        message = (
            f"packed, the script has {size:,} bytes, and custom data takes {CUSTOM_DATA_LIMIT:,}: "
            "host it and use fileUris"
        )
        yield Finding(path, message, kind="too-long-to-travel")
    else:
        message = (
            "the script is too long for a command line and travels in custom data: once it "
            "changes, the command fails on running instances until they are reimaged or replaced "
            "(maxSurge); host it and use fileUris, where it is to change on them"
        )
        yield Finding(path, message, kind="script-in-custom-data")


def _specialized_scripts(subject: SpecSubject) -> Iterator[Finding]:
    if subject.value["os"] != "windows" or not subject.value["image"]["specialized"]:
        return
    packing = Packing(subject.files)
    for step in subject.steps("customScript"):
        script, files = step.body["script"], packing.gathered(step.body)
        if (script or files) and subject.loaded(script) and packing.windows(step.body).custom_data:
            key = "files" if files else "script"
            what = "these files" if files else "so long a script"
            message = f"a specialized image gets no custom data to carry {what}"
            yield Finding((*step.path, key), message, kind="specialized-has-no-custom-data")


CHECKS: tuple[Check, ...] = (
    _sizes,
    _encoded_values,
    _specialized_scripts,
)
