"""What a cloud-config asks for before it is there: accounts, mounts, disks, bytes.

`write_files` is the work of the first stage: before disks are mounted, before accounts are made,
long before packages are installed. With `defer: true` a file is written in the last stage, after
the packages. A file that cannot be written ends the module: those after it are not written either.

Sources: cloud-init, reference/modules (write_files, users and groups, mounts) and cloud.cfg, which
orders them; https://learn.microsoft.com/azure/virtual-machines/linux/azure-to-guest-disk-mapping.
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Path

OWNER = "cloud-init-owner"
PLACE = "cloud-init-place"
ENCODING = "cloud-init-encoding"
SIGN_IN = "cloud-init-sign-in"
DISK = "cloud-init-disk"

_IMAGE = (
    b"root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc "
    b"gnats nobody _apt systemd-network systemd-resolve systemd-timesync systemd-journal "
    b"systemd-coredump systemd-oom messagebus dbus syslog tss uuidd tcpdump sshd pollinate "
    b"landscape fwupd-refresh _chrony chrony ntp lxd adm halt shutdown operator ftp polkitd "
    b"sssd rpc rpcuser nfsnobody postfix unbound dnsmasq tty disk kmem dialout fax voice cdrom "
    b"floppy tape sudo wheel audio dip src shadow gshadow utmp video sasl plugdev staff users "
    b"nogroup input sgx kvm render crontab netdev ssh _ssh ssh_keys mem lock"
)
_SYSTEM = frozenset(_IMAGE.decode().split())
"""Accounts and groups that Linux images have before the first boot."""
_OF_PACKAGE = {
    "httpd": "apache", "docker": "docker", "mysql": "mysql", "mariadb": "mysql",
    "postgresql": "postgres", "rabbitmq": "rabbitmq", "mongodb": "mongodb", "squid": "squid",
}  # fmt: skip
"""Packages that make an account of another name than their own, by how theirs begins."""
_NOBODY = {"", "-1", "none"}
_SIGNS_IN = {
    "ssh_authorized_keys", "ssh-authorized-keys", "ssh_import_id", "ssh-import-id", "passwd",
    "hashed_passwd", "hashed-passwd", "plain_text_passwd", "plain-text-passwd", "snapuser",
    "ssh_redirect_user",
}  # fmt: skip
_BASE64 = {"b64", "base64"}
_GZIP = {"gz", "gzip"}
_BOTH = {f"{packed}+{coded}" for packed in _GZIP for coded in _BASE64}
_OUTSIDE = regex(r"[^A-Za-z0-9+/=\s]")
_DEVICE = regex(r"/dev/sd[a-z]\d*(?![\w*?-])")
_LOST = "this file and all after it are not written"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who is made at boot, as far as all parts of the user data tell."""

    admin: str = ""
    made: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()
    default: bool = False
    """Whether another part lists the default account."""

    def comes_late(self, name: str) -> str:
        """Return what makes an account after the files are written, if that is known."""
        if name == self.admin:
            return "the administrator"
        if name in self.made:
            return f"'{name}'"
        for package in self.packages:
            known = next((made for key, made in _OF_PACKAGE.items() if package.startswith(key)), "")
            if name == known or package.partition("=")[0] == name:
                return f"the account of package '{package}'"
        return ""


_CLEANED = "/tmp"  # noqa: S108 - it is looked for, not written to


def accounts_of(configs: list[dict[Any, Any]], admin: str) -> Accounts:
    """Return who is made at boot by some cloud-configs together."""
    made: set[str] = set()
    packages: set[str] = set()
    for config in configs:
        made.update(name for name, _ in _entries(config.get("users")))
        made.update(_names(config.get("groups")))
        packages.update(
            str(item[0] if isinstance(item, list) and item else item)
            for item in _listed(config.get("packages"))
        )
    return Accounts(admin, frozenset(made - {"default"}), frozenset(packages))


def lists_default(config: dict[Any, Any]) -> bool:
    """Whether a cloud-config makes the default account, which is the administrator on Azure."""
    names = {name for name, _ in _entries(config.get("users"))}
    return "default" in names or bool(config.get("user"))


def boot_findings(config: dict[Any, Any], accounts: Accounts) -> Iterator[Finding]:
    """Yield what a cloud-config asks for too early, or where it is not found."""
    mounted = list(_mounts(config))
    for index, file in enumerate(_listed(config.get("write_files"))):
        if isinstance(file, dict):
            at: Path = ("write_files", index)
            yield from _owner(file, at, accounts)
            yield from _place(file, at, mounted)
            yield from _encoded(file, at)
    yield from _sign_in(config, accounts)
    yield from _disks(config)


def _owner(file: dict[Any, Any], at: Path, accounts: Accounts) -> Iterator[Finding]:
    owner = file.get("owner")
    if not isinstance(owner, str):
        return
    names = [part.strip() for part in owner.split(":", 1)]
    path = (*at, "owner")
    for name in dict.fromkeys(names):
        if name.lower() in _NOBODY or (name in _SYSTEM and name != accounts.admin):
            continue
        if name.isdecimal():
            message = f"accounts are found by name, and {name} is a number, so {_LOST}: write names"
            yield Finding(path, message, kind=OWNER)
            return
        if file.get("defer") is True:
            continue
        if late := accounts.comes_late(name):
            message = f"{late} does not exist yet when files are written, so {_LOST}: "
            yield Finding(path, f"{message}add 'defer: true'", kind=OWNER)
            return
        message = (
            f"unless the image has '{name}', {_LOST}: add 'defer: true', which writes it after "
            "accounts are made and packages installed"
        )
        yield Finding(path, message, Severity.WARNING, kind=OWNER)
        return


