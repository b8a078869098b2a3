"""A signature stands behind a '?' in the address of a file.

Without it the signature becomes part of the name: Azure Storage has no such file and answers 404,
and the extension fails. It is said where both parts are known, and of tokens by listAccountSas()
and listServiceSas(), which begin without '?'; those of other programs often begin with it.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {},
      "protectedSettings": {
        "commandToExecute": "sh a.sh",
        "fileUris": [
          "[concat('https://a.example/a.sh', listAccountSas('a', '2023-05-01').accountSasToken)]"
        ]
      }
    }

Good, as a patch:

    {
      "protectedSettings": {
        "fileUris": [
          "[concat('https://a.example/a.sh?', listAccountSas('a', '2023-05-01').accountSasToken)]"
        ]
      }
    }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.tree import Call, Property, Text
from generator.scale_set.view import extensions
from generator.validation.expressions.reading import read
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.expressions.tree import Expression
    from generator.language.template import Node, Template

RULE = Rule(
    "EXT060",
    "signature-without-mark",
    Severity.ERROR,
    "https://github.com/Azure/vm-scale-sets/issues/54",
    words="settings sig|sas",
)
_TOKENS = {"listaccountsas": "accountsastoken", "listservicesas": "servicesastoken"}
_MESSAGE = (
    "the signature stands in this address without '?', so it is taken for a part of the name of "
    "the file, which Azure Storage does not have (404); put '?' before it"
)


def check(template: Template) -> Iterator[Finding]:
    """Find addresses of files that a signature is joined to without a mark."""
    for extension in extensions(template):
        for section in (extension.settings, extension.protected):
            places = [*section.at("fileUris"), section.at("configuration", "url")]
            for node in places:
                known = node.text()
                if _is_signed(known.lower()) if known else _is_joined(node):
                    default = known is not None and node.from_parameter()
                    yield Finding(node, _MESSAGE, Severity.WARNING if default else None)


def _is_signed(address: str) -> bool:
    """Whether the parts of a signature are in an address, and nothing parts them from the name."""
    if not address.startswith(("https://", "http://")) or "?" in address or "%3f" in address:
        return False
    return "sig=" in address and "sv=" in address


def _is_joined(node: Node) -> bool:
    """Whether a token that begins without '?' follows a text that is a path."""
    value = node.value
    whole = read(value).expression if isinstance(value, str) and value.startswith("[") else None
    if not isinstance(whole, Call) or whole.name.lower() != "concat":
        return False
    before: list[Expression] = []
    for part in whole.arguments:
        if _is_token(part):
            texts = [item.value for item in before if isinstance(item, Text)]
            return (
                bool(before)
                and isinstance(before[-1], Text)
                and re.search(r"[\w/]$", before[-1].value) is not None
                and not any("?" in text for text in texts)
            )
        before.append(part)
    return False


def _is_token(part: Expression) -> bool:
    if not isinstance(part, Property) or not isinstance(part.base, Call):
        return False
    return _TOKENS.get(part.base.name.lower()) == part.name.lower()
