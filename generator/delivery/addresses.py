"""Addresses from which no handler gets the file that is meant.

The page of a file in a repository is HTML; Azure Files answers signed requests only, and the
handlers sign in to blob storage alone. Sources:
https://github.com/MicrosoftDocs/azure-docs/issues/109198 (page),
https://github.com/MicrosoftDocs/azure-docs/issues/111060 (Azure DevOps),
https://github.com/Azure/custom-script-extension-linux/issues/104 (Azure Files).
"""

from __future__ import annotations

from generator.delivery.command_words import HOLE
from generator.lazy import regex

_PAGES = (
    (regex(r"https?://(?:www\.)?github\.com/([^/]+/[^/]+)/(?:blob|blame|edit)/(.+)", 2), r"https://raw.githubusercontent.com/{0}/{1}"),
    (regex(r"https?://(?:www\.)?github\.com/([^/]+/[^/]+)/(?:tree|commits)/([^/]+/.+\.\w+)", 2), r"https://raw.githubusercontent.com/{0}/{1}"),
    (regex(r"https?://gist\.github\.com/([^/]+/[0-9a-f]{20,})/?", 2), "https://gist.githubusercontent.com/{0}/raw/NAME"),
    (regex(r"(https?://[^/]+/.+)/-/(?:blob|blame|edit)/(.+)", 2), "{0}/-/raw/{1}"),
    (regex(r"(https?://(?:ghe|git|github)\.[^/]+/[^/]+/[^/]+)/blob/(.+)", 2), "{0}/raw/{1}"),
    (regex(r"(https?://[^/]+/[^/]+/[^/]+)/src/((?:branch|commit|tag)/.+)", 2), "{0}/raw/{1}"),
    (regex(r"(https?://gitlab\.com/[^/]+/[^/]+)/blob/(.+)", 2), "{0}/-/raw/{1}"),
    (regex(r"(https?://bitbucket\.org/[^/]+/[^/]+)/src/(.+)", 2), "{0}/raw/{1}"),
)  # fmt: skip
_AZURE_REPOSITORY = regex(
    r"https?://(?:dev\.azure\.com/[^/]+/[^/]+|[\w-]+\.visualstudio\.com/(?:[^/]+/)?[^/]+)/_git/", 2
)
_FILES = regex(r"https?://[^/]+\.file\.(?:core|storage\.azure)\.", 2)
_PAGE = "this is the page that shows the file, and what is saved is HTML"
_RAW = regex(r"[?&]raw=(?:true|1)\b", 2)


def wrong_address(address: str) -> str:
    """Return what is wrong with an address, and what to write; empty where nothing is."""
    plain, mark, query = address.partition("?")
    if not _RAW.search(mark + query):
        for pattern, raw in _PAGES:
            found = pattern.fullmatch(plain.partition("#")[0])
            if found and HOLE not in plain:
                return f"{_PAGE}; use {raw.format(*found.groups())}"
            if found:
                return f"{_PAGE}; use the address of the raw file"
    if _AZURE_REPOSITORY.match(plain):
        return (
            "this is the page of a repository in Azure DevOps, which asks for a sign-in; put the "
            "file into blob storage, and download it from there"
        )
    if _FILES.match(plain) and "sig=" not in query and HOLE not in address:
        return (
            "Azure Files answers no request without a SAS token, and the handlers sign in to blob "
            "storage only; put the file into a blob container"
        )
    return ""