def _place(file: dict[Any, Any], at: Path, mounted: list[str]) -> Iterator[Finding]:
    path = file.get("path")
    if not isinstance(path, str) or file.get("defer") is True:
        return
    where = (*at, "path")
    under = next((target for target in mounted if _is_below(path, target)), None)
    if under:
        message = f"{under} is mounted after files are written, and hides this one: "
        yield Finding(where, f"{message}add 'defer: true'", Severity.WARNING, kind=PLACE)
    elif _is_below(path, "/mnt"):
        message = (
            "where the size has a temporary disk, it is mounted at /mnt after files are written, "
            "and hides this one: add 'defer: true', or write it elsewhere"
        )
        yield Finding(where, message, Severity.WARNING, kind=PLACE)
    elif _is_below(path, _CLEANED):
        message = (
            f"{_CLEANED} may be cleaned while the system starts: write it to /run or /var/lib "
            "instead"
        )
        yield Finding(where, message, Severity.WARNING, kind=PLACE)


def _encoded(file: dict[Any, Any], at: Path) -> Iterator[Finding]:
    encoding, content = file.get("encoding"), file.get("content")
    if not isinstance(encoding, str) or not isinstance(content, str):
        return
    kind, path = encoding.lower().strip(), (*at, "content")
    if kind in _GZIP:
        message = f"'{encoding}' wants compressed bytes, and this is text, so {_LOST}: "
        yield Finding(path, f"{message}use gz+b64, or leave 'encoding' out", kind=ENCODING)
    elif kind in _BASE64 | _BOTH:
        wrong = _undecodable(content, packed=kind in _BOTH)
        if wrong:
            message = f"{wrong}: encode the content, or leave 'encoding' out"
            yield Finding(path, message, kind=ENCODING)


def _undecodable(content: str, *, packed: bool) -> str:
    """Return what is wrong with content in base64, read as cloud-init reads it."""
    if "..." in content:
        return ""  # somebody is to fill it in
    try:
        data = base64.b64decode(content)
        if packed:
            zlib.decompressobj(wbits=31).decompress(data, 65_536)
    except ValueError:
        return f"this is no base64, so {_LOST}"
    except zlib.error:
        return f"this is no gzip in base64, so {_LOST}"
    if _OUTSIDE.search(content):
        return "this is no base64: the signs that it does not have are dropped, the rest decoded"
    return ""


def _sign_in(config: dict[Any, Any], accounts: Accounts) -> Iterator[Finding]:
    users = config.get("users")
    if users is None or accounts.default or lists_default(config):
        return
    if not isinstance(users, str | list | dict):
        return
    keys = [item for _, item in _entries(users) if isinstance(item, dict)]
    if any(_SIGNS_IN & item.keys() for item in keys):
        message = (
            "'users' does not list 'default', so the administrator is not made as the model says: "
            "add '- default' as its first entry"
        )
        yield Finding(("users",), message, Severity.WARNING, kind=SIGN_IN, on_key=True)
    else:
        message = (
            "'users' does not list 'default', so the administrator is not made as the model says, "
            "and no one can sign in: add '- default' as its first entry"
        )
        yield Finding(("users",), message, kind=SIGN_IN, on_key=True)


def _disks(config: dict[Any, Any]) -> Iterator[Finding]:
    places: list[tuple[Path, object, bool]] = []
    setup = config.get("disk_setup")
    if isinstance(setup, dict):
        places += [(("disk_setup", name), name, True) for name in setup]
    for index, system in enumerate(_listed(config.get("fs_setup"))):
        if isinstance(system, dict):
            places.append((("fs_setup", index, "device"), system.get("device"), False))
    for index, device in enumerate(_listed(config.get("mounts"))):
        if isinstance(device, list) and device:
            places.append((("mounts", index, 0), device[0], False))
    for path, device, on_key in places:
        # cloud-init puts /dev/ in front of a name without it.
        if isinstance(device, str) and (found := device_in(f"/dev/{device}")):
            yield Finding(path, _named(found), Severity.WARNING, kind=DISK, on_key=on_key)


def device_in(text: str) -> str | None:
    """Return the first disk in a text that is named by the order in which it was found."""
    found = _DEVICE.search(text)
    return found[0] if found else None


def disk_finding(path: Path, text: str) -> Iterator[Finding]:
    """Yield a finding on the first such disk in a command."""
    if found := device_in(text):
        yield Finding(path, _named(found), Severity.WARNING, kind=DISK)


def _named(device: str) -> str:
    return (
        f"{device} is another disk after a restart or on another size: use "
        "/dev/disk/azure/scsi1/lun0 for the data disk of LUN 0, 'ephemeral0' for the temporary disk"
    )


def _mounts(config: dict[Any, Any]) -> Iterator[str]:
    for entry in _listed(config.get("mounts")):
        target = entry[1] if isinstance(entry, list) and len(entry) > 1 else None
        if isinstance(target, str) and target.startswith("/") and target != "/":
            yield target.rstrip("/")


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _entries(users: Any) -> Iterator[tuple[str, Any]]:
    """Yield each account of `users` by its name: a list, a mapping or names apart by commas."""
    if isinstance(users, str):
        users = users.split(",")
    if isinstance(users, dict):
        yield from ((str(name), item) for name, item in users.items())
    for item in _listed(users):
        if isinstance(item, str):
            yield item.strip(), None
        elif isinstance(item, dict):
            yield str(item.get("name") or item.get("snapuser")), item
        elif isinstance(item, list):
            yield from _entries(item)


def _names(groups: Any) -> Iterator[str]:
    if isinstance(groups, str):
        groups = groups.split(",")
    if isinstance(groups, dict):
        yield from map(str, groups)
    for item in _listed(groups):
        if isinstance(item, str):
            yield item.strip()
        elif isinstance(item, dict):
            yield from map(str, item)
