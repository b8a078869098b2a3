"""Traps of scripts: when they do not run again, and when they run at each deployment."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from generator.files.reading import read_bytes, root_of_folder
from generator.lazy import regex
from generator.rollout.changes import Element
from generator.rollout.records import Hit
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.rollout.records import Case, ResourcePlan
    from generator.rollout.verdicts import Verdict
    from generator.scale_set.view import Extension

_FILE = regex(r"[\w./-]*[\w-]\.[A-Za-z0-9]{1,8}(?![\w.])")
_POINTER = regex(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n"
)
"""What git stores of a file that is kept by Git LFS. Source: docs/spec.md of git-lfs."""
_URLS = (("configuration", "url"), ("configurationData", "url"), ("modulesUrl",))
_TAGS = {"timestamp", "forceupdatetag"}
_RUN_AGAIN = {"settings", "protectedsettings", "protectedsettingsfromkeyvault", "forceupdatetag"}


def will_not_rerun(item: ResourcePlan, _sets: list[ResourcePlan], case: Case) -> Iterator[Hit]:
    """Find files that differ between the folders of the two sides, behind URLs that do not."""
    if case.old.folder is None or case.new.folder is None or not item.old or not item.new:
        return
    rerun = {
        verdict.change.extension
        for verdict in _of_extensions(item)
        if len(verdict.change.names) > 4 and verdict.change.names[4] in _RUN_AGAIN
    }
    for key, extension in item.model.extensions_by_name().items():
        if key in rerun:
            continue
        for url in addresses(extension):
            name = _differing(url, case.old.folder, case.new.folder)
            if name:
                yield Hit(
                    f"'{name}' changed, and the URL that extension '{extension.label}' downloads "
                    "it by did not: it does not run again. New instances run the new file, the "
                    "others keep what the old one did. Give forceUpdateTag a new value, or put a "
                    "version into the URL"
                )


def _of_extensions(item: ResourcePlan) -> Iterator[Verdict]:
    for verdict in item.verdicts:
        if verdict.change.extension:
            yield verdict


def addresses(extension: Extension) -> Iterator[str]:
    """Yield the URLs, or expressions of URLs, that an extension downloads from."""
    for settings in extension.sections:
        uris = settings.at("fileUris")
        named = [uris, *uris, *(settings.at(*names) for names in _URLS)]
        yield from filter(None, map(as_written, named))


def _differing(url: str, old: Path, new: Path) -> str | None:
    """Return the name of the file that a URL ends in, where it is in both folders and differs."""
    names = _FILE.findall(url.partition("?")[0]) if not url.startswith("[") else _FILE.findall(url)
    for name in names:
        parts = [part for part in name.split("/") if part not in {"", ".", ".."}]
        for start in range(len(parts)):
            tail = "/".join(parts[start:])
            with suppress(OSError):
                one = read_bytes(old / tail, root=root_of_folder(old))
                other = read_bytes(new / tail, root=root_of_folder(new))
                return None if _same(one, other) or _same(other, one) else tail
    return None


def _same(one: bytes, other: bytes) -> bool:
    """Whether a checkout may have made one file of the other: its line ends, what LFS keeps."""
    pointer = _POINTER.match(one)
    if pointer:
        return sha256(other).hexdigest() == pointer[1].decode()
    return one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def only_a_tag(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find updates that only want extensions to run again, in a set that does nothing by itself."""
    if item.model.mode != "manual" or not item.verdicts:
        return
    tags = [v for v in _of_extensions(item) if v.change.names[-1] in _TAGS]
    if tags and len(tags) == len(list(_of_extensions(item))):
        name = _extension_name(tags[0])
        yield Hit(
            f"only '{tags[0].change.steps[-1]}' of extension '{name}' changed, and the mode is "
            "Manual: nothing runs on existing instances until they are upgraded (see the command)",
            tags[0].change,
        )


def anew(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find values that are other ones at each deployment."""
    for verdict in item.verdicts:
        if verdict.change.why == "anew":
            yield Hit(
                f"'{verdict.change.path}' is made by utcNow() or newGuid(): every deployment "
                "changes it, also one that changes nothing else",
                verdict.change,
            )


def _extension_name(verdict: Verdict) -> Any:
    return next(step.key for step in verdict.change.steps if isinstance(step, Element))
