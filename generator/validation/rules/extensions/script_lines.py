"""A custom script runs to its end: nothing stops it, and it asks nothing.

A reboot or a stop of the agent ends the extension in the middle; apt-get without -y waits for an
answer, and another apt may hold its lock at the first boot. What bash cannot read stops on every
instance, and an interpreter that the image lacks runs nothing.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {},
      "protectedSettings": {"commandToExecute": "yum install -y nginx && reboot"}
    }

Good, as a patch:

    {"protectedSettings": {"commandToExecute": "yum install -y nginx"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.in_templates import custom_scripts, known_text
from generator.delivery.script_lines import (
    first_line_remark,
    powershell_remarks,
    raw_remarks,
    shell_remarks,
)
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.scale_set.payload import payload_of, unpacked
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.delivery.in_templates import CustomScript
    from generator.delivery.script_lines import LineRemark
    from generator.language.template import Node, Template

_SHELL = regex(r"#!.*\b(?:bash|sh|dash|ksh|zsh)\b")
RULE = Rule(
    "EXT083",
    "script-lines",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux",
    words="customscript commandtoexecute|script",
)


def check(template: Template) -> Iterator[Finding]:
    """Find what keeps a custom script from its end."""
    for script in custom_scripts(template):
        found = shell_remarks if script.system == "linux" else powershell_remarks
        for node in script.nodes("commandToExecute"):
            for remark in found(known_text(node)):
                yield Finding(node, remark.message, remark.severity)
        for node in script.nodes("script") if script.system == "linux" else ():
            yield from _of_script(script, node)


def _is_shell(text: str) -> bool:
    return not text.startswith("#!") or bool(_SHELL.match(text))


def _bash(text: str) -> list[LineRemark]:
    from generator.delivery.scripts import shell_faults  # bash is asked where there is a script
    from generator.files.deadline import OutOfTimeError

    try:
        return list(shell_faults(text))
    except OutOfTimeError:
        return []


def _of_script(script: CustomScript, node: Node) -> Iterator[Finding]:
    payload = payload_of(node)
    text = payload.text() if payload else None
    if payload is None or text is None:
        return
    first = first_line_remark(text)
    remarks = [*([first] if first else ()), *_bash(text)]
    if _is_shell(text):
        remarks += shell_remarks(text)
    kept = any(item.flag() for item in script.nodes("skipDos2Unix"))
    if kept and payload.data:
        packed = payload.data.startswith(b"\x1f\x8b")
        remarks += raw_remarks(unpacked(payload.data) if packed else payload.data)
    worst = Severity.WARNING if node.from_parameter() else Severity.ERROR
    for remark in remarks:
        severity = min(remark.severity, worst)
        yield Finding(node, f"line {remark.line}: {remark.message}", severity)
