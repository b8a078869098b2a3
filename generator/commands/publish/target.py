"""Where packages go: the container of a spec, or the one that the command line names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from generator.azure.clouds import is_blob_storage
from generator.diagnostics import InvalidInput, Severity
from generator.lazy import dataclass, regex
from generator.spec.defaults import literal

if TYPE_CHECKING:
    from generator.spec.spec import Spec

_NAME = regex(r"[a-z0-9]{3,24}")
_URL = regex(r"https?://[^/?#\s@]+(?:/[^/?#\s]+)*/?", 2)
_CONTAINER = regex(r"(?=.{3,63}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ContainerPlace:
    """A container: the URL of the blobs of its account, and its name."""

    account: str
    container: str

    @property
    def url(self) -> str:
        """The URL of the container."""
        return f"{self.account}/{self.container}"

    @property
    def account_name(self) -> str:
        """The name of the account; an emulator has it behind its host."""
        host, _, path = self.account.partition("://")[2].partition("/")
        return path or host.partition(".")[0]


def target_of(spec: Spec, account: str | None, container: str | None) -> ContainerPlace:
    """Return where the packages of a spec go.

    Raises InvalidInput where nobody says that, BadParameter where what is said is no such place.
    """
    packages = spec.value["packages"]
    url = literal(packages["url"])
    of_spec, _, last = url.rpartition("/") if isinstance(url, str) else ("", "", "")
    container = container or last or packages["container"]
    if not _CONTAINER.fullmatch(container):
        raise _mistake("--container", "3 to 63 lower-case letters, digits and single hyphens")
    if account is None and not of_spec:
        message = "its URL is a parameter without a value: give --account"
        path = ("packages", "url")
        raise InvalidInput([spec.document.diagnostic("publish", Severity.ERROR, message, path)])
    return ContainerPlace(of_spec if account is None else _account(account), container)


def _account(text: str) -> str:
    if _NAME.fullmatch(text):
        return f"https://{text}.blob.core.windows.net"
    if "?" in text:
        message = "the URL of an account, without a token: that stands in AZURE_STORAGE_SAS_TOKEN"
        raise _mistake("--account", message)
    if not _URL.fullmatch(text):
        message = "the name of a storage account (3 to 24 lower-case letters and digits) or its URL"
        raise _mistake("--account", message)
    plain = text.rstrip("/")
    if is_blob_storage(plain) and plain.count("/") > 2:
        raise _mistake("--account", "the URL of an account; the container is for --container")
    return plain


def _mistake(option: str, wanted: str) -> typer.BadParameter:
    return typer.BadParameter(f"this must be {wanted}", param_hint=option)
