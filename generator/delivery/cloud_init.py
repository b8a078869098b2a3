"""cloud-init at the boot of an instance: its place among the extensions, which may have to wait.

cloud-init starts before the extensions and does not end before them: the agent of Azure, which runs
the handlers, starts with the network, while the last stage of cloud-init still installs packages
and runs commands. A step that rests on them has to wait by itself.

Sources: https://docs.cloud-init.io/en/latest/explanation/boot.html (stages),
https://docs.cloud-init.io/en/latest/reference/cli.html#status (--wait, exit codes),
https://github.com/Azure/custom-script-extension-linux/issues/161 (extensions do not wait),
https://github.com/Azure/WALinuxAgent/pull/3031 (the agent can wait, and does not by default).
"""

from __future__ import annotations

from generator.lazy import regex

_LATE = {
    "packages", "package_update", "package_upgrade", "runcmd", "snap", "ansible", "puppet", "chef",
}  # fmt: skip
"""Keys of a cloud-config whose work is done in the last stage, when extensions have begun."""
_LATE_WORD = regex(rf"\b(?:{'|'.join(sorted(_LATE))})\b")
BESIDE_EXTENSIONS = (
    "cloud-init may still install packages and run commands when the extensions start"
)

_FAILED = "cloud-init has failed, see /var/log/cloud-init-output.log"
WAIT = (
    "! command -v cloud-init >/dev/null || cloud-init status --wait >/dev/null || [ $? -eq 2 ]"
    f" || {{ echo {_FAILED} >&2; exit 1; }}"
)
"""A line of sh that ends when cloud-init has: where it is absent at once.

Exit code 2 is an end with an error that cloud-init could go on after; 1 is one that it could not.
"""
_WAITS = regex(
    r"cloud-init\s+status\b[^\n;|&]*\s(?:--wait|-w)\b|/var/lib/cloud/instance/boot-finished"
    r"|/run/cloud-init/result\.json|cloud-final\.service"
)
_AGENT_WAITS = regex(r"(?:walinuxagent|waagent)\.service\.d\b")
"""A drop-in for the agent of Azure, by which user data lets the extensions wait."""


def works_late(user_data: str) -> bool:
    """Whether user data has work for the last stage that extensions run beside."""
    from generator.cloud_init.check import configs, sections
    from generator.cloud_init.headers import Kind

    if _AGENT_WAITS.search(user_data):
        return False
    if any(kind is Kind.SCRIPT for kind, _ in sections(user_data)):
        return True
    return any(_LATE & config.keys() for config in configs(user_data, _LATE_WORD))


def waits(text: str) -> bool:
    """Whether a script or a command waits for cloud-init by itself."""
    return _WAITS.search(text) is not None
