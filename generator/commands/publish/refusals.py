"""What Blob Storage answers where it does not take a package, as a sentence that says what to do.

The codes are those of https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
and https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes. The texts of
the answers are not shown: they may hold the address with its token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.wording.commands import for_bash

if TYPE_CHECKING:
    from generator.commands.publish.target import ContainerPlace

IDENTITY = "DefaultAzureCredential"
_MAY_WRITE = (
    "{way} may not write there: an identity needs the role Storage Blob Data Contributor on the "
    "container, a SAS token the permissions read, create and write"
)
_FAILED = "{way} is refused: it is not for this account, or it has expired"
_REASONS = {
    "ContainerNotFound": "there is no such container: {create}",
    "ContainerBeingDeleted": "the container is being deleted: wait a minute, then {create}",
    "AuthenticationFailed": _FAILED,
    "InvalidAuthenticationInfo": _FAILED,
    "AuthorizationFailure": f"{_MAY_WRITE}; or the firewall of the account does not let you in",
    "AuthorizationPermissionMismatch": _MAY_WRITE,
    "AuthorizationProtocolMismatch": "the SAS token is for https only",
    "AuthorizationResourceTypeMismatch": _MAY_WRITE,
    "AuthorizationServiceMismatch": _MAY_WRITE,
    "AuthorizationSourceIPMismatch": "the SAS token is for other addresses than yours",
    "InsufficientAccountPermissions": _MAY_WRITE,
    "KeyBasedAuthenticationNotPermitted": "the account takes no keys: unset {way}, run 'az login'",
    "AccountIsDisabled": "the account is disabled",
    "UnauthorizedBlobOverwrite": _MAY_WRITE,
}
_NO_SIGN_IN = (
    "nothing signs in: run 'az login', or set AZURE_STORAGE_CONNECTION_STRING or "
    "AZURE_STORAGE_SAS_TOKEN"
)
_NOT_REACHED = (
    "the account is not reached: check its name and your network; what was sent is kept, and the "
    "same command goes on there"
)


class NotPublished(Exception):
    """A package cannot be published, for the reason that it gives."""


def code_of(error: Any) -> str:
    """Return the code of an answer; empty where there is none."""
    code = getattr(error, "error_code", None) or ""
    return str(getattr(code, "value", code))


def reason_of(error: Any, target: ContainerPlace, way: str) -> str:
    """Return why an error of the client came about, and what to do."""
    from azure.core import exceptions

    code = code_of(error)
    create = (
        f"az storage container create --account-name {for_bash(target.account_name)} "
        f"--name {for_bash(target.container)} --auth-mode login"
    )
    if code in _REASONS:
        return _REASONS[code].format(way=way, create=create)
    if isinstance(error, (exceptions.ServiceRequestError, exceptions.ServiceResponseError)):
        return _NOT_REACHED
    if isinstance(error, exceptions.ClientAuthenticationError) and not code:
        return _NO_SIGN_IN if way == IDENTITY else _FAILED.format(way=way)
    status = getattr(error, "status_code", None)
    return f"the account answers {status or type(error).__name__} {code}".rstrip()
