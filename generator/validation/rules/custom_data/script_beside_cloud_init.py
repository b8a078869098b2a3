r"""A custom script that rests on cloud-init waits for it.

Extensions start while cloud-init still installs packages and runs commands: the script finds no
package, or the lock of apt taken. `cloud-init status --wait` ends when cloud-init has.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {"disablePasswordAuthentication": false},
          "customData": "[base64('#cloud-config\npackages: [nginx]\n')]"
        },
        "extensionProfile": {
          "extensions": [
            {
              "name": "start",
              "properties": {
                "publisher": "Microsoft.Azure.Extensions",
                "type": "CustomScript",
                "typeHandlerVersion": "2.1",
                "autoUpgradeMinorVersion": true,
                "settings": {"commandToExecute": "systemctl restart nginx"}
              }
            }
          ]
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {"disablePasswordAuthentication": false},
          "customData": "[base64('#cloud-config\npackages: [nginx]\n')]"
        },
        "extensionProfile": {
          "extensions": [
            {
              "name": "start",
              "properties": {
                "publisher": "Microsoft.Azure.Extensions",
                "type": "CustomScript",
                "typeHandlerVersion": "2.1",
                "autoUpgradeMinorVersion": true,
                "settings": {
                  "commandToExecute": "cloud-init status --wait; systemctl restart nginx"
                }
              }
            }
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import LINUX_SCRIPT
from generator.delivery.cloud_init import BESIDE_EXTENSIONS, waits, works_late
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.known_text import UNKNOWN, UNKNOWN_PART, decoded_texts, texts
from generator.scale_set.view import child_extensions, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "BOOT031",
    "script-beside-cloud-init",
    Severity.WARNING,
    "https://github.com/Azure/custom-script-extension-linux/issues/161",
    words="customdata customscript",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scripts of scale sets that run beside packages and commands of cloud-init."""
    found = list(scale_sets(template))
    for scale_set in found:
        data = scale_set.profile.at("osProfile", "customData")
        if not any(works_late(UNKNOWN_PART.sub("#", text)) for text in decoded_texts(data)):
            continue
        inline = list(scale_set.inline_extensions())
        waiting = {item.label.lower() for item in inline if any(map(waits, _all_texts(item)))}
        alone = child_extensions(template) if len(found) == 1 else ()
        for extension in (*inline, *alone):
            if extension.handler == LINUX_SCRIPT and not waiting.intersection(extension.after):
                yield from _beside(extension)


def _beside(extension: Extension) -> Iterator[Finding]:
    for section in extension.sections:
        command, script = section.at("commandToExecute"), section.at("script")
        for node, known in ((command, texts(command)), (script, decoded_texts(script))):
            if node.stands() and _runs_at_once(known):
                message = (
                    f"{BESIDE_EXTENSIONS}, and '{node.path[-1]}' does not wait: begin it with "
                    "'cloud-init status --wait'"
                )
                yield Finding(node, message)


def _runs_at_once(known: Iterator[str]) -> bool:
    """Whether what runs is known, at least in part, and none of it waits."""
    told = [text for text in known if text.replace(UNKNOWN, "").strip()]
    return bool(told) and not any(map(waits, told))


def _all_texts(extension: Extension) -> Iterator[str]:
    for section in extension.sections:
        yield from _both(section)


def _both(section: Node) -> Iterator[str]:
    yield from texts(section.at("commandToExecute"))
    yield from decoded_texts(section.at("script"))
