"""The settings of each extension as files, for a scale set that was not made from our template.

Offline there is no parameter to ask, so every value must be known here. A secret is written as
${NAME}, for the caller to fill in from the environment; one that would have to be encoded inside
a script cannot be filled in later, and is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.delivery.environment import Encoded
from generator.delivery.packing import Packing
from generator.diagnostics import Diagnostic, InvalidInput, Severity
from generator.language.template import Template, is_expression
from generator.lazy import dataclass, replace
from generator.rendering.compose import compose
from generator.scale_set.view import as_written, scale_sets
from generator.spec.faults import fault
from generator.spec.references import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.scale_set.view import Extension
    from generator.spec.spec import Spec

IDENTITY_VARIABLE = "IDENTITY_CLIENT_ID"
ENCODED = "BASE64_"
"""Before the name of a variable whose value stands in base64."""


@dataclass(frozen=True, slots=True)
class ExtensionSettings:
    """One extension: its envelope, both kinds of settings, and the variables to fill in.

    `again` tells that it is to run again although its settings are the same.
    """

    name: str
    publisher: str
    type: str
    version: str
    settings: dict[str, Any]
    protected: dict[str, Any]
    variables: list[str]
    again: bool = False


def extension_settings(spec: Spec, given: dict[str, str]) -> list[ExtensionSettings]:
    """Return the settings of every delivery step that is an extension, in order.

    `given` are values of template parameters by name. Raises InvalidInput where a value is
    missing, a name is unknown, or a secret would have to be encoded.
    """
    mistakes = [*_unknown(spec, given), *_encoded_secrets(spec)]
    value = _with_values(spec, spec.value, given, (), mistakes)
    if not mistakes:
        mistakes = [*_carried_apart(spec, value)]
    if mistakes:
        raise InvalidInput(list(dict.fromkeys(mistakes)))
    if value["health"] is not None:
        value["health"] = {**value["health"], "source": "none"}
    template = compose(replace(spec, value={**value, "raw": {}})).template
    (scale_set,) = scale_sets(Template(template))
    again = _run_again(value)
    return [
        replace(found, again=found.name in again)
        for found in map(_settings, scale_set.inline_extensions())
    ]


def _run_again(value: dict[str, Any]) -> set[str]:
    """Return the names of the extensions that the spec wants to run again by a tag of its own."""
    bodies = [body for entry in value["deliver"] for body in entry.values() if body is not None]
    return {
        body["name"]
        for body in bodies
        if body.get("rerun") == "always" or body.get("tag") is not None
    }


def _carried_apart(spec: Spec, value: dict[str, Any]) -> Iterator[Diagnostic]:
    """Yield scripts of Windows that travel in custom data, which settings do not reach."""
    if value["os"] != "windows":
        return
    packing = Packing(spec.files)
    for index, entry in enumerate(value["deliver"]):
        step = entry.get("customScript")
        if step and packing.windows(step).custom_data is not None:
            key = "files" if step["files"] else "script"
            message = (
                f"'{key}' is too long for a command line, and custom data, in which a rendered "
                "template carries it, is no part of the settings of an extension: host it and use "
                "fileUris, or shorten it"
            )
            yield spec.document.diagnostic(
                fault("script-beyond-settings"),
                Severity.ERROR,
                message,
                ("deliver", index, "customScript", key),
            )


def _settings(extension: Extension) -> ExtensionSettings:
    body = extension.properties
    publisher, kind, version = (
        as_written(body.at(name)) for name in ("publisher", "type", "typeHandlerVersion")
    )
    variables: list[str] = []
    settings, protected = (
        _plain(section.value if section else {}, variables)
        for section in (extension.settings, extension.protected)
    )
    return ExtensionSettings(
        extension.label, publisher, kind, version, settings, protected, sorted(set(variables))
    )


def _plain(value: Any, variables: list[str]) -> Any:
    """Undo the escapes of ARM; what only a deployment knows becomes a variable."""
    if isinstance(value, dict):
        return {key: _plain(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, variables) for item in value]
    if not isinstance(value, str):
        return value
    if is_expression(value):
        variables.append(IDENTITY_VARIABLE)
        return f"${{{IDENTITY_VARIABLE}}}"
    text = value[1:] if value.startswith("[[") and value.endswith("]") else value
    for start in text.split("${")[1:]:
        name = start.split("}")[0]
        if "}" in start and name.removeprefix(ENCODED).startswith("SECRET_"):
            variables.append(name)
    return text


def _unknown(spec: Spec, given: dict[str, str]) -> list[Diagnostic]:
    known = {name.lower(): name for name in spec.parameters}
    listed = ", ".join(sorted(spec.parameters))
    return [
        spec.document.diagnostic(
            fault("value-at-deployment"),
            Severity.ERROR,
            f"--parameters: the spec has no parameter '{name}' ({listed})",
        )
        for name in given
        if name.lower() not in known
    ]


def _encoded_secrets(spec: Spec) -> list[Diagnostic]:
    found = []
    for index, entry in enumerate(spec.value["deliver"]):
        body = entry.get("customScript") or {}
        inside = ("values", "environment") if spec.value["os"] == "linux" else ("values",)
        for key in inside if body.get("script") else ():
            for name, item in (body.get(key) or {}).items():
                if isinstance(item, Parameter) and item.secure:
                    message = (
                        f"the secret '{name}' is part of the packed script, so it cannot be filled "
                        "in later: deploy the rendered template, or run the script with "
                        "commandToExecute"
                    )
                    path: Path = ("deliver", index, "customScript", key, name)
                    found.append(
                        spec.document.diagnostic(
                            fault("secret-in-packed-script"), Severity.ERROR, message, path
                        )
                    )
    return found


def _with_values(
    spec: Spec, value: Any, given: dict[str, str], path: Path, mistakes: list[Diagnostic]
) -> Any:
    if isinstance(value, dict):
        return {k: _with_values(spec, v, given, (*path, k), mistakes) for k, v in value.items()}
    if isinstance(value, list):
        return [_with_values(spec, v, given, (*path, i), mistakes) for i, v in enumerate(value)]
    delivered = {"deliver", "packages"} if spec.files.published else {"deliver"}
    if not isinstance(value, Parameter) or path[0] not in delivered:
        return value
    parameter = spec.parameters.get(value.name, value)
    if parameter.secure:
        name = f"SECRET_{parameter.name.upper()}"
        return Encoded(f"${{{ENCODED}{name}}}") if "environment" in path else f"${{{name}}}"
    known = _known(parameter, given)
    if known is None:
        message = (
            f"parameter '{parameter.name}' has no value here: add --parameters {parameter.name}=..."
        )
        mistakes.append(
            spec.document.diagnostic(fault("value-at-deployment"), Severity.ERROR, message, path)
        )
    return known


def _known(parameter: Parameter, given: dict[str, str]) -> Any:
    for name, text in given.items():
        if name.lower() == parameter.name.lower():
            if parameter.type == "int" and text.lstrip("-").isdigit():
                return int(text)
            return text.lower() == "true" if parameter.type == "bool" else text
    return parameter.literal()
