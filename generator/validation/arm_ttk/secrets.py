"""Tests about secrets: where they must not stand, and how they are declared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.validation.arm_ttk.subject import (
    Fault,
    calls,
    find,
    get,
    has,
    named,
    of_parameter,
    secure_parameters,
    starts_expression,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.arm_ttk.subject import Subject

_LIST = r"list\w*"
_ADMIN_NAMES = ("adminUsername", "administratorLogin")
_ADMIN_PASSWORDS = ("adminPassword", "administratorLoginPassword")
_WHOLE_VARIABLE = re.compile(
    r"\s*\[\s*variables\s?\(\s*'([^']+)'\s*\)((?:\.\w+)*)\s*\]((?:\.\w+)*)\s*", re.IGNORECASE
)
"""As arm-ttk does, properties may stand behind the bracket."""
_SECRET_WORDS = re.compile(r"password|secret|accountkey", re.IGNORECASE)
_NOT_A_SECRET = re.compile(
    r"secret.*(permission|version|url|uri|name)|(permission|version|url|uri|name).*secret",
    re.IGNORECASE,
)


def _secret_in(text: str, secure: list[str]) -> str | None:
    """Say what is secret in an expression; None where nothing is."""
    if calls(_LIST, text):
        return "a list*() function"
    return next((f"'{name}'" for name in secure if of_parameter(name).search(text)), None)


def command_to_execute(subject: Subject) -> Iterator[Fault]:
    """CommandToExecute-Must-Use-ProtectedSettings-For-Secrets."""
    secure = secure_parameters(subject.value)
    for found in find(subject.value, named("commandToExecute")):
        if not found.path or str(found.path[-1]).lower() != "settings":
            continue
        if "customscript" not in str(get(found.parents[0], "type")).lower():
            continue
        if any(has(get(item, "protectedSettings"), "commandToExecute") for item in found.parents):
            continue
        secret = _secret_in(str(found.value), secure)
        if secret:
            message = f"'commandToExecute' holds {secret}: put it into protectedSettings"
            yield Fault((*found.path, found.key), message)


def outputs(subject: Subject) -> Iterator[Fault]:
    """Outputs-Must-Not-Contain-Secrets."""
    declared = get(subject.value, "outputs")
    secure = secure_parameters(subject.value)
    for name, item in declared.items() if isinstance(declared, dict) else ():
        path = ("outputs", name)
        if "password" in name.lower():
            message = f"the output '{name}' is named like a password: remove it"
            yield Fault(path, message, "Output.Contains.Secret")
        for below, text in texts(item):
            secret = _secret_in(text, secure) if "[" in text else None
            if secret:
                message = f"the output '{name}' holds {secret}: remove it"
                yield Fault((*path, *below), message, "Output.Contains.Secret")
                break


def nested_deployments(subject: Subject) -> Iterator[Fault]:
    """Secure-Params-In-Nested-Deployments."""
    secure = secure_parameters(subject.value)
    for found in find(subject.value, named("template")):
        scope = get(get(found.owner, "expressionEvaluationOptions"), "scope")
        if str(scope or "outer").lower() != "outer" or not isinstance(found.value, dict):
            continue
        for below, text in texts(found.value):
            # As arm-ttk does: a list*() right after the bracket is not seen.
            listed = any(text[: m.start()].rstrip() != "[" for m in calls(_LIST, text))
            held = next((f"'{n}'" for n in secure if of_parameter(n).search(text)), None)
            secret = "a list*() function" if listed else held
            if secret:
                message = (
                    f"a nested deployment of outer scope holds {secret}, which its history shows: "
                    "use the scope inner, with a secure parameter"
                )
                yield Fault((*found.path, found.key, *below), message)
                break


def password_parameters(subject: Subject) -> Iterator[Fault]:
    """Password-params-must-be-secure."""
    declared = get(subject.value, "parameters")
    for name, item in declared.items() if isinstance(declared, dict) else ():
        kind = str(get(item, "type")).lower()
        if not _SECRET_WORDS.search(name) or kind in {"securestring", "secureobject", "bool"}:
            continue
        if "secret" in name.lower() and _NOT_A_SECRET.search(name):
            message = f"'{name}' is taken for the name or address of a secret"
            yield Fault(("parameters", name), message, warning=True)
            continue
        message = f"the parameter '{name}' must have the type secureString or secureObject"
        yield Fault(("parameters", name), message)


def secure_defaults(subject: Subject) -> Iterator[Fault]:
    """Secure-String-Parameters-Cannot-Have-Default."""
    declared = get(subject.value, "parameters")
    for name, item in declared.items() if isinstance(declared, dict) else ():
        default = get(item, "defaultValue")
        secure = str(get(item, "type")).lower() == "securestring"
        if secure and default and not calls("newGuid", str(default)):
            message = f"the secure parameter '{name}' must have no default but newGuid()"
            yield Fault(("parameters", name, "defaultValue"), message)


def admin_username(subject: Subject) -> Iterator[Fault]:
    """adminUsername-Should-Not-Be-A-Literal."""
    yield from _literals(subject, _ADMIN_NAMES, "AdminUsername.Is.Literal")


def admin_password(subject: Subject) -> Iterator[Fault]:
    """adminPassword-Should-Not-Be-A-Literal."""
    yield from _literals(subject, _ADMIN_PASSWORDS, "AdminPassword.Is.Literal")


def _literals(subject: Subject, names: tuple[str, ...], error_id: str) -> Iterator[Fault]:
    for section in ("resources", "variables"):
        last: tuple[Any, Any] | None = None
        for found in find(get(subject.value, section), named(*names)):
            value = found.value
            if isinstance(value, dict) and has(value, "value"):
                value = get(value, "value")
            if isinstance(value, dict):
                continue
            path = (section, *found.path, found.key)
            last = (path, value)
            if not re.search(r"\[.*\]", str(value), re.DOTALL):
                yield Fault(path, f"'{found.key}' must not be a literal: use a parameter", error_id)
        if section == "resources" and last is not None:
            yield from _through_variable(subject, *last, error_id)


def _through_variable(subject: Subject, path: Any, value: Any, error_id: str) -> Iterator[Fault]:
    found = _WHOLE_VARIABLE.fullmatch(str(value))
    if found is None:
        return
    held = get(get(subject.value, "variables"), found[1])
    for name in [part for part in (found[2] + found[3]).split(".") if part]:
        held = get(held, name)
    if held is not None and not starts_expression(held):
        message = f"the variable '{found[1]}' holds a literal: use a parameter"
        yield Fault(path, message, error_id)


TESTS = {
    "CommandToExecute-Must-Use-ProtectedSettings-For-Secrets": command_to_execute,
    "Outputs-Must-Not-Contain-Secrets": outputs,
    "Secure-Params-In-Nested-Deployments": nested_deployments,
    "Password-params-must-be-secure": password_parameters,
    "Secure-String-Parameters-Cannot-Have-Default": secure_defaults,
    "adminUsername-Should-Not-Be-A-Literal": admin_username,
    "adminPassword-Should-Not-Be-A-Literal": admin_password,
}
