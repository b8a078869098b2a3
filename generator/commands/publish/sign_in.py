"""How a command signs in to Blob Storage. What it signs in with is in no message and no log."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from generator.commands.publish.refusals import IDENTITY, NotPublished
from generator.wording.printable import printable

if TYPE_CHECKING:
    from generator.commands.publish.target import ContainerPlace

CONNECTION_STRING = "AZURE_STORAGE_CONNECTION_STRING"
SAS_TOKEN = "AZURE_STORAGE_SAS_TOKEN"  # noqa: S105 - the name of a variable
RETRIES = 4
"""How often a request is tried again, after 1, 3, 5 and 9 seconds."""


def signed_in(target: ContainerPlace) -> tuple[Any, str]:
    """Return a client of a container, and what it signs in with.

    Raises NotPublished where there is nothing to sign in with.
    """
    try:
        from azure.storage.blob import ContainerClient, ExponentialRetry
    except ImportError:
        message = "this needs azure-storage-blob and azure-identity: pip install 'scaleset[azure]'"
        raise NotPublished(message) from None
    # What it logs of a failed sign-in is many lines; the message says what to do in one.
    logging.getLogger("azure").setLevel(logging.CRITICAL)
    retry = {"retry_policy": ExponentialRetry(1, 2, RETRIES, random_jitter_range=1)}
    text = os.environ.get(CONNECTION_STRING)
    if text:
        try:
            client = ContainerClient.from_connection_string(text, target.container, **retry)
        except ValueError:
            raise NotPublished(f"{CONNECTION_STRING} is no connection string") from None
        if client.account_name != target.account_name:
            raise NotPublished(
                f"{CONNECTION_STRING} is for the account '{printable(client.account_name or '')}', "
                f"and the packages go to '{target.account_name}'"
            )
        return client, CONNECTION_STRING
    way, credential = _credential(target)
    try:
        return ContainerClient(target.account, target.container, credential, **retry), way
    except ValueError:
        raise NotPublished(f"{target.account} is no URL of a storage account") from None


def _credential(target: ContainerPlace) -> tuple[str, Any]:
    token = os.environ.get(SAS_TOKEN)
    if token:
        from azure.core.credentials import AzureSasCredential

        return SAS_TOKEN, AzureSasCredential(token.strip().removeprefix("?"))
    if target.account.startswith("http://"):
        message = f"no identity signs in over http: use https, or set {CONNECTION_STRING}"
        raise NotPublished(message)
    try:
        from azure.identity import DefaultAzureCredential
    except ImportError:
        message = "this needs azure-identity: pip install 'scaleset[azure]'"
        raise NotPublished(message) from None
    return IDENTITY, DefaultAzureCredential()
