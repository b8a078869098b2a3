"""A container of Blob Storage: what is in it, and how a package gets there block by block.

A block is named by its place and the hash of its bytes. So whoever publishes the same package, at
once or after an upload that broke off, sends what is not there yet and nothing else; only the list
of all blocks makes a blob of them, and only where there is none. No more than a block is held.

Source: https://learn.microsoft.com/rest/api/storageservices/put-block-list
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from generator.commands.publish.refusals import NotPublished, code_of, reason_of
from generator.commands.publish.sign_in import signed_in
from generator.commands.publish.target import ContainerPlace
from generator.delivery.archives import package_parts
from generator.lazy import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.files.package import Package

BLOCK = 4 * 2**20
_TYPES = {"tar.gz": "application/gzip", "zip": "application/zip"}
_HASH = "sha256"
_TAKEN = {"BlobAlreadyExists", "ConditionNotMet", "InvalidBlockList"}
"""What is answered where somebody else has made the blob in between."""


@dataclass(frozen=True, slots=True)
class Container:
    """A container to which one has signed in, and by what."""

    target: ContainerPlace
    client: Any
    way: str

    def has(self, package: Package) -> bool:
        """Whether a package is there; raises NotPublished where a blob of other content is."""
        from azure.core.exceptions import ResourceNotFoundError

        blob = self.client.get_blob_client(package.name)
        with self._explained():
            try:
                found = blob.get_blob_properties()
            except ResourceNotFoundError as error:
                if code_of(error).startswith("Container"):
                    raise
                return False
            if found.size == package.size and _has_content(blob, found, package):
                return True
        raise NotPublished(
            f"{package.name} is there with other content, and is not overwritten: delete that "
            "blob, or publish to another container"
        )

    def send(self, package: Package, advance: Callable[[int], object]) -> int:
        """Send what is not there of a package, and make it a blob; return how much was sent.

        `advance` is told each number of bytes that is there.
        """
        from azure.core.exceptions import HttpResponseError
        from azure.storage.blob import BlobBlock, ContentSettings

        blob = self.client.get_blob_client(package.name)
        whole, check = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
        names: list[str] = []
        sent = 0
        with self._explained():
            staged = _staged(blob)
            for block in blocks_of(package_parts(package.files, package.ending)):
                whole.update(block)
                check.update(block)
                names.append(f"{len(names):05}-{hashlib.sha256(block).hexdigest()[:40]}")
                if staged.get(names[-1]) != len(block):
                    blob.stage_block(names[-1], block, len(block))
                    sent += len(block)
                advance(len(block))
            if whole.hexdigest() != package.sha256:
                raise NotPublished("its files changed while they were read: run it again")
            try:
                blob.commit_block_list(
                    [BlobBlock(name) for name in names],
                    ContentSettings(_TYPES[package.ending], content_md5=bytearray(check.digest())),
                    {_HASH: package.sha256},
                    **_only_where_none_is(),
                )
            except HttpResponseError as error:
                if code_of(error) not in _TAKEN or not self.has(package):
                    raise
        return sent

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from azure.core.exceptions import AzureError

        try:
            yield
        except AzureError as error:
            reason = reason_of(error, self.target, self.way)
            raise NotPublished(f"{self.target.url}: {reason}") from None


def container_at(target: ContainerPlace) -> Container:
    """Sign in to a container; raises NotPublished where there is nothing to sign in with."""
    client, way = signed_in(target)
    return Container(ContainerPlace(client.url.rpartition("/")[0], target.container), client, way)


def blocks_of(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in blocks."""
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) >= BLOCK:
            yield bytes(waiting[:BLOCK])
            del waiting[:BLOCK]
    if waiting:
        yield bytes(waiting)


def _only_where_none_is() -> dict[str, Any]:
    from azure.core import MatchConditions

    return {"match_condition": MatchConditions.IfMissing}


def _staged(blob: Any) -> dict[str, int]:
    """Return the blocks that wait for a list, by name, with their sizes."""
    from azure.core.exceptions import ResourceNotFoundError

    try:
        return {item.id: item.size for item in blob.get_block_list("uncommitted")[1]}
    except ResourceNotFoundError as error:
        if code_of(error).startswith("Container"):
            raise
        return {}


def _has_content(blob: Any, found: Any, package: Package) -> bool:
    """Whether a blob of the size of a package has its content: by its hash, else by all of it."""
    if _HASH in found.metadata:
        return bool(found.metadata[_HASH] == package.sha256)
    digest = hashlib.sha256()
    for part in blob.download_blob().chunks():
        digest.update(part)
    return digest.hexdigest() == package.sha256
