"""A secret must not stand in a template as it is.

Everybody who may read the repository or the deployment reads it; in the public settings of an
extension, in a tag or in an output also everybody who may see the resource. It is found by the name
of what it stands at: passwords, tokens, keys of accounts and workspaces, and the settings that a
handler takes as secrets. Expressions, references to a vault and placeholders are none.

Bad:

    {
      "publisher": "Microsoft.Compute",
      "type": "JsonADDomainExtension",
      "typeHandlerVersion": "1.3",
      "settings": {"Name": "example.org", "User": "join@example.org", "Password": "Not-4-secret"}
    }

Good:

    {
      "publisher": "Microsoft.Compute",
      "type": "JsonADDomainExtension",
      "typeHandlerVersion": "1.3",
      "settings": {"Name": "example.org", "User": "join@example.org"},
      "protectedSettings": {"Password": "[parameters('joinPassword')]"}
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.plain_secrets import is_secret_key, is_secret_value, tells_secret
from generator.language.template import is_expression
from generator.lazy import replace
from generator.scale_set.view import extensions
from generator.validation.literals import literals_in
from generator.validation.resources.extension_settings import secrets_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path
    from generator.language.template import Node, Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "SEC040",
    "secret-literal",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
    words="passw|pwd|passphrase|secret|token|key|connectionstring|onboardingscript|proxy",
)
_VAULT_SECRET = "microsoft.keyvault/vaults/secrets"  # noqa: S105 - a type of resource
_OUTPUT = ("in the outputs of the deployment", "remove it")


def check(template: Template) -> Iterator[Finding]:
    """Find secrets in plain text, by the name of what they stand at."""
    told: set[Path] = set()
    for found in _found(template):
        if found.path not in told:
            told.add(found.path)
            yield found


def _found(template: Template) -> Iterator[Finding]:
    for extension in extensions(template):
        yield from _of_extension(extension)
    yield from _of_outputs(template)
    yield from _of_defaults(template)
    for resource in template.resources():
        yield from _public(resource.at("tags"), "in 'tags'", "remove it")
        if resource.type == _VAULT_SECRET:
            node = resource.at("properties", "value")
            if is_secret_value(node.value, "secret"):
                yield Finding(node, _plain("the value of a Key Vault secret"))
    for section in ("variables", "resources") if template.own_names else ("resources",):
        for literal in literals_in(template.root.at(section)):
            if not _is_another_rules(literal.node.path):
                yield Finding(literal.node, _plain(f"'{literal.name}'"))


def _of_defaults(template: Template) -> Iterator[Finding]:
    """Yield the defaults of parameters that are not secure: those of secure ones are SEC004's."""
    declared = template.root.at("parameters").members() if template.own_names else ()
    for name, parameter in declared:
        default = parameter.at("defaultValue")
        secure = (parameter.at("type").text() or "").lower().startswith("secure")
        if is_secret_key(name) and not secure and is_secret_value(default.value, name):
            yield Finding(default, _plain(f"the default of parameter '{name}'"))


def _of_outputs(template: Template) -> Iterator[Finding]:
    for name, output in template.root.at("outputs").members():
        if not (output.at("type").text() or "").lower().startswith("secure"):
            value = output.at("value")
            if is_secret_key(name) and is_secret_value(value.value, name, public=True):
                yield _public_one(value, name, *_OUTPUT)
            yield from _public(value, *_OUTPUT)


def _plain(what: str) -> str:
    return (
        f"{what} is in plain text in the template; take it from a secureString parameter or a "
        "Key Vault"
    )


def _is_another_rules(path: Path) -> bool:
    """Whether SEC002 speaks of it: the password of the operating system."""
    names = [step.lower() for step in path if isinstance(step, str)]
    return names[-2:] == ["osprofile", "adminpassword"]


def _of_extension(extension: Extension) -> Iterator[Finding]:
    publisher = extension.properties.at("publisher").text() or ""
    kind = extension.properties.at("type").text() or ""
    yield from _public(
        extension.settings,
        "in 'settings'",
        "move it to 'protectedSettings', from a secureString parameter",
        secrets_of(publisher, kind),
    )
    for literal in literals_in(extension.protected, secrets_of(publisher, kind), public=True):
        yield Finding(literal.node, _plain(f"'{literal.name}'"))
    command = extension.settings.at("commandToExecute")
    text = command.value
    if isinstance(text, str) and not is_expression(text) and tells_secret(text):
        yield Finding(
            command,
            "the command has a secret in it, which can be read by anyone in 'settings'; move it to "
            "'protectedSettings'",
        )


def _public(
    node: Node, where: str, advice: str, also: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    for literal in literals_in(_settled(node), also, public=True):
        yield _public_one(literal.node, literal.name, where, advice)


def _settled(node: Node) -> Node:
    """Return a node with what its expression comes to, unless it is for who deploys to say."""
    value = node.value
    if isinstance(value, str) and is_expression(value) and "parameters(" not in value.lower():
        return replace(node, value=node.resolved())
    return node


def _public_one(node: Node, name: str, where: str, advice: str) -> Finding:
    message = f"'{name}' is in plain text and can be read by anyone {where}; {advice}"
    # Who deploys may give another value; it is readable all the same.
    return Finding(node, message, Severity.WARNING if node.from_parameter() else Severity.ERROR)
